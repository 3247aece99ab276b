package jp.todoke.faq.curation;

/** The proposal lacks what it would publish. */
public final class UnfinishedProposal extends RuntimeException {

  UnfinishedProposal(String id) {
    super("proposal " + id + " is not complete");
  }
}

package jp.todoke.faq.curation;

/** The proposal was changed or decided since it was read: read it again and decide anew. */
public final class StaleProposal extends RuntimeException {

  StaleProposal(String id) {
    super("proposal " + id + " is no longer as it was read");
  }
}

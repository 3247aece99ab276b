package jp.todoke.faq.curation;

/** There is no proposal with this id. */
public final class UnknownProposal extends RuntimeException {

  UnknownProposal(String id) {
    super("no proposal " + id);
  }
}

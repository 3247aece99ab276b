package jp.todoke.faq.curation;

/** Who wrote a proposal cannot approve it. */
public final class OwnProposal extends RuntimeException {

  OwnProposal(String id) {
    super("proposal " + id + " needs the eyes of somebody else");
  }
}

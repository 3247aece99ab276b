package jp.todoke.faq;

/** The FAQ entry is not in the state this step needs: only what is submitted is published. */
public final class FaqEntryNotSubmitted extends RuntimeException {

  FaqEntryNotSubmitted(String id, FaqStatus status) {
    super("FAQ entry " + id + " is " + status);
  }
}

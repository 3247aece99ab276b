package jp.todoke.faq;

/** An FAQ entry with this id is there already; change that one instead. */
public final class FaqEntryExists extends RuntimeException {

  FaqEntryExists(String id) {
    super("FAQ entry " + id + " exists");
  }
}

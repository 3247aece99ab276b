package jp.todoke.faq;

/** An FAQ entry with this id is there already; change that one instead. */
public final class FaqEntryExists extends RuntimeException {

  /** Of the entry with this id. */
  public FaqEntryExists(String id) {
    super("FAQ entry " + id + " exists");
  }
}

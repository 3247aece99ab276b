package jp.todoke.faq;

/** No FAQ entry has this id. */
public final class UnknownFaqEntry extends RuntimeException {

  UnknownFaqEntry(String id) {
    super("no FAQ entry " + id);
  }
}

package jp.todoke.faq;

/** Who wrote an entry cannot publish it. */
public final class OwnFaqEntry extends RuntimeException {

  OwnFaqEntry(String id) {
    super("FAQ entry " + id + " needs the eyes of somebody else");
  }
}

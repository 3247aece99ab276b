package jp.todoke.faq;

/** The FAQ entry was changed by somebody else since it was read: read it again and decide anew. */
public final class StaleFaqEntry extends RuntimeException {

  StaleFaqEntry(String id, int expectedVersion) {
    super("FAQ entry " + id + " is no longer at version " + expectedVersion);
  }
}

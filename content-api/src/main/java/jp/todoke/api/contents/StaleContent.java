package jp.todoke.api.contents;

/** The segment or pin of an item was edited by somebody else since the caller read it. */
public final class StaleContent extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public StaleContent(String id, int expected) {
    super("the mark of content " + id + " is no longer at version " + expected);
  }
}

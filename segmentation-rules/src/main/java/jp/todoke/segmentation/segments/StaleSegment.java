package jp.todoke.segmentation.segments;

/** The segment was edited by somebody else since the caller read it. */
public final class StaleSegment extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public StaleSegment(String id, int expected) {
    super("segment " + id + " is no longer at version " + expected);
  }
}

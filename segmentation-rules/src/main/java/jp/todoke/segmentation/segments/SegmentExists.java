package jp.todoke.segmentation.segments;

/** A segment of that id exists already. */
public final class SegmentExists extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public SegmentExists(String id) {
    super("segment " + id + " exists");
  }
}

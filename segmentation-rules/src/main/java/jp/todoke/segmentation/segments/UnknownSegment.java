package jp.todoke.segmentation.segments;

/** No segment of that id, or no such version of it. */
public final class UnknownSegment extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public UnknownSegment(String id) {
    super("no segment " + id);
  }
}

package jp.todoke.segmentation.rules;

/** A condition names a segment that is not published. */
public final class SegmentMissing extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public SegmentMissing(String segmentId) {
    super("segment " + segmentId + " is not published");
  }
}

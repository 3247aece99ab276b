package jp.todoke.segmentation.rules;

/** A segment whose condition leads back to the segment itself. */
public final class SegmentCycle extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public SegmentCycle(String segmentId) {
    super("segment " + segmentId + " refers back to itself");
  }
}

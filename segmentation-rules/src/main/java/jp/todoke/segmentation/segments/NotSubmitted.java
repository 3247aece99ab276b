package jp.todoke.segmentation.segments;

/** A draft cannot be published before its author has submitted it for review. */
public final class NotSubmitted extends RuntimeException {

  private static final long serialVersionUID = 1L;

  NotSubmitted(String segmentId) {
    super("segment " + segmentId + " has not been submitted for review");
  }
}

package jp.todoke.segmentation.samples;

/** The sample profile was edited by somebody else since the caller read it. */
public final class StaleSample extends RuntimeException {

  private static final long serialVersionUID = 1L;

  StaleSample(String id, int expected) {
    super("sample profile " + id + " is no longer at version " + expected);
  }
}

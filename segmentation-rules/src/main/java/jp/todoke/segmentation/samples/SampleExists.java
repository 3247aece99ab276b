package jp.todoke.segmentation.samples;

/** There is a sample profile of that id already. */
public final class SampleExists extends RuntimeException {

  private static final long serialVersionUID = 1L;

  SampleExists(String id) {
    super("sample profile " + id + " exists");
  }
}

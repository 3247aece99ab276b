package jp.todoke.segmentation.samples;

/** There is no sample profile of that id. */
public final class UnknownSample extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UnknownSample() {
    super("there is no sample profile of this id");
  }
}

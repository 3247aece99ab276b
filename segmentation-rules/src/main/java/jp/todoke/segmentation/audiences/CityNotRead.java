package jp.todoke.segmentation.audiences;

/** This node has just started and has not read who lives in the city yet; it takes seconds. */
public final class CityNotRead extends RuntimeException {

  private static final long serialVersionUID = 1L;

  CityNotRead() {
    super("the city is being read");
  }
}

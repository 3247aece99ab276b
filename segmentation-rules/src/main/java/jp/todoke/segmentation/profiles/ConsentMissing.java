package jp.todoke.segmentation.profiles;

/** Data may not be kept or used for a purpose the person has not agreed to. */
public final class ConsentMissing extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Purpose purpose;

  ConsentMissing(Purpose purpose) {
    super("no consent to " + purpose.json());
    this.purpose = purpose;
  }

  /** The purpose that is not agreed to. */
  public Purpose purpose() {
    return purpose;
  }
}

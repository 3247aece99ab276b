package jp.todoke.segmentation.profiles;

/** A made-up person is no row of the exchange. */
public final class ProfileRowRefused extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String code;

  public ProfileRowRefused(String code, String reason) {
    super(reason);
    this.code = code;
  }

  /** The code the exchange would give the row. */
  public String code() {
    return code;
  }
}

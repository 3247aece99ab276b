package jp.todoke.segmentation.profiles;

/** A row of the exchange that cannot be taken; never repeats a value of it. */
final class RowRefused extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String code;
  private final String reason;

  RowRefused(String code, String reason) {
    super(reason);
    this.reason = reason;
    this.code = code;
  }

  String code() {
    return code;
  }

  String reason() {
    return reason;
  }
}

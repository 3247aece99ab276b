package jp.todoke.api.sources;

/** Reading a source failed; the code is what staff see. Recorded, never thrown to a caller. */
final class SourceFailed extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String code;

  SourceFailed(String code) {
    super(code);
    this.code = code;
  }

  String code() {
    return code;
  }
}

package jp.todoke.api.sources;

/** An item of a source cannot be read; caught where its page is read. */
final class ItemFault extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String code;

  ItemFault(String code) {
    super(code);
    this.code = code;
  }

  String code() {
    return code;
  }
}

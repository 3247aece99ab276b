package jp.todoke.channels.line;

/** A question to LINE (quota, link token) got no usable answer. */
public final class LineCallFailed extends RuntimeException {

  private final int status;

  LineCallFailed(String operation, int status) {
    super("LINE " + operation + " failed with status " + status);
    this.status = status;
  }

  /** HTTP status; 0 when there was no answer. */
  public int status() {
    return status;
  }
}

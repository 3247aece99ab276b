package jp.todoke.api.cli;

/** Ends a command with one clear line and a non-zero exit. */
final class Failure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  Failure(String line) {
    super(line);
  }
}

package jp.todoke.faq.ranking;

/** A file of questions has a line that is none; nothing of it was taken. */
public final class InvalidQuestionFile extends RuntimeException {

  private final long line;
  private final String reason;

  InvalidQuestionFile(long line, String reason) {
    super("line " + line + " " + reason);
    this.line = line;
    this.reason = reason;
  }

  /** The number of the line, from 1. */
  public long line() {
    return line;
  }

  /** What is wrong with it, without a value of it. */
  public String reason() {
    return reason;
  }
}

package jp.todoke.api.programs;

/** The program was edited by somebody else since the caller read it. */
public final class StaleProgram extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public StaleProgram(String id, int expected) {
    super("program " + id + " is no longer at version " + expected);
  }
}

package jp.todoke.api.programs;

/** A program of that id exists already. */
public final class ProgramExists extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public ProgramExists(String id) {
    super("program " + id + " exists");
  }
}

package jp.todoke.api.sources;

/** A source of that id exists already. */
public final class SourceExists extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public SourceExists(String id) {
    super("source " + id + " exists");
  }
}

package jp.todoke.api.sources;

/** A pull that somebody asked for failed; what was copied before stays. */
public final class SourceUnreachable extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public SourceUnreachable(String id, String code) {
    super("source " + id + " could not be pulled: " + code);
  }
}

package jp.todoke.api.sources;

/** The source is being pulled at this moment, here or on another node. */
public final class SourceBusy extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public SourceBusy(String id) {
    super("source " + id + " is being pulled");
  }
}

package jp.todoke.search;

/** The vectors an operator asked for cannot be made. */
public final class UnusableEmbedder extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Says why, without a text that was embedded. */
  public UnusableEmbedder(String reason) {
    super("vectors cannot be used: " + reason);
  }
}

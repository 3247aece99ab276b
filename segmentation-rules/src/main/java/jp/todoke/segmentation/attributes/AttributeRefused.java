package jp.todoke.segmentation.attributes;

/** A catalogue entry that cannot be used; says which part and why. */
public final class AttributeRefused extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String part;

  public AttributeRefused(String part, String reason) {
    super(part + ": " + reason);
    this.part = part;
  }

  /** The name of the refused part, for instance {@code allowed}. */
  public String part() {
    return part;
  }
}

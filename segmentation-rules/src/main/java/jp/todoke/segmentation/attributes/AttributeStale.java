package jp.todoke.segmentation.attributes;

/** Somebody else changed the catalogue entry since the caller read it. */
public final class AttributeStale extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public AttributeStale(String name, int expected) {
    super("attribute " + name + " is no longer at version " + expected);
  }
}

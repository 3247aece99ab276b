package jp.todoke.segmentation.attributes;

/** An entry of that name is in the catalogue already. */
public final class AttributeExists extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public AttributeExists(String name) {
    super("attribute " + name + " exists");
  }
}

package jp.todoke.segmentation.attributes;

/**
 * A value that the catalogue does not admit. Names the attribute and what is asked for, never the
 * value, which may be personal.
 */
public final class ValueRefused extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String code;
  private final String reason;
  private final String attribute;

  private ValueRefused(String code, String attribute, String reason) {
    super(reason);
    this.reason = reason;
    this.code = code;
    this.attribute = attribute;
  }

  static ValueRefused wrongType(Attribute attribute) {
    return new ValueRefused(
        "invalid-attribute-type",
        attribute.name(),
        "attribute " + attribute.name() + " takes a " + attribute.type().json());
  }

  static ValueRefused notAllowed(Attribute attribute) {
    return new ValueRefused(
        "invalid-attribute-value",
        attribute.name(),
        "attribute " + attribute.name() + " does not allow this value");
  }

  /** No entry of that name exists. */
  public static ValueRefused unknownAttribute(String name) {
    String shown = name.length() > 100 ? name.substring(0, 100) + "..." : name;
    return new ValueRefused(
        "invalid-attribute-unknown", shown, "attribute " + shown + " is not in the catalogue");
  }

  /** {@code invalid-attribute-type}, {@code -value} or {@code -unknown}. */
  public String code() {
    return code;
  }

  /** The attribute's name. */
  public String attribute() {
    return attribute;
  }

  /** What is asked for, in words. */
  public String reason() {
    return reason;
  }
}

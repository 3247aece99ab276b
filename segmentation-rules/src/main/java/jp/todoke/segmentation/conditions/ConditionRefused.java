package jp.todoke.segmentation.conditions;

/** A condition that is not of the language; says where (JSON Pointer) and why. */
public final class ConditionRefused extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String code;
  private final String pointer;

  public ConditionRefused(String code, String pointer, String reason) {
    super(reason);
    this.code = code;
    this.pointer = pointer;
  }

  /** A stable code, for instance {@code invalid-condition-attribute}. */
  public String code() {
    return code;
  }

  /** Where in the tree, as a JSON Pointer (RFC 6901); empty for the whole. */
  public String pointer() {
    return pointer;
  }
}

package jp.todoke.faq;

/** The FAQ entry breaks a rule of form; the code names the rule. */
public final class InvalidFaqEntry extends RuntimeException {

  private final String code;

  InvalidFaqEntry(String code, String detail) {
    super(detail);
    this.code = code;
  }

  /** Stable name of the broken rule, such as {@code faq-question-missing}. */
  public String code() {
    return code;
  }
}

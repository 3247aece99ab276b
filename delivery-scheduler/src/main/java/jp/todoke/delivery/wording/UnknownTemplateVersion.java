package jp.todoke.delivery.wording;

/** There is no such version of the template. */
public final class UnknownTemplateVersion extends RuntimeException {

  UnknownTemplateVersion(String template, int version) {
    super("no version " + version + " of template " + template);
  }
}

package jp.todoke.templates;

/** No template has this id. */
public final class UnknownTemplate extends RuntimeException {

  UnknownTemplate(String id) {
    super("no template " + id);
  }
}

package jp.todoke.templates;

/** A template with this id was created before; revise it instead. */
public final class TemplateAlreadyExists extends RuntimeException {

  TemplateAlreadyExists(String id) {
    super("template " + id + " exists already");
  }
}

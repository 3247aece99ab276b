package jp.todoke.delivery.wording;

import java.util.Set;
import java.util.TreeSet;

/** The template asks for values that were not given; a half-filled message is never sent. */
public final class TemplateValuesMissing extends RuntimeException {

  private final transient Set<String> names;

  TemplateValuesMissing(String template, Set<String> names) {
    super("template " + template + " misses values for " + new TreeSet<>(names));
    this.names = Set.copyOf(names);
  }

  /** The names without a value. */
  public Set<String> names() {
    return names;
  }
}

package jp.todoke.templates;

/**
 * A value can not be put into the message: of a type that is not allowed, a line break in a
 * subject, an unsafe link, or a result over the limit. Names the place, never the value.
 */
public final class ValueRefused extends RuntimeException {

  ValueRefused(String name, String reason) {
    super(name + ": " + reason);
  }
}

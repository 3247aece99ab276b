package jp.todoke.delivery.notices;

/** There is no notice of this id. */
public final class UnknownNotice extends RuntimeException {

  UnknownNotice(String id) {
    super("no notice " + id);
  }
}

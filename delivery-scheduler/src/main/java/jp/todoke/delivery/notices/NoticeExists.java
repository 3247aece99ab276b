package jp.todoke.delivery.notices;

/** The id is taken by another notice. */
public final class NoticeExists extends RuntimeException {

  NoticeExists(String id) {
    super("notice " + id + " exists");
  }
}

package jp.todoke.delivery.approvals;

/** What is to be approved is no longer what the approver read; they look at it again. */
public final class ContentChanged extends RuntimeException {

  /** Names what changed. */
  public ContentChanged(String id) {
    super(id + " has changed since it was read");
  }
}

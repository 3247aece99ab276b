package jp.todoke.delivery.approvals;

/** Somebody tried to approve what they created, edited or submitted themselves. */
public final class OwnWorkApproval extends RuntimeException {

  OwnWorkApproval(String id) {
    super(id + " is to be approved by somebody who did not work on it");
  }
}

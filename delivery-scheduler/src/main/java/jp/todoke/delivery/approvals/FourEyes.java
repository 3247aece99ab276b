package jp.todoke.delivery.approvals;

import java.util.Collection;

/**
 * The rule that nobody approves their own work, and that an approval is of exactly what was seen.
 */
public final class FourEyes {

  private FourEyes() {}

  /**
   * Lets an approval through.
   *
   * @param id what is to be approved
   * @param hands everybody who made it: creator, last editor, submitter
   * @param by who approves
   * @param seen the content hash the approver read
   * @param current the content hash as it is now
   * @throws OwnWorkApproval when the approver is one of the hands
   * @throws ContentChanged when the two hashes differ
   */
  public static void check(
      String id, Collection<String> hands, String by, String seen, String current) {
    if (hands.contains(by)) {
      throw new OwnWorkApproval(id);
    }
    if (!seen.equals(current)) {
      throw new ContentChanged(id);
    }
  }
}

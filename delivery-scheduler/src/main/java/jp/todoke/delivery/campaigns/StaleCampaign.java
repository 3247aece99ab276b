package jp.todoke.delivery.campaigns;

/** The campaign was changed by somebody else since the caller read it. */
public final class StaleCampaign extends RuntimeException {

  StaleCampaign(String id, long expected) {
    super("campaign " + id + " is no longer at version " + expected);
  }
}

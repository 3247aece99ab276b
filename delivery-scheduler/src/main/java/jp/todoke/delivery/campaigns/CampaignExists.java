package jp.todoke.delivery.campaigns;

/** The id is taken by another campaign. */
public final class CampaignExists extends RuntimeException {

  CampaignExists(String id) {
    super("campaign " + id + " exists");
  }
}

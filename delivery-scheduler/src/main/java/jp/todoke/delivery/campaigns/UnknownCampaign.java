package jp.todoke.delivery.campaigns;

/** There is no campaign of this id. */
public final class UnknownCampaign extends RuntimeException {

  UnknownCampaign(String id) {
    super("no campaign " + id);
  }
}

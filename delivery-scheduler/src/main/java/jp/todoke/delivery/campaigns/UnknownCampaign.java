package jp.todoke.delivery.campaigns;

/** There is no campaign of this id. */
public final class UnknownCampaign extends RuntimeException {

  /** Names the id. */
  public UnknownCampaign(String id) {
    super("no campaign " + id);
  }
}

package jp.todoke.delivery.campaigns;

/** A draft can not be kept: one part of it breaks a rule. */
public final class CampaignRefused extends RuntimeException {

  private final String part;

  CampaignRefused(String part, String reason) {
    super(part + ": " + reason);
    this.part = part;
  }

  /** The part concerned, such as {@code routes}. */
  public String part() {
    return part;
  }
}

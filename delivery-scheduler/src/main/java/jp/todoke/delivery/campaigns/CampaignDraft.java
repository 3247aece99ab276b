package jp.todoke.delivery.campaigns;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import jp.todoke.channels.Route;

/**
 * What an editor decides about a campaign.
 *
 * @param title name for staff, 1 to 200 UTF-16 units
 * @param templateId the wording
 * @param templateVersion pinned
 * @param segmentId whom it is for
 * @param segmentVersion pinned; a published one
 * @param routes the roads, at least one; each person gets it on every road that reaches them
 * @param values template values, the same for everybody
 * @param sendAt when it starts, UTC; empty = at approval
 * @param usefulUntil first instant at which it is of no use any more, UTC; what is pending then
 *     expires
 * @param topic what citizens can switch off, {@code [a-z0-9-]{1,40}}
 * @param emergency about life or safety: one approver is enough, no hour and no budget holds it up,
 *     and somebody reviews it afterwards
 */
public record CampaignDraft(
    String title,
    String templateId,
    int templateVersion,
    String segmentId,
    int segmentVersion,
    Set<Route> routes,
    Map<String, Object> values,
    Optional<Instant> sendAt,
    Optional<Instant> usefulUntil,
    String topic,
    boolean emergency) {

  /** The topic of whatever belongs to no other. */
  public static final String GENERAL = "general";

  /** A draft of the general topic that is no emergency. */
  public CampaignDraft(
      String title,
      String templateId,
      int templateVersion,
      String segmentId,
      int segmentVersion,
      Set<Route> routes,
      Map<String, Object> values,
      Optional<Instant> sendAt,
      Optional<Instant> usefulUntil) {
    this(
        title,
        templateId,
        templateVersion,
        segmentId,
        segmentVersion,
        routes,
        values,
        sendAt,
        usefulUntil,
        GENERAL,
        false);
  }

  /** Keeps its own copies. */
  public CampaignDraft {
    routes = Set.copyOf(routes);
    values = Map.copyOf(values);
  }
}

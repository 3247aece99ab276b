package jp.todoke.delivery.dispatch;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import jp.todoke.channels.Batch;
import jp.todoke.channels.Category;
import jp.todoke.channels.Channel;
import jp.todoke.channels.Importance;
import jp.todoke.channels.Parcel;
import jp.todoke.channels.Route;
import jp.todoke.channels.SendResult;
import jp.todoke.delivery.campaigns.Campaign;
import jp.todoke.delivery.campaigns.CampaignDraft;
import jp.todoke.delivery.campaigns.Campaigns;
import jp.todoke.delivery.campaigns.UnknownCampaign;
import jp.todoke.delivery.wording.Wording;
import jp.todoke.templates.Rendering;
import jp.todoke.templates.Templates;

/**
 * Sends the words of a campaign to staff who are named in the configuration and to nobody else.
 * Nothing of it is in the ledger; who did it is kept with the campaign. Thread-safe.
 */
public final class TestSend {

  private static final String MARK = "【TEST】";

  private final Campaigns campaigns;
  private final Templates templates;
  private final Map<Route, Channel> channels = new EnumMap<>(Route.class);
  private final Map<Route, List<String>> staff;

  /**
   * @param staff mailboxes and LINE user ids, by route
   */
  public TestSend(
      Campaigns campaigns,
      Templates templates,
      Collection<? extends Channel> channels,
      Map<Route, List<String>> staff) {
    this.campaigns = campaigns;
    this.templates = templates;
    this.staff = Map.copyOf(staff);
    channels.forEach(channel -> this.channels.put(channel.route(), channel));
  }

  /**
   * Sends every language of the campaign's words to everybody on the list.
   *
   * @return per route of the campaign that has a list how many messages the provider took
   * @throws UnknownCampaign when there is none
   * @throws jp.todoke.delivery.wording.TemplateValuesMissing when the template needs more values
   * @throws jp.todoke.templates.ValueRefused when a value can not be put into the message
   */
  public Map<Route, Long> send(String id, String by) {
    CampaignDraft draft =
        campaigns.find(id).map(Campaign::draft).orElseThrow(() -> new UnknownCampaign(id));
    Wording wording =
        Wording.of(templates, draft.templateId(), draft.templateVersion(), draft.values());
    Map<Route, Long> taken = new LinkedHashMap<>();
    for (Route route : Route.values()) {
      Channel channel = channels.get(route);
      List<Parcel> parcels = parcels(staff.getOrDefault(route, List.of()), wording);
      if (channel != null && draft.routes().contains(route) && !parcels.isEmpty()) {
        long accepted =
            channel
                .send(
                    new Batch(
                        "test",
                        UUID.randomUUID(),
                        Category.PUSH,
                        Importance.NORMAL,
                        Optional.empty(),
                        parcels))
                .stream()
                .filter(SendResult.Accepted.class::isInstance)
                .count();
        campaigns.tested(id, route, accepted, by);
        taken.put(route, accepted);
      }
    }
    return taken;
  }

  private static List<Parcel> parcels(List<String> addresses, Wording wording) {
    List<Parcel> parcels = new ArrayList<>();
    String run = UUID.randomUUID().toString().substring(0, 8);
    for (Rendering.Rendered words : wording.samples().values()) {
      for (String address : addresses) {
        parcels.add(
            new Parcel(
                "test-" + run + "-" + parcels.size(),
                address,
                words.language(),
                MARK + words.subject(),
                MARK + "\n" + words.text(),
                words.html().map(html -> "<p>" + MARK + "</p>" + html),
                Optional.empty(),
                Optional.empty()));
      }
    }
    return parcels.subList(0, Math.min(parcels.size(), Batch.LIMIT));
  }
}

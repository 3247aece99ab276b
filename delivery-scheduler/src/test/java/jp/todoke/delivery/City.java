package jp.todoke.delivery;

import com.mongodb.client.MongoDatabase;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import jp.todoke.channels.Channel;
import jp.todoke.channels.Receipts;
import jp.todoke.channels.Route;
import jp.todoke.channels.Suppressions;
import jp.todoke.channels.portal.PortalInbox;
import jp.todoke.delivery.addresses.Addresses;
import jp.todoke.delivery.approvals.ApprovalPolicy;
import jp.todoke.delivery.budgets.ContactBudget;
import jp.todoke.delivery.campaigns.Campaign;
import jp.todoke.delivery.campaigns.CampaignDraft;
import jp.todoke.delivery.campaigns.Campaigns;
import jp.todoke.delivery.campaigns.Selection;
import jp.todoke.delivery.clicks.ClickLinks;
import jp.todoke.delivery.clicks.Clicks;
import jp.todoke.delivery.dispatch.DispatchSettings;
import jp.todoke.delivery.dispatch.Dispatcher;
import jp.todoke.delivery.dispatch.SendRules;
import jp.todoke.delivery.dispatch.UnsubscribeLinks;
import jp.todoke.delivery.ledger.Ledger;
import jp.todoke.delivery.notices.Notices;
import jp.todoke.delivery.preferences.Preferences;
import jp.todoke.delivery.preferences.SignedLinks;
import jp.todoke.delivery.reports.ClosedReports;
import jp.todoke.delivery.reports.Reports;
import jp.todoke.delivery.reports.TriggerReports;
import jp.todoke.delivery.reports.Usefulness;
import jp.todoke.delivery.reports.WardReports;
import jp.todoke.delivery.retention.Retention;
import jp.todoke.delivery.triggers.Firings;
import jp.todoke.delivery.triggers.Triggers;
import jp.todoke.segmentation.attributes.Attributes;
import jp.todoke.segmentation.audiences.Audiences;
import jp.todoke.segmentation.audiences.PeopleSets;
import jp.todoke.segmentation.conditions.Condition;
import jp.todoke.segmentation.profiles.Profiles;
import jp.todoke.segmentation.protection.Protections;
import jp.todoke.segmentation.rules.Decisions;
import jp.todoke.segmentation.segments.Segments;
import jp.todoke.templates.Rendering;
import jp.todoke.templates.TemplateDraft;
import jp.todoke.templates.Templates;
import jp.todoke.templates.Variant;
import jp.todoke.testkit.HandClock;

/** A small city on a database: one segment of everybody, two templates, staff with names. */
public final class City {

  public static final String EDITOR = "henshu-yamada";
  public static final String APPROVER = "shonin-suzuki";

  /** From so many people on the portal gets one post. */
  public static final int POST_FROM = 2_000;

  public static final URI PORTAL = URI.create("https://portal.city.example.jp/inbox");
  public static final Instant NOON = Instant.parse("2026-11-20T03:00:00Z");

  public final HandClock clock = new HandClock(NOON);
  public final MongoDatabase database;
  public final Profiles profiles;
  public final Segments segments;
  public final Templates templates;
  public final Suppressions suppressions;
  public final PeopleSets sets;
  public final PortalInbox inbox;
  public final Receipts receipts;
  public final Preferences preferences;
  public final Protections protections;
  public final Audiences audiences;
  public final Selection selection;
  public final Addresses addresses;
  public final ContactBudget budget;
  public final Ledger ledger;
  public final Campaigns campaigns;
  public final Notices notices;
  public final ClosedReports closed;
  public final Reports reports;
  public final WardReports wardReports;
  public final Attributes attributes;
  public final Decisions decisions;
  public final Triggers triggers;
  public final Firings firings;
  public final ClickLinks links;
  public final Clicks clicks;
  public final Usefulness usefulness;

  /** What every dispatcher of the city asks before it takes a chunk, and notices before a step. */
  public boolean paused;

  public City(MongoDatabase database) {
    this.database = database;
    attributes = new Attributes(database);
    decisions = new Decisions(attributes, clock);
    profiles = new Profiles(database, attributes, clock);
    segments = new Segments(database, attributes, profiles, decisions, clock);
    segments.create("everybody", "みなさま", new Condition.All(List.of()), EDITOR);
    segments.submit("everybody", 1);
    segments.publish("everybody", 2, APPROVER);
    templates = new Templates(database, clock);
    templates.create(
        "flu",
        new TemplateDraft(
            "インフルエンザ予防接種",
            false,
            Map.of(
                "ja",
                Variant.plain("予防接種のお知らせ", "{{place}}で予防接種を行います。"),
                "en",
                Variant.plain("Vaccination", "Get vaccinated at {{place}}."))));
    templates.create(
        "tax",
        new TemplateDraft(
            "税額決定通知", true, Map.of("ja", Variant.plain("税額決定通知書", "{{name}}様の税額は{{amount}}円です。"))));
    suppressions = new Suppressions(database, clock);
    audiences = new Audiences(database, attributes, profiles, decisions, "node-1", "ward", clock);
    sets = new PeopleSets(database, audiences);
    inbox = new PortalInbox(database, sets::contains, clock);
    receipts = new Receipts(database);
    preferences = new Preferences(database, clock);
    selection = new Selection(segments, audiences, sets, preferences, POST_FROM, () -> {});
    protections = new Protections(database, clock);
    addresses = new Addresses(profiles, protections, suppressions, preferences);
    budget =
        new ContactBudget(
            database, Map.of(Route.MAIL, new ContactBudget.Limit(3, Duration.ofDays(7))), clock);
    ledger = ledger();
    campaigns = campaigns(ledger);
    notices = new Notices(database, templates, addresses, inbox, ledger, () -> paused, clock);
    closed = new ClosedReports(database);
    reports = new Reports(ledger, closed, inbox, clock);
    wardReports = new WardReports(ledger, closed, selection, profiles, "ward");
    triggers = triggers(ApprovalPolicy.USUAL);
    firings = new Firings(database, triggers, addresses, ledger, clock);
    links =
        new ClickLinks(
            new SignedLinks("0123456789abcdef".getBytes(StandardCharsets.UTF_8), clock),
            "https://todoke.city.example.jp/v1/r/",
            List.of("www.city.example.jp"),
            clock);
    clicks = clicks(clock);
    usefulness = usefulness(clock);
  }

  public TriggerReports triggerReports() {
    return new TriggerReports(firings, closed, reports);
  }

  /** What counts openings on a node of that clock. */
  public Clicks clicks(Clock of) {
    return new Clicks(database, links, ledger, closed, campaigns, profiles, of);
  }

  /** What takes taps on a node of that clock. */
  public Usefulness usefulness(Clock of) {
    return new Usefulness(database, ledger, closed, of);
  }

  /** The token of a link in the mail of that reference. */
  public String link(String ref, String address) {
    String text =
        links
            .through(new Rendering.Rendered("題", address, Optional.empty(), "ja", false), ref)
            .text();
    return text.substring(text.lastIndexOf('/') + 1);
  }

  /** What forgets deliveries when their time is over, as a node would open it. */
  public Retention retention() {
    return retention(PortalInbox.KEPT, clock);
  }

  /** The same, after so long, on a node of that clock. */
  public Retention retention(Duration kept, Clock of) {
    return new Retention(
        ledger(),
        reports,
        closed,
        campaigns,
        firings,
        clicks,
        usefulness,
        selection,
        sets,
        inbox,
        receipts,
        kept,
        of);
  }

  /** A ledger as another node would open it. */
  public Ledger ledger() {
    return new Ledger(database, clock, Duration.ofMinutes(5));
  }

  public Campaigns campaigns(Ledger over) {
    return campaigns(over, ApprovalPolicy.USUAL);
  }

  public Triggers triggers(ApprovalPolicy policy) {
    return new Triggers(
        database,
        templates,
        segments,
        policy,
        draft -> selection.size(draft.segmentId(), draft.segmentVersion()),
        clock);
  }

  public Campaigns campaigns(Ledger over, ApprovalPolicy policy) {
    return new Campaigns(database, templates, selection, addresses, over, policy, clock);
  }

  public Dispatcher dispatcher(String node, Collection<? extends Channel> channels) {
    return dispatcher(channels, DispatchSettings.of(node, PORTAL).withListId("push.example.jp"));
  }

  public Dispatcher dispatcher(Collection<? extends Channel> channels, DispatchSettings settings) {
    UnsubscribeLinks links =
        ref ->
            Optional.of(
                new UnsubscribeLinks.Links(
                    URI.create("https://city.example.jp/u/" + ref),
                    URI.create("https://city.example.jp/preferences/" + ref)));
    return dispatcher(channels, settings, links);
  }

  public Dispatcher dispatcher(
      Collection<? extends Channel> channels, DispatchSettings settings, UnsubscribeLinks links) {
    return new Dispatcher(
        ledger(),
        campaigns,
        notices,
        firings,
        templates,
        new SendRules(addresses, budget, Optional.empty(), clock),
        suppressions,
        channels,
        inbox,
        links,
        settings,
        () -> paused,
        clock);
  }

  /** Takes people in as rows of the exchange. */
  public void intake(List<String> rows) {
    try {
      long refused =
          profiles.intake(result -> {}).readFrom(new StringReader(String.join("\n", rows)));
      if (refused > 0) {
        throw new IllegalStateException(refused + " rows refused");
      }
      audiences.load();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /** People with everything, {@code c0000} and so on. */
  public void settle(int from, int to) {
    intake(IntStream.range(from, to).mapToObj(City::person).toList());
  }

  public static String id(int index) {
    return String.format(Locale.ROOT, "c%04d", index);
  }

  public static String line(int index) {
    return String.format(Locale.ROOT, "U%032x", index);
  }

  public static String mail(int index) {
    return id(index) + "@example.jp";
  }

  public static String person(int index) {
    return person(index, mail(index), true, line(index), true, "ja");
  }

  /** One row; an empty mail or LINE user id is left out. */
  public static String person(
      int index, String mail, boolean verified, String line, boolean consents, String language) {
    StringBuilder contacts = new StringBuilder();
    if (!mail.isEmpty()) {
      contacts.append(
          String.format(
              Locale.ROOT, "\"mail\":{\"address\":\"%s\",\"verified\":%s}", mail, verified));
    }
    if (!line.isEmpty()) {
      contacts
          .append(contacts.isEmpty() ? "" : ",")
          .append(String.format(Locale.ROOT, "\"line\":{\"userId\":\"%s\"}", line));
    }
    return String.format(
        Locale.ROOT,
        "{\"commonId\":\"%s\",\"contactPoints\":{%s},\"language\":\"%s\","
            + "\"consents\":{\"push\":{\"granted\":%s,\"at\":\"2026-04-01T00:00:00Z\"}}}",
        id(index),
        contacts,
        language,
        consents);
  }

  public static CampaignDraft flu(Set<Route> routes) {
    return new CampaignDraft(
        "インフルエンザ予防接種のご案内",
        "flu",
        1,
        "everybody",
        1,
        routes,
        Map.of("place", "北区役所"),
        Optional.empty(),
        Optional.empty());
  }

  /** The same words, about life or safety. */
  public static CampaignDraft emergency(Set<Route> routes) {
    return new CampaignDraft(
        "避難指示",
        "flu",
        1,
        "everybody",
        1,
        routes,
        Map.of("place", "北区役所"),
        Optional.empty(),
        Optional.empty(),
        "bosai",
        true);
  }

  /** Brings a campaign to its approval, by two people. */
  public Campaign approved(String id, CampaignDraft draft) {
    campaigns.create(id, draft, EDITOR);
    Campaign submitted = campaigns.submit(id, 1, EDITOR);
    return campaigns.approve(id, submitted.submission().orElseThrow().contentHash(), APPROVER);
  }
}

package jp.todoke.api.wiring;

import com.mongodb.client.MongoDatabase;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import jp.todoke.api.audiences.AudienceKeeper;
import jp.todoke.api.campaigns.DeliveryExports;
import jp.todoke.api.campaigns.LineAllowance;
import jp.todoke.api.campaigns.PrintSheet;
import jp.todoke.api.exchange.BounceBox;
import jp.todoke.api.jobs.Job;
import jp.todoke.api.jobs.Jobs;
import jp.todoke.api.webhooks.Webhooks;
import jp.todoke.channels.Receipts;
import jp.todoke.channels.RecordedChannel;
import jp.todoke.channels.Route;
import jp.todoke.channels.Suppressions;
import jp.todoke.channels.http.HttpChannel;
import jp.todoke.channels.line.LineChannel;
import jp.todoke.channels.mail.MailChannel;
import jp.todoke.channels.portal.PortalChannel;
import jp.todoke.channels.portal.PortalInbox;
import jp.todoke.delivery.addresses.Addresses;
import jp.todoke.delivery.approvals.ApprovalPolicy;
import jp.todoke.delivery.bounces.BounceRules;
import jp.todoke.delivery.bounces.Bounces;
import jp.todoke.delivery.budgets.ContactBudget;
import jp.todoke.delivery.campaigns.Campaigns;
import jp.todoke.delivery.campaigns.Selection;
import jp.todoke.delivery.clicks.ClickLinks;
import jp.todoke.delivery.clicks.Clicks;
import jp.todoke.delivery.dispatch.DispatchSettings;
import jp.todoke.delivery.dispatch.Dispatcher;
import jp.todoke.delivery.dispatch.SendRules;
import jp.todoke.delivery.dispatch.SignedUnsubscribeLinks;
import jp.todoke.delivery.dispatch.Subscriptions;
import jp.todoke.delivery.dispatch.TestSend;
import jp.todoke.delivery.ledger.Ledger;
import jp.todoke.delivery.notices.Notices;
import jp.todoke.delivery.pauses.Pause;
import jp.todoke.delivery.preferences.Preferences;
import jp.todoke.delivery.preferences.QuietHours;
import jp.todoke.delivery.preferences.SignedLinks;
import jp.todoke.delivery.reports.ClosedReports;
import jp.todoke.delivery.reports.DeliveryFacts;
import jp.todoke.delivery.reports.Reports;
import jp.todoke.delivery.reports.TriggerReports;
import jp.todoke.delivery.reports.Usefulness;
import jp.todoke.delivery.reports.WardReports;
import jp.todoke.delivery.retention.Retention;
import jp.todoke.delivery.triggers.Firings;
import jp.todoke.delivery.triggers.Forecasts;
import jp.todoke.delivery.triggers.TriggerRounds;
import jp.todoke.delivery.triggers.Triggers;
import jp.todoke.delivery.watch.Watchdog;
import jp.todoke.segmentation.audiences.Audiences;
import jp.todoke.segmentation.audiences.PeopleSets;
import jp.todoke.segmentation.profiles.Profiles;
import jp.todoke.segmentation.protection.Protections;
import jp.todoke.segmentation.rules.Decisions;
import jp.todoke.segmentation.segments.Segments;
import jp.todoke.templates.Templates;

/** Builds the doors of delivery-scheduler. */
@Dependent
public class DeliveryWiring {

  private static final int LEASE_SECONDS = 120;
  private static final int POST_FROM = 5_000;
  private static final int WEBHOOK_FAILURES = 50;
  private static final Duration SETTINGS_LINK_HOLDS = Duration.ofDays(30);

  @Produces
  @Singleton
  Ledger ledger(MongoDatabase database, Settings settings, Clock clock) {
    int lease = settings.number("todoke.delivery.lease.seconds", LEASE_SECONDS);
    return new Ledger(database, clock, Duration.ofSeconds(lease));
  }

  @Produces
  @Singleton
  Preferences preferences(MongoDatabase database, Clock clock) {
    return new Preferences(database, clock);
  }

  @Produces
  @Singleton
  Protections protections(MongoDatabase database, Clock clock) {
    return new Protections(database, clock);
  }

  @Produces
  @Singleton
  Addresses addresses(
      Profiles profiles,
      Protections protections,
      Suppressions suppressions,
      Preferences preferences) {
    return new Addresses(profiles, protections, suppressions, preferences);
  }

  /** {@code todoke.budget.mail} and {@code .line}: so many per time, such as {@code 5/P7D}. */
  @Produces
  @Singleton
  ContactBudget budget(MongoDatabase database, Settings settings, Clock clock) {
    Map<Route, ContactBudget.Limit> limits = new EnumMap<>(Route.class);
    for (Route route : List.of(Route.MAIL, Route.LINE)) {
      settings
          .text("todoke.budget." + route.name().toLowerCase(Locale.ROOT))
          .map(text -> text.split("/", 2))
          .ifPresent(
              parts ->
                  limits.put(
                      route,
                      new ContactBudget.Limit(
                          Integer.parseInt(parts[0]), Duration.parse(parts[1]))));
    }
    return new ContactBudget(database, limits, clock);
  }

  @Produces
  @Singleton
  SignedLinks links(Settings settings, Clock clock) {
    return new SignedLinks(settings.key("todoke.link.key"), clock);
  }

  @Produces
  @Singleton
  Subscriptions subscriptions(
      Ledger ledger,
      Campaigns campaigns,
      Firings firings,
      Preferences preferences,
      SignedLinks links) {
    return new Subscriptions(ledger, campaigns, firings, preferences, links);
  }

  @Produces
  @Singleton
  Pause pause(MongoDatabase database, Settings settings, Clock clock) {
    settings.nodeName();
    Pause pause = new Pause(database, settings.dataFolder().resolve("deliveries-seen"), clock);
    if (settings.on("todoke.start.paused")) {
      pause.pause("system", Pause.START);
    }
    return pause;
  }

  @Produces
  @Singleton
  Watchdog watchdog(
      Ledger ledger,
      Campaigns campaigns,
      Pause pause,
      TriggerRounds rounds,
      Dispatcher dispatcher,
      Webhooks webhooks,
      Clock clock) {
    return new Watchdog(
        ledger, campaigns, pause, rounds, dispatcher::resting, webhooks::disabled, clock);
  }

  @Produces
  @Singleton
  Triggers triggers(
      MongoDatabase database,
      Templates templates,
      Segments segments,
      Selection selection,
      Settings settings,
      Clock clock) {
    return new Triggers(
        database,
        templates,
        segments,
        policy(settings),
        draft -> selection.size(draft.segmentId(), draft.segmentVersion()),
        clock);
  }

  @Produces
  @Singleton
  Forecasts forecasts(
      Triggers triggers, Selection selection, Profiles profiles, Addresses addresses, Clock clock) {
    return new Forecasts(triggers, selection::members, profiles, addresses, clock);
  }

  @Produces
  @Singleton
  Firings firings(
      MongoDatabase database, Triggers triggers, Addresses addresses, Ledger ledger, Clock clock) {
    return new Firings(database, triggers, addresses, ledger, clock);
  }

  @Produces
  @Singleton
  TriggerRounds rounds(
      MongoDatabase database,
      Triggers triggers,
      Firings firings,
      Audiences audiences,
      Profiles profiles,
      Decisions decisions,
      Clock clock) {
    return new TriggerRounds(database, triggers, firings, audiences, profiles, decisions, clock);
  }

  @Produces
  @Singleton
  TestSend testSend(
      Campaigns campaigns,
      Templates templates,
      MailChannel mail,
      LineChannel line,
      Settings settings) {
    return new TestSend(
        campaigns,
        templates,
        List.of(mail, line),
        Map.of(
            Route.MAIL, settings.names("todoke.test.mail"),
            Route.LINE, settings.names("todoke.test.line")));
  }

  @Produces
  @Singleton
  WardReports wardReports(
      Ledger ledger,
      ClosedReports closed,
      Selection selection,
      Profiles profiles,
      Settings settings) {
    return new WardReports(
        ledger, closed, selection, profiles, settings.text("todoke.ward.attribute", "ward"));
  }

  @Produces
  @Singleton
  DeliveryFacts facts(MongoDatabase database, Ledger ledger, Clock clock) {
    return new DeliveryFacts(database, ledger, clock);
  }

  @Produces
  @Singleton
  Selection selection(
      Segments segments,
      Audiences audiences,
      PeopleSets sets,
      Preferences preferences,
      AudienceKeeper keeper,
      Settings settings) {
    int postFrom = settings.number("todoke.portal.post.from", POST_FROM);
    return new Selection(segments, audiences, sets, preferences, postFrom, keeper::step);
  }

  @Produces
  @Singleton
  Campaigns campaigns(
      MongoDatabase database,
      Templates templates,
      Selection selection,
      Addresses addresses,
      Ledger ledger,
      LineAllowance allowance,
      Settings settings,
      Clock clock) {
    return new Campaigns(
        database,
        templates,
        selection,
        addresses,
        ledger,
        policy(settings),
        allowance::takes,
        clock);
  }

  private static ApprovalPolicy policy(Settings settings) {
    ApprovalPolicy usual = ApprovalPolicy.USUAL;
    return new ApprovalPolicy(
        settings.number("todoke.approval.two-from", Math.toIntExact(usual.twoFrom())),
        settings.duration("todoke.approval.holds", usual.holds()));
  }

  @Produces
  @Singleton
  BounceBox bounceBox(Bounces bounces, Settings settings) {
    return new BounceBox(settings.text("todoke.bounce.maildir").map(Path::of), bounces);
  }

  /**
   * {@code todoke.print.attributes}: profile attributes the mail room needs, such as an address.
   */
  @Produces
  @Singleton
  PrintSheet printSheet(Profiles profiles, Settings settings) {
    return new PrintSheet(profiles, settings.names("todoke.print.attributes"));
  }

  @Produces
  @Singleton
  LineAllowance allowance(LineChannel line, Settings settings) {
    return new LineAllowance(line, settings.number("todoke.line.quota-margin", 0));
  }

  @Produces
  @Singleton
  Bounces bounces(
      MongoDatabase database,
      ChannelWiring channels,
      Ledger ledger,
      Profiles profiles,
      Suppressions suppressions,
      Receipts receipts,
      Settings settings,
      Clock clock) {
    BounceRules usual = BounceRules.USUAL;
    return new Bounces(
        database,
        channels.returnPath(),
        ledger,
        profiles,
        suppressions,
        receipts,
        new BounceRules(
            settings.number("todoke.bounce.hard", usual.hard()),
            settings.number("todoke.bounce.soft", usual.soft()),
            settings.duration("todoke.bounce.within", usual.within()),
            settings.duration("todoke.bounce.rest", usual.rest())),
        clock);
  }

  @Produces
  @Singleton
  Notices notices(
      MongoDatabase database,
      Templates templates,
      Addresses addresses,
      PortalInbox inbox,
      Ledger ledger,
      Pause pause,
      Clock clock) {
    return new Notices(database, templates, addresses, inbox, ledger, pause::closed, clock);
  }

  @Produces
  @Singleton
  Jobs jobs(
      MongoDatabase database,
      Campaigns campaigns,
      Reports reports,
      Clicks clicks,
      Usefulness usefulness,
      DeliveryFacts facts,
      Clock clock) {
    DeliveryExports exports = new DeliveryExports(campaigns, reports, clicks, usefulness, facts);
    return new Jobs(
        database,
        Map.of(Job.Kind.DELIVERY_FACTS, exports::facts, Job.Kind.CAMPAIGNS, exports::campaigns),
        clock);
  }

  @Produces
  @Singleton
  Usefulness usefulness(MongoDatabase database, Ledger ledger, ClosedReports closed, Clock clock) {
    return new Usefulness(database, ledger, closed, clock);
  }

  @Produces
  @Singleton
  ClosedReports closedReports(MongoDatabase database) {
    return new ClosedReports(database);
  }

  @Produces
  @Singleton
  Reports reports(Ledger ledger, ClosedReports closed, PortalInbox inbox, Clock clock) {
    return new Reports(ledger, closed, inbox, clock);
  }

  @Produces
  @Singleton
  TriggerReports triggerReports(Firings firings, ClosedReports closed, Reports reports) {
    return new TriggerReports(firings, closed, reports);
  }

  @Produces
  @Singleton
  Retention retention(
      Ledger ledger,
      Reports reports,
      ClosedReports closed,
      Campaigns campaigns,
      Firings firings,
      Clicks clicks,
      Usefulness usefulness,
      Selection selection,
      PeopleSets sets,
      PortalInbox inbox,
      Receipts receipts,
      Settings settings,
      Clock clock) {
    return new Retention(
        ledger,
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
        settings.deliveriesKept(),
        clock);
  }

  @Produces
  @Singleton
  Dispatcher dispatcher(
      Ledger ledger,
      Campaigns campaigns,
      Notices notices,
      Firings firings,
      Templates templates,
      Addresses addresses,
      ContactBudget budget,
      SignedLinks links,
      Pause pause,
      Suppressions suppressions,
      PortalChannel portal,
      MailChannel mail,
      LineChannel line,
      HttpChannel provider,
      Receipts receipts,
      PortalInbox inbox,
      ClickLinks clicks,
      Settings settings,
      Clock clock) {
    URI address = URI.create(settings.portalUrl());
    String open = open(settings);
    return new Dispatcher(
        ledger,
        campaigns,
        notices,
        firings,
        templates,
        new SendRules(
            addresses, budget, settings.text("todoke.quiet.hours").map(QuietHours::of), clock),
        suppressions,
        Stream.of(portal, mail, line, provider)
            .map(channel -> new RecordedChannel(channel, receipts, clock))
            .toList(),
        inbox,
        new SignedUnsubscribeLinks(
            links,
            open + "/u/",
            settings.text("todoke.preferences.url", open + "/preferences/"),
            SETTINGS_LINK_HOLDS,
            clicks,
            clock),
        attempts(
            DispatchSettings.of(UUID.randomUUID().toString(), address)
                .withListId(listDomain(settings)),
            settings),
        pause::closed,
        clock);
  }

  private static DispatchSettings attempts(DispatchSettings usual, Settings settings) {
    return usual.withAttempts(
        settings.durations("todoke.delivery.waits", usual.waits()),
        settings.number("todoke.delivery.attempts", usual.attempts()));
  }

  /** What stands after the topic in a List-Id: the domain of the sender, unless another is set. */
  private static String listDomain(Settings settings) {
    String from = settings.text("todoke.mail.from", "todoke@localhost.localdomain");
    return settings.text("todoke.mail.list-domain", from.substring(from.indexOf('@') + 1));
  }

  /** Where open routes are reached from outside. */
  private static String open(Settings settings) {
    return settings.text("todoke.public.url", "http://127.0.0.1:8080").replaceAll("/+$", "")
        + "/v1";
  }

  /** {@code todoke.click.hosts}: hosts of the city; without any no link is changed. */
  @Produces
  @Singleton
  ClickLinks clickLinks(SignedLinks links, Settings settings, Clock clock) {
    return new ClickLinks(
        links, open(settings) + "/r/", settings.names("todoke.click.hosts"), clock);
  }

  @Produces
  @Singleton
  Clicks clicks(
      MongoDatabase database,
      ClickLinks links,
      Ledger ledger,
      ClosedReports closed,
      Campaigns campaigns,
      Profiles profiles,
      Clock clock) {
    return new Clicks(database, links, ledger, closed, campaigns, profiles, clock);
  }

  @Produces
  @Singleton
  Webhooks webhooks(MongoDatabase database, Campaigns campaigns, Settings settings, Clock clock) {
    return new Webhooks(
        database,
        campaigns,
        settings.number("todoke.webhooks.failures", WEBHOOK_FAILURES),
        settings.on("todoke.webhooks.allow-internal"),
        clock);
  }
}

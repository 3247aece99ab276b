package jp.todoke.api.operations;

import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import jp.todoke.api.audiences.AudienceKeeper;
import jp.todoke.api.contents.ContentItem;
import jp.todoke.api.contents.Contents;
import jp.todoke.api.events.Events;
import jp.todoke.api.exchange.BounceBox;
import jp.todoke.api.jobs.Jobs;
import jp.todoke.api.line.LineConversation;
import jp.todoke.api.line.LineNonces;
import jp.todoke.api.line.RichMenus;
import jp.todoke.api.programs.Programs;
import jp.todoke.api.rest.IdempotencyKeys;
import jp.todoke.api.sources.Sources;
import jp.todoke.api.webhooks.Webhooks;
import jp.todoke.api.wiring.Settings;
import jp.todoke.channels.Route;
import jp.todoke.channels.line.LineEvents;
import jp.todoke.channels.line.LineSettings;
import jp.todoke.channels.mail.MailSettings;
import jp.todoke.delivery.bounces.Bounces;
import jp.todoke.delivery.budgets.ContactBudget;
import jp.todoke.delivery.campaigns.Campaigns;
import jp.todoke.delivery.dispatch.Dispatcher;
import jp.todoke.delivery.notices.Notices;
import jp.todoke.delivery.pauses.Pause;
import jp.todoke.delivery.reports.DeliveryFacts;
import jp.todoke.delivery.retention.Retention;
import jp.todoke.delivery.triggers.TriggerRounds;
import jp.todoke.delivery.watch.Watchdog;
import jp.todoke.faq.answers.Answers;
import jp.todoke.faq.answers.Clicks;
import jp.todoke.faq.answers.FaqQueries;
import jp.todoke.faq.answers.Opinions;
import jp.todoke.faq.answers.Popularity;
import jp.todoke.faq.answers.ProgramText;
import jp.todoke.faq.ranking.Ranking;
import jp.todoke.segmentation.attributes.Attributes;
import jp.todoke.segmentation.audiences.FrozenAudiences;
import jp.todoke.segmentation.profiles.Profiles;
import jp.todoke.segmentation.rules.Decisions;
import jp.todoke.segmentation.segments.Segments;

/**
 * Everything that happens without being asked. Each step is safe to repeat and to run on every node
 * at once; one that fails is logged by its class and tried again at its next turn.
 */
@ApplicationScoped
public class Timers {

  private static final System.Logger LOG = System.getLogger(Timers.class.getName());

  private static final Duration QUERIES_KEPT = Duration.ofDays(90);
  private static final Duration OPINIONS_KEPT = Duration.ofDays(365);

  /** LINE may tell an event again late; it does not say how late. */
  private static final Duration LINE_EVENTS_KEPT = Duration.ofDays(30);

  /** How many places of contact budgets are forgotten at once. */
  private static final int PLACES = 10_000;

  @Resource private ManagedThreadFactory threads;
  @Inject private Attributes attributes;
  @Inject private Segments segments;
  @Inject private Programs programs;
  @Inject private Decisions decisions;
  @Inject private Answers answers;
  @Inject private FaqQueries queries;
  @Inject private Popularity popularity;
  @Inject private Ranking ranking;
  @Inject private Opinions opinions;
  @Inject private Clicks clicks;
  @Inject private IdempotencyKeys keys;
  @Inject private AudienceKeeper keeper;
  @Inject private Contents contents;
  @Inject private Events events;
  @Inject private Sources sources;
  @Inject private Campaigns campaigns;
  @Inject private Notices notices;
  @Inject private ContactBudget budget;
  @Inject private Dispatcher dispatcher;
  @Inject private Profiles profiles;
  @Inject private FrozenAudiences frozen;
  @Inject private Pause pause;
  @Inject private TriggerRounds rounds;
  @Inject private Watchdog watchdog;
  @Inject private DeliveryFacts facts;
  @Inject private Retention retention;
  @Inject private Webhooks webhooks;
  @Inject private Jobs jobs;
  @Inject private BounceBox box;
  @Inject private Bounces bounces;
  @Inject private LineConversation conversation;
  @Inject private LineEvents lineEvents;
  @Inject private LineNonces lineNonces;
  @Inject private RichMenus menus;
  @Inject private Measures measures;
  @Inject private Settings settings;
  @Inject private Clock clock;

  private volatile boolean ending;
  private final List<Running> running = new ArrayList<>();

  private record Running(ScheduledExecutorService thread, Future<?> turns) {
    void end() {
      turns.cancel(false);
      thread.shutdown();
    }
  }

  void begin(@Observes @Initialized(ApplicationScoped.class) Object started) {
    programs.onChange(
        registry ->
            answers.replacePrograms(
                registry.stream()
                    .map(
                        program ->
                            new ProgramText(
                                program.id(),
                                program.title(),
                                program.titleKana(),
                                program.summary(),
                                program.body() + "\n" + program.audience(),
                                program.aliases(),
                                program.validFrom(),
                                program.validTo()))
                    .toList()));
    answers.rebuild();
    // Before anything is sent: the database may be a restored one.
    guarded("main switch", pause::beat);
    every(Duration.ofSeconds(2), "main switch", pause::beat);
    every(Duration.ofSeconds(3), "what other nodes published", this::refresh);
    every(Duration.ofSeconds(3), "FAQ entries of other nodes", answers::refresh);
    every(Duration.ofSeconds(2), "questions to be counted", answers::writeLog);
    guarded("measures", measures::begin);
    every(Duration.ofSeconds(2), "measures", measures::take);
    every(Duration.ofMinutes(5), "clicks on answers", this::learnFromClicks);
    every(Duration.ofSeconds(3), "contents of other nodes", contents::refresh);
    every(Duration.ofSeconds(3), "events of other nodes", events::refresh);
    every(Duration.ofSeconds(2), "audiences", keeper::step);
    // Freezing a whole city takes its time; a letter and an emergency do not wait for it.
    every(Duration.ofSeconds(1), "campaigns to start", campaigns::startDue);
    every(Duration.ofSeconds(1), "urgent campaigns to start", campaigns::startDue);
    every(Duration.ofSeconds(1), "notices to start", notices::startDue);
    for (Route route : Route.values()) {
      int workers =
          switch (route) {
            case MAIL ->
                settings.number("todoke.mail.workers", MailSettings.Pool.USUAL.connections());
            case LINE -> settings.number("todoke.line.workers", LineSettings.USUAL_PARALLEL);
            case PORTAL, HTTP -> 1;
          };
      for (int worker = 0; worker < workers; worker++) {
        every(Duration.ofMillis(250), "deliveries by " + route, () -> workOff(route));
      }
    }
    every(Duration.ofSeconds(1), "campaigns to finish", campaigns::finish);
    every(Duration.ofSeconds(5), "triggers", this::fire);
    every(Duration.ofHours(1), "days of triggers again", rounds::lookAgain);
    every(Duration.ofMinutes(1), "watchdog", watchdog::look);
    every(Duration.ofMinutes(10), "daily facts", facts::writeDue);
    every(Duration.ofHours(1), "deliveries whose time is over", retention::turn);
    every(Duration.ofSeconds(30), "notices nobody opened", notices::fallBackDue);
    every(Duration.ofSeconds(30), "mails that came back", box::empty);
    every(Duration.ofSeconds(2), "webhooks", webhooks::round);
    every(Duration.ofSeconds(1), "jobs", jobs::work);
    every(Duration.ofMillis(250), "events of LINE", conversation::work);
    every(Duration.ofHours(1), "rich menus", menus::daily);
    every(Duration.ofSeconds(10), "content sources", this::pull);
    every(Duration.ofHours(1), "old keys, queries, interactions and audiences", this::forget);
  }

  private void refresh() {
    attributes.refresh();
    segments.refreshIfChanged();
    programs.refresh();
    decisions.book();
  }

  private void fire() {
    rounds.round();
    for (ContentItem item : contents.current().values()) {
      if (item.shownAt(clock.instant())) {
        item.segmentId()
            .ifPresent(segment -> rounds.content(item.id(), segment, item.publishedAt()));
      }
    }
  }

  private void learnFromClicks() {
    LocalDate today = decisions.today();
    ranking.clicked(popularity.during(today.minusDays(QUERIES_KEPT.toDays()), today).worth());
  }

  private void pull() {
    sources.pullDue(clock.instant());
    sources.sweepDue(clock.instant());
  }

  /** Works until nothing is due on that route, so that a burst does not wait between chunks. */
  private void workOff(Route route) {
    boolean more = dispatcher.workOnce(Set.of(route));
    while (more && !ending) {
      more = dispatcher.workOnce(Set.of(route));
    }
  }

  private void forget() {
    keys.forgetOld();
    profiles.forgetOldInteractions();
    frozen.forgetExpired();
    lineEvents.forgetBefore(clock.instant().minus(LINE_EVENTS_KEPT));
    lineNonces.forgetOld();
    bounces.forgetOld();
    webhooks.forgetOld();
    jobs.forgetOld();
    queries.forgetQueriesBefore(clock.instant().minus(QUERIES_KEPT));
    opinions.forget(clock.instant().minus(OPINIONS_KEPT));
    clicks.forget(clock.instant().minus(QUERIES_KEPT));
    long gone = PLACES;
    while (!ending && gone == PLACES) {
      gone = budget.forgetOver(PLACES);
    }
  }

  /**
   * Each step has a thread of its own: the server's shared scheduler has one for all, and a relay
   * that hangs would hold up every other step.
   */
  private void every(Duration pause, String what, Runnable step) {
    ScheduledExecutorService own = Executors.newSingleThreadScheduledExecutor(threads);
    running.add(
        new Running(
            own,
            own.scheduleWithFixedDelay(
                () -> guarded(what, step),
                pause.toMillis(),
                pause.toMillis(),
                TimeUnit.MILLISECONDS)));
  }

  private static void guarded(String what, Runnable step) {
    try {
      step.run();
    } catch (RuntimeException | Error failed) {
      LOG.log(
          System.Logger.Level.WARNING,
          "{0}: {1}, tried again at its next turn",
          what,
          trail(failed));
    }
  }

  /** The classes of the failure and its causes and where each arose; messages may be personal. */
  private static String trail(Throwable failed) {
    StringBuilder trail = new StringBuilder();
    for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
      StackTraceElement[] frames = cause.getStackTrace();
      trail
          .append(trail.isEmpty() ? "" : ", because of ")
          .append(cause.getClass().getName())
          .append(frames.length == 0 ? "" : " at " + frames[0]);
    }
    return trail.toString();
  }

  @PreDestroy
  void end() {
    ending = true;
    running.forEach(Running::end);
    guarded("questions to be counted", answers::writeLog);
  }
}

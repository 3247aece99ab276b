package jp.todoke.api.operations;

import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import jp.todoke.api.programs.Programs;
import jp.todoke.api.rest.IdempotencyKeys;
import jp.todoke.faq.answers.Answers;
import jp.todoke.faq.answers.FaqQueries;
import jp.todoke.faq.answers.ProgramText;
import jp.todoke.segmentation.attributes.Attributes;
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

  @Resource private ManagedScheduledExecutorService executor;
  @Inject private Attributes attributes;
  @Inject private Segments segments;
  @Inject private Programs programs;
  @Inject private Decisions decisions;
  @Inject private Answers answers;
  @Inject private FaqQueries queries;
  @Inject private IdempotencyKeys keys;
  @Inject private Clock clock;

  private final List<Future<?>> running = new ArrayList<>();

  void begin(@Observes @Initialized(ApplicationScoped.class) Object started) {
    programs.onChange(
        registry ->
            answers.putPrograms(
                registry.stream()
                    .map(
                        program ->
                            new ProgramText(
                                program.id(),
                                program.title(),
                                program.titleKana(),
                                program.summary(),
                                program.body() + "\n" + program.audience(),
                                program.aliases()))
                    .toList()));
    answers.rebuild();
    every(Duration.ofSeconds(3), "what other nodes published", this::refresh);
    every(Duration.ofSeconds(3), "FAQ entries of other nodes", answers::refresh);
    every(Duration.ofHours(1), "old keys and queries", this::forget);
  }

  private void refresh() {
    attributes.refresh();
    segments.refreshIfChanged();
    programs.refresh();
    decisions.book();
  }

  private void forget() {
    keys.forgetOld();
    queries.forgetQueriesBefore(clock.instant().minus(QUERIES_KEPT));
  }

  private void every(Duration pause, String what, Runnable step) {
    running.add(
        executor.scheduleWithFixedDelay(
            () -> guarded(what, step), pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS));
  }

  private static void guarded(String what, Runnable step) {
    try {
      step.run();
    } catch (RuntimeException failed) {
      LOG.log(
          System.Logger.Level.WARNING,
          "{0}: {1}, tried again at its next turn",
          what,
          failed.getClass().getName());
    }
  }

  @PreDestroy
  void end() {
    running.forEach(step -> step.cancel(false));
  }
}

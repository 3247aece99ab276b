package jp.todoke.api.operations;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Locale;
import jp.todoke.delivery.watch.Alarm;
import jp.todoke.delivery.watch.Watchdog;
import jp.todoke.faq.answers.FaqQueries;
import jp.todoke.faq.answers.HitClass;
import jp.todoke.faq.ranking.Ranking;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/**
 * {@code /metrics}: how this node fares, for an operator's monitoring. Numbers since its start,
 * told apart by nothing but the values of closed lists; never a question, never a person.
 */
@ApplicationScoped
public class Measures {

  private static final Metadata ANSWERS =
      described("todoke.faq.answers", "Questions answered, by how well");
  private static final Metadata UNCOUNTED =
      described(
          "todoke.faq.uncounted", "Questions answered and not logged, because the log was full");
  private static final Metadata VECTOR_FAILURES =
      described("todoke.faq.vector.failures", "Texts the model for vectors failed on");
  private static final Metadata ALARMS =
      described("todoke.delivery.alarms", "Alarms about deliveries at the last look, by code");

  @Inject private MetricRegistry registry;
  @Inject private FaqQueries queries;
  @Inject private Ranking ranking;
  @Inject private Watchdog watchdog;

  private static Metadata described(String name, String description) {
    return Metadata.builder().withName(name).withDescription(description).build();
  }

  /** Has everything shown from now on. */
  void begin() {
    for (Alarm.Code code : Alarm.Code.values()) {
      registry.gauge(ALARMS, () -> alarms(code), new Tag("code", code.json()));
    }
    take();
  }

  private long alarms(Alarm.Code code) {
    return watchdog.last().stream().filter(alarm -> alarm.code() == code).count();
  }

  /** Takes over what was counted since the last time. */
  synchronized void take() {
    for (HitClass hit : HitClass.values()) {
      Tag how = new Tag("hit", hit.name().toLowerCase(Locale.ROOT));
      raise(registry.counter(ANSWERS, how), queries.answeredHere(hit));
    }
    raise(registry.counter(UNCOUNTED), queries.uncountedHere());
    raise(registry.counter(VECTOR_FAILURES), ranking.withoutVectors());
  }

  private static void raise(Counter counter, long now) {
    counter.inc(Math.max(0, now - counter.getCount()));
  }
}

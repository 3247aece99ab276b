package jp.todoke.segmentation.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import jp.todoke.segmentation.attributes.AttributeValue;
import jp.todoke.segmentation.attributes.Attributes;
import jp.todoke.segmentation.conditions.Condition;
import jp.todoke.segmentation.conditions.Verdict;
import jp.todoke.testkit.HandClock;
import jp.todoke.testkit.StoreExtension;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The one book of a node while it is asked and changed at the same time. */
class DecisionsStoreTest {

  @RegisterExtension static final StoreExtension store = new StoreExtension();

  private static final Rule.Key WARD = Rule.Key.segment("ward");
  private static final Rule.Key SAME = Rule.Key.segment("same");

  private static Decisions decisions;

  @BeforeAll
  static void catalogue() {
    Attributes attributes = new Attributes(store.database());
    attributes.create(City.WARD);
    decisions = new Decisions(attributes, new HandClock(Instant.parse("2026-11-20T03:00:00Z")));
  }

  /** Odd versions mean Kita ward, where Sato lives, even ones Minato; the second leans on it. */
  private static void publish(int version) {
    String ward = version % 2 == 1 ? "北区" : "港区";
    decisions.replace(
        Rule.Subject.SEGMENT,
        List.of(
            new Rule(
                WARD, version, new Condition.OneOf("ward", List.of(new AttributeValue.Text(ward)))),
            new Rule(SAME, version, new Condition.InSegment("ward"))));
  }

  @Test
  void aPublicationNeverStopsServingAndIsSeenWhole() throws Exception {
    publish(1);
    AtomicBoolean going = new AtomicBoolean(true);
    Callable<List<String>> asker =
        () -> {
          List<String> wrong = new ArrayList<>();
          int asked = 0;
          while (going.get() || asked < 100) {
            RuleBook book = decisions.book();
            Verdicts verdicts = book.decide(City.SATO);
            Explanation explanation = book.explain(SAME, City.SATO);
            int version = book.find(WARD).orElseThrow().version();
            Verdict expected = version % 2 == 1 ? Verdict.YES : Verdict.NO;
            if (verdicts.of(WARD) != expected
                || verdicts.of(SAME) != expected
                || explanation.verdict() != expected
                || explanation.ruleVersion() != version) {
              wrong.add("version " + version + " decided otherwise");
            }
            asked++;
          }
          return wrong;
        };
    try (ExecutorService threads =
        Executors.newFixedThreadPool(3, Thread.ofPlatform().name("asker-", 0).factory())) {
      List<Future<List<String>>> askers =
          List.of(threads.submit(asker), threads.submit(asker), threads.submit(asker));
      for (int version = 2; version <= 120; version++) {
        publish(version);
      }
      going.set(false);
      for (Future<List<String>> each : askers) {
        assertThat(each.get()).isEmpty();
      }
    }
    assertThat(decisions.book().find(WARD).orElseThrow().version()).isEqualTo(120);
  }
}

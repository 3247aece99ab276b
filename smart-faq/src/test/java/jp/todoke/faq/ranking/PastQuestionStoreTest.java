package jp.todoke.faq.ranking;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import jp.todoke.testkit.StoreExtension;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PastQuestionStoreTest {

  @RegisterExtension static final StoreExtension store = new StoreExtension();

  private static final Instant NOW = Instant.parse("2026-11-20T00:00:00Z");

  @Test
  void whatWasPutIsRememberedAndAnotherNodeSeesThatItChanged() {
    PastQuestionStore past = new PastQuestionStore(store.database());
    long before = past.revision();
    past.put(List.of(new JudgedQuestion("1", "犬を飼う", Map.of("faq.39", 2, "$x", 1))), NOW);
    past.put(List.of(new JudgedQuestion("1", "犬をもらう", Map.of("faq.39", 2))), NOW);

    assertThat(past.remembered())
        .isEqualTo(
            new PastQuestionStore.Remembered(
                List.of(new JudgedQuestion("1", "犬をもらう", Map.of("faq.39", 2))), 0));
    assertThat(past.revision()).isGreaterThan(before + 1);
    assertThat(past.remove("1")).isTrue();
  }

  @Test
  void theNewestAreRememberedAndNoEntryLosesAllOfItsOwn() {
    PastQuestionStore past = new PastQuestionStore(store.database(), 3);
    past.put(List.of(of("a1", "dog"), of("a2", "dog"), of("a3", "cat")), NOW);
    past.put(List.of(of("b1", "tax"), of("b2", "tax"), of("b3", "tax")), NOW.plusSeconds(60));
    past.put(List.of(of("c1", "dog")), NOW.plusSeconds(120));
    store
        .database()
        .getCollection("pastQuestions")
        .updateOne(new Document("_id", "a3"), new Document("$unset", new Document("at", 1)));

    PastQuestionStore.Remembered remembered = past.remembered();
    assertThat(remembered.questions())
        .extracting(JudgedQuestion::id)
        .containsExactly("c1", "b1", "b2", "a3");
    assertThat(remembered.leftOut()).isEqualTo(3);
  }

  private static JudgedQuestion of(String id, String entry) {
    return new JudgedQuestion(id, "質問" + id, Map.of(entry, 2));
  }

  @Test
  void theLearnedOrderIsServedUntilStaffChooseOtherwise() {
    RankingChoice choice = new RankingChoice(store.database());
    assertThat(choice.learned()).isTrue();
    choice.choose(false);
    assertThat(choice.learned()).isFalse();
  }
}

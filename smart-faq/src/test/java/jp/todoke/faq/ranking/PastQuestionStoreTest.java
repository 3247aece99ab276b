package jp.todoke.faq.ranking;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import jp.todoke.testkit.StoreExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PastQuestionStoreTest {

  @RegisterExtension static final StoreExtension store = new StoreExtension();

  @Test
  void whatWasPutIsRememberedAndAnotherNodeSeesThatItChanged() {
    PastQuestionStore past = new PastQuestionStore(store.database());
    long before = past.revision();
    past.put(List.of(new JudgedQuestion("1", "犬を飼う", Map.of("faq.39", 2, "$x", 1))));
    past.put(List.of(new JudgedQuestion("1", "犬をもらう", Map.of("faq.39", 2))));

    assertThat(past.all()).containsExactly(new JudgedQuestion("1", "犬をもらう", Map.of("faq.39", 2)));
    assertThat(past.revision()).isGreaterThan(before + 1);
  }

  @Test
  void theLearnedOrderIsServedUntilStaffChooseOtherwise() {
    RankingChoice choice = new RankingChoice(store.database());
    assertThat(choice.learned()).isTrue();
    choice.choose(false);
    assertThat(choice.learned()).isFalse();
  }
}

package jp.todoke.search.signals;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import jp.todoke.search.japanese.JapaneseAnalysis;
import jp.todoke.search.japanese.Word;
import org.junit.jupiter.api.Test;

class TopicRulesTest {

  private static final JapaneseAnalysis JAPANESE = new JapaneseAnalysis();

  private final TopicRules rules =
      TopicRules.of(List.of("# 家のもの", "ソファ, 古い 自転車 => 粗大ごみ, ごみ 出し方", "空の行は規則ではない"), JAPANESE);

  private List<TopicRules.Target> targets(String question) {
    return rules.targets(JAPANESE.words(question).stream().map(Word::base).toList());
  }

  @Test
  void aThingLeadsToItsGeneralEntry() {
    assertThat(rules.rules()).isEqualTo(1);
    assertThat(targets("ソファの処分")).extracting(TopicRules.Target::words).contains(List.of("粗大ごみ"));
  }

  @Test
  void aConditionOfTwoWordsWantsBothWhereverTheyStand() {
    assertThat(targets("駅の自転車")).isEmpty();
    assertThat(targets("自転車が家にあるが古い")).isNotEmpty();
  }

  @Test
  void theShippedRulesAreRead() {
    assertThat(TopicRules.municipal(JAPANESE).rules()).isGreaterThanOrEqualTo(150);
  }
}

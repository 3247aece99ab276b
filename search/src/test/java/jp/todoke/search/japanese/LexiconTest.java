package jp.todoke.search.japanese;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LexiconTest {

  private static final List<String> TITLES =
      List.of("住民票の写しはどこで取れますか", "消火器の捨て方", "粗大ごみの出し方", "ワクチンの予約", "固定資産税の納付");

  private static final Map<String, Integer> COUNTS =
      Map.of("わくちん", 3, "まいなんばー", 9, "予約", 2, "vaccine", 1);

  private final JapaneseAnalysis analysis = new JapaneseAnalysis();
  private final Synonyms none = Synonyms.of(List.of(), analysis);

  private Utterance read(String question) {
    return read(question, analysis);
  }

  private Utterance read(String question, JapaneseAnalysis by) {
    Lexicon lexicon =
        Lexicon.of(TITLES, COUNTS.keySet(), word -> COUNTS.getOrDefault(word, 0), by, () -> {});
    return Utterance.of(question, by, none, lexicon);
  }

  @ParameterizedTest
  @CsvSource({
    "じゅうみんひょうがほしい,住民票がほしい",
    "ジュウミンヒョウ,住民票",
    "こていしさんぜいはいつ,固定資産税はいつ",
    "住民票はどこでしょうか,住民票はどこでしょうか",
    "しょうかき,消火器"
  })
  void whatIsWrittenInKanaIsHeard(String question, String heard) {
    assertThat(read(question).normalised()).isEqualTo(heard);
  }

  @Test
  void aSlipInAWordNobodyKnowsIsPassedOver() {
    assertThat(read("ワクチソ").words()).extracting(Word::base).containsExactly("わくちん");
    assertThat(read("ワクチソ").words()).extracting(Word::surface).containsExactly("ワクチソ");
    assertThat(read("vacine").words()).extracting(Word::base).containsExactly("vaccine");
    assertThat(read("取り壊す").words()).extracting(Word::base).containsExactly("取り壊す");
  }

  @ParameterizedTest
  @CsvSource({
    "abcd,abce,true",
    "abcd,abdc,true",
    "abcd,abc,true",
    "abcd,abxcd,true",
    "abcd,abcd,false",
    "abcd,abef,false",
    "abcd,ab,false"
  })
  void oneLetterIsOneSlip(String one, String other, boolean apart) {
    assertThat(Lexicon.oneApart(one, other)).isEqualTo(apart);
  }

  @Test
  void bothCanBeLeftOut() {
    JapaneseAnalysis plain = new JapaneseAnalysis(List.of(), Set.of());
    assertThat(read("じゅうみんひょう", plain).normalised()).isEqualTo("じゅうみんひょう");
    assertThat(read("vacine", plain).words()).extracting(Word::base).containsExactly("vacine");
  }
}

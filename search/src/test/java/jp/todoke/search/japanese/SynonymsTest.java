package jp.todoke.search.japanese;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SynonymsTest {

  private final JapaneseAnalysis analysis = new JapaneseAnalysis();

  private List<Concept> concepts(String question, String... lines) {
    return Synonyms.of(List.of(lines), analysis).concepts(analysis.words(question));
  }

  @Test
  void theCitysListHasItsWords() {
    Synonyms municipal = Synonyms.municipal(analysis);

    assertThat(municipal.groups()).isGreaterThanOrEqualTo(400);
    assertThat(municipal.concepts(analysis.words("母子家庭")).getFirst().synonyms())
        .contains(List.of("ひとり親"));
  }

  @Test
  void everyFormOfAGroupFindsTheOthers() {
    assertThat(concepts("はんこ", "印鑑, はんこ"))
        .extracting(Concept::synonyms)
        .containsExactly(List.of(List.of("印鑑")));
    assertThat(concepts("印鑑", "印鑑, はんこ"))
        .extracting(Concept::synonyms)
        .containsExactly(List.of(List.of("はんこ")));
  }

  @Test
  void anArrowLeadsOneWayOnly() {
    assertThat(concepts("ソファー", "ソファー => 粗大ごみ").getFirst().synonyms())
        .containsExactly(List.of("粗大ごみ"));
    assertThat(concepts("粗大ごみ", "ソファー => 粗大ごみ").getFirst().synonyms()).isEmpty();
  }

  @Test
  void theLongestExpressionWinsAndKeepsItsParts() {
    Concept concept = concepts("母子家庭の手当", "ひとり親, 母子家庭", "母子, おやこ").getFirst();

    assertThat(concept.surface()).isEqualTo("母子家庭");
    assertThat(concept.synonyms()).containsExactly(List.of("ひとり親"));
    assertThat(concept.parts()).extracting(Concept::surface).containsExactly("母子", "家庭");
  }

  @Test
  void remarksAndEmptyLinesAreNoGroups() {
    assertThat(Synonyms.of(List.of("# remark", "", " 犬, いぬ # two"), analysis).groups())
        .isEqualTo(1);
  }

  @Test
  void everyLineOfTheShippedListIsAGroupAndASingleWordIsNone() {
    JapaneseAnalysis analysis = new JapaneseAnalysis();
    assertThat(Synonyms.municipalLines()).allMatch(line -> Synonyms.isGroup(line, analysis));
    assertThat(Synonyms.isGroup("住民票", analysis)).isFalse();
    assertThat(Synonyms.isGroup("住民票,", analysis)).isFalse();
    assertThat(Synonyms.isGroup("の, を", analysis)).isFalse();
    assertThat(Synonyms.isGroup("ゴミ, ごみ => 廃棄物 # 口語", analysis)).isTrue();
  }
}

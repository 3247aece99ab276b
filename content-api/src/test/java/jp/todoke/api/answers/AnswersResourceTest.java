package jp.todoke.api.answers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import jp.todoke.segmentation.conditions.Verdict;
import jp.todoke.segmentation.rules.Explanation;
import org.junit.jupiter.api.Test;

class AnswersResourceTest {

  private static String said(Verdict verdict, String... missing) {
    return AnswersResource.sentence(
        new Explanation(1, verdict, List.of(), Set.of(missing), Optional.empty()),
        name -> name.equals("ward") ? "お住まいの区" : "生年月日");
  }

  @Test
  void oneMoreIsSaidOnlyWhereOneIsMissing() {
    assertThat(said(Verdict.YES)).isEqualTo("対象になります");
    assertThat(said(Verdict.NO)).isEqualTo("対象外です");
    assertThat(said(Verdict.UNKNOWN, "ward")).isEqualTo("あと一つ教えてください（「お住まいの区」）");
    assertThat(said(Verdict.UNKNOWN, "ward", "birthOn")).isEqualTo("あと2つ教えてください（「生年月日」「お住まいの区」）");
    assertThat(said(Verdict.UNKNOWN)).isEqualTo("今の情報では分かりません");
  }
}

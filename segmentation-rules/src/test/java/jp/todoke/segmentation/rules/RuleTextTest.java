package jp.todoke.segmentation.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import jp.todoke.segmentation.conditions.ConditionJson;
import org.junit.jupiter.api.Test;

class RuleTextTest {

  @Test
  void aConditionIsReadBackAsAnOfficerWouldSayIt() throws Exception {
    assertThat(
            lines(
                """
                {"all": [
                  {"attribute": "ward", "in": ["北区", "港区"]},
                  {"attribute": "income", "below": 3000000},
                  {"not": {"attribute": "singleParent", "is": true}},
                  {"household": {"atLeast": 2, "such": {"age": {"to": 17, "reckoning": "attained-day"}}}},
                  {"attribute": "movedInOn", "around": {"from": "-P1Y3M", "to": "P0D"}},
                  {"any": [{"grade": {"from": 1, "to": 6}}, {"freeText": "災害で住まいを失った方"}]}
                ]}
                """))
        .containsExactly(
            "次のすべてに当てはまる",
            "　「お住まいの区」が北区・港区",
            "　「世帯の年収」が3,000,000円未満",
            "　「ひとり親」に当てはまらない",
            "　次に当てはまるご家族が2人以上いる",
            "　　年齢が17歳以下（その日の時点、達した日で数える）",
            "　「転入日」が1年3か月前から当日まで（その日の時点から数える）",
            "　次のどれかに当てはまる",
            "　　学年が小学1年生相当～小学6年生相当（その日の時点の年度）",
            "　　「災害で住まいを失った方」（窓口で確認する）");
  }

  private static List<String> lines(String json) throws Exception {
    return RuleText.of(
        ConditionJson.read(new JsonMapper().readTree(json), City.CATALOGUE), City.CATALOGUE);
  }
}

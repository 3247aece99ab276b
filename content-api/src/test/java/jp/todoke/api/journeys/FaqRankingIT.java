package jp.todoke.api.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import jp.todoke.api.security.Role;
import jp.todoke.faq.ranking.RankingModel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Weights of the order of answers are stored, served and taken back over HTTP. */
@ExtendWith(RunningServer.class)
class FaqRankingIT {

  private static final String RANKING = "/v1/staff/faq/ranking";
  private static final String MODELS = RANKING + "/models";

  private final Door door;
  private final Door.Visitor editor;
  private final Door.Visitor approver;

  FaqRankingIT(Door door) {
    this.door = door;
    this.editor = door.as("editor-yamada", Role.EDITOR);
    this.approver = door.as("approver-suzuki", Role.APPROVER);
  }

  @BeforeAll
  static void somethingToAnswer(Door door) {
    door.as("faq-system", Role.SYSTEM)
        .rows(
            "/v1/staff/faq/entries",
            "{\"id\": \"rank-kite\", \"question\": \"凧作り講座の申込方法は？\", \"answer\": \"公民館です。\"}");
  }

  @AfterEach
  void theShippedWeightsServeTheOthers() {
    approver.put(RANKING, "{\"order\": \"learned\", \"model\": 0}").send().expect(200);
  }

  private static String weights(String name) {
    return RankingModel.shipped()
        .json()
        .replaceFirst("\"version\" : \"[^\"]*\"", "\"version\" : \"" + name + "\"");
  }

  private int stored(String name) {
    JsonNode newest = approver.post(MODELS, weights(name)).send().expect(200).json();
    assertThat(newest.path("models").get(0).path("name").asText()).isEqualTo(name);
    return newest.path("models").get(0).path("version").asInt();
  }

  private JsonNode served() {
    return editor.get(RANKING).send().expect(200).json();
  }

  private static String learned(int model) {
    return "{\"order\": \"learned\", \"model\": " + model + "}";
  }

  private void answers() {
    assertThat(
            door.anybody()
                .get("/v1/answers?q=" + Door.query("凧作り講座の申込方法"))
                .send()
                .expect(200)
                .json()
                .path("items")
                .get(0)
                .path("id")
                .asText())
        .isEqualTo("rank-kite");
  }

  @Test
  void storedWeightsServeOnlyWhenTheyAreChosenAndGoBackInOneCall() {
    int first = stored("it-first");
    int second = stored("it-second");
    assertThat(second).isEqualTo(first + 1);
    JsonNode newest = editor.get(MODELS).send().expect(200).json().path("models").get(0);
    assertThat(newest.path("usable").asBoolean()).isTrue();
    assertThat(newest.path("storedBy").asText()).endsWith("approver-suzuki");
    assertThat(newest.path("figures")).isNotEmpty();
    assertThat(newest.path("storedAt").asText()).isNotEmpty();
    assertThat(served().path("model").asInt()).isZero();

    JsonNode chosen = approver.put(RANKING, learned(first)).send().expect(200).json();
    assertThat(chosen.path("model").asInt()).isEqualTo(first);
    assertThat(chosen.path("version").asText()).isEqualTo("it-first");
    answers();
    approver.put(RANKING, learned(second)).send().expect(200);
    JsonNode back = approver.post(RANKING + "/rollback", "{}").send().expect(200).json();
    assertThat(back.path("model").asInt()).isEqualTo(first);
    assertThat(served().path("version").asText()).isEqualTo("it-first");
    assertThat(served().path("pastQuestionsLeftOut").asInt(-1)).isZero();
    answers();
  }

  @Test
  void thePlainOrderAndBack() {
    JsonNode plain = approver.put(RANKING, "{\"order\": \"plain\"}").send().expect(200).json();
    assertThat(plain.path("order").asText()).isEqualTo("plain");
    answers();
    assertThat(approver.put(RANKING, "{\"order\": \"learned\"}").send().expect(200).body())
        .contains("\"order\":\"learned\"");
    for (String invalid : new String[] {"{}", "{\"order\": \"best\"}", "{\"order\": null}"}) {
      approver.put(RANKING, invalid).send().refused(400, "invalid-order");
    }
    assertThat(served().path("order").asText()).isEqualTo("learned");
  }

  @Test
  void weightsNobodyStoredAreNotServed() {
    int first = stored("it-known");
    approver.put(RANKING, learned(first)).send().expect(200);
    for (int unknown : new int[] {first + 1_000, -1, Integer.MAX_VALUE}) {
      approver.put(RANKING, learned(unknown)).send().refused(404, "not-found");
    }
    assertThat(served().path("model").asInt()).isEqualTo(first);
    answers();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "null",
        "[]",
        "7",
        "\"weights\"",
        "{}",
        "{\"version\": \"x\", \"figures\": {}}"
      })
  void aDamagedFileIsRefusedAndNotStored(String damaged) {
    String before = editor.get(MODELS).send().expect(200).body();
    assertThat(approver.post(MODELS, damaged).send().expect(400).code())
        .isIn("invalid-ranking-model", "invalid-body");
    assertThat(editor.get(MODELS).send().expect(200).body()).isEqualTo(before);
  }

  @Test
  void aFileThatWasCutOrIsOfOtherFeaturesIsRefused() {
    String whole = weights("it-damaged");
    for (String damaged :
        new String[] {
          whole.substring(0, whole.length() / 2),
          whole.replace("\"MEANING\"", "\"SENSE\""),
          whole.replaceFirst("\"MEANING\" : [-0-9.E]+", "\"MEANING\" : null"),
          whole.replaceFirst("\"MEANING\" : [-0-9.E]+", "\"MEANING\" : \"much\"")
        }) {
      approver.post(MODELS, damaged).send().refused(400, "invalid-ranking-model");
    }
    assertThat(editor.get(MODELS).send().expect(200).body()).doesNotContain("it-damaged");
  }

  @Test
  void onlyApproversChangeTheOrderAndOnlyStaffReadIt() {
    String before = editor.get(RANKING).send().expect(200).body();
    for (Door.Visitor other :
        new Door.Visitor[] {
          editor, door.as("auditor-kato", Role.AUDITOR), door.citizen("rank-hanako")
        }) {
      other.post(MODELS, weights("it-forbidden")).send().expect(403);
      other.put(RANKING, learned(0)).send().expect(403);
      other.post(RANKING + "/rollback", "{}").send().expect(403);
    }
    door.anybody().post(MODELS, weights("it-forbidden")).send().refused(401, "unauthenticated");
    door.anybody().get(MODELS).send().refused(401, "unauthenticated");
    door.citizen("rank-hanako").get(MODELS).send().expect(403);
    door.citizen("rank-hanako").get(RANKING).send().expect(403);
    door.as("auditor-kato", Role.AUDITOR).get(MODELS).send().expect(200);
    assertThat(editor.get(MODELS).send().expect(200).body()).doesNotContain("it-forbidden");
    assertThat(editor.get(RANKING).send().expect(200).body()).isEqualTo(before);
  }
}

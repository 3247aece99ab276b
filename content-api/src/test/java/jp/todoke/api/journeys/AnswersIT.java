package jp.todoke.api.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import jp.todoke.api.rest.Json;
import jp.todoke.api.security.Role;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A question in one's own words, and whether the answer applies to who asks. */
@ExtendWith(RunningServer.class)
class AnswersIT {

  private static final String QUESTION = "カヌー教室に補助は出ますか";

  /** What the container takes, less the other headers; see docs/operations.md. */
  private static final int LONGEST_ADDRESS = 32_000;

  private final Door door;

  AnswersIT(Door door) {
    this.door = door;
  }

  @BeforeAll
  static void whatTheCityCanAnswer(Door door) {
    door.as("admin-sato", Role.ADMIN)
        .rows(
            "/v1/staff/attributes",
            "{\"name\": \"askWard\", \"label\": \"お住まいの区\", \"type\": \"enum\", \"allowed\": [\"北区\", \"中央区\"]}");
    Door.Visitor editor = door.as("editor-yamada", Role.EDITOR);
    editor.rows(
        "/v1/staff/programs",
        """
        {"id": "ask-canoe", "title": "カヌー教室の費用補助", "summary": "カヌー教室の参加費を半額にします。", "eligibility": {"attribute": "askWard", "is": "北区"}}
        """);
    door.as("faq-system", Role.SYSTEM)
        .rows(
            "/v1/staff/faq/entries",
            """
        {"id": "ask-faq-1", "question": "カヌー教室に補助は出ますか。", "answer": "北区にお住まいの方は参加費が半額になります。", "category": "余暇", "programIds": ["ask-canoe"]}
        """);
    editor
        .post(
            "/v1/staff/faq/entries",
            "{\"id\": \"ask-faq-2\", \"question\": \"カヌーの保管場所はありますか。\", \"answer\": \"準備中です。\"}")
        .send()
        .expect(201);
    door.as("crm", Role.SYSTEM)
        .rows(
            "/v1/exchange/profiles",
            """
            {"commonId": "ask-hanako", "attributes": {"askWard": "北区"}}
            {"commonId": "ask-taro", "attributes": {"askWard": "中央区"}}
            {"commonId": "ask-yuki", "attributes": {}}
            """);
  }

  private static JsonNode ask(Door.Visitor visitor, String question) {
    return visitor.get("/v1/answers?q=" + Door.query(question)).send().expect(200).json();
  }

  private static JsonNode canoe(JsonNode answer) {
    for (JsonNode item : answer.path("items")) {
      for (JsonNode program : item.path("programs")) {
        if (program.path("id").asText().equals("ask-canoe")) {
          return program;
        }
      }
    }
    throw new AssertionError("the program is not cited: " + answer);
  }

  @Test
  void aQuestionIsAnsweredFromFaqAndPrograms() {
    JsonNode answer = ask(door.anybody(), QUESTION);
    assertThat(answer.path("confidence").asText()).isNotEqualTo("none");
    assertThat(answer.path("items").get(0).path("id").asText()).isEqualTo("ask-faq-1");
    assertThat(answer.path("items").findValuesAsText("id")).contains("ask-canoe");
    assertThat(canoe(answer).hasNonNull("decision")).isFalse();
  }

  @Test
  void aKnownAskerHearsWhetherItAppliesToThem() {
    JsonNode hanako = canoe(ask(door.citizen("ask-hanako"), QUESTION)).path("decision");
    assertThat(hanako.path("result").asText()).isEqualTo("yes");
    assertThat(hanako.path("reasons").toString()).contains("北区");
    assertThat(
            canoe(ask(door.citizen("ask-taro"), QUESTION)).path("decision").path("result").asText())
        .isEqualTo("no");
    JsonNode yuki = canoe(ask(door.citizen("ask-yuki"), QUESTION)).path("decision");
    assertThat(yuki.path("result").asText()).isEqualTo("unknown");
    assertThat(yuki.path("missing").get(0).asText()).isEqualTo("askWard");
  }

  @Test
  void theDecisionIsSaidInASentence() {
    assertThat(canoe(ask(door.citizen("ask-hanako"), QUESTION)).path("text").asText())
        .isEqualTo("対象になります");
    assertThat(canoe(ask(door.citizen("ask-taro"), QUESTION)).path("text").asText())
        .isEqualTo("対象外です");
    assertThat(canoe(ask(door.citizen("ask-yuki"), QUESTION)).path("text").asText())
        .isEqualTo("あと一つ教えてください（「お住まいの区」）");
    assertThat(canoe(ask(door.anybody(), QUESTION)).hasNonNull("text")).isFalse();
  }

  @Test
  void aCitizenNobodyKnowsAnythingOfHearsThatItIsUnknown() {
    JsonNode program = canoe(ask(door.citizen("ask-newcomer"), QUESTION));
    assertThat(program.path("decision").path("result").asText()).isEqualTo("unknown");
    assertThat(program.path("text").asText()).startsWith("あと一つ教えてください");
  }

  @Test
  void everyAnswerSaysWhereElseToLookAndWhomToAsk() {
    Set<String> seen = new TreeSet<>();
    for (String question : List.of(QUESTION, "補助", "量子力学の宇宙旅行", "？")) {
      JsonNode answer = ask(door.anybody(), question);
      seen.add(answer.path("confidence").asText());
      assertThat(answer.path("contact").path("name").asText()).isEqualTo("CallCenter");
      assertThat(answer.path("categories")).as(answer.toString()).isNotEmpty();
    }
    assertThat(seen).contains("none").hasSizeGreaterThanOrEqualTo(2);
  }

  @Test
  void aProgramThatEndedOrWasRemovedAnswersNobody() {
    Door.Visitor editor = door.as("editor-yamada", Role.EDITOR);
    Door.Answer created =
        editor
            .post(
                "/v1/staff/programs",
                "{\"id\": \"ask-glider\", \"title\": \"グライダー体験の補助\", \"summary\": \"半額です。\"}")
            .send()
            .expect(201);
    assertThat(ask(door.anybody(), "グライダー体験の補助").toString()).contains("ask-glider");
    assertThat(typed("グライダー")).contains("ask-glider");

    Door.Answer ended =
        editor
            .put(
                "/v1/staff/programs/ask-glider",
                "{\"title\": \"グライダー体験の補助\", \"summary\": \"半額です。\", \"validTo\": \"2020-03-31\"}")
            .of(created)
            .send()
            .expect(200);
    assertThat(ask(door.anybody(), "グライダー体験の補助").toString()).doesNotContain("ask-glider");
    assertThat(typed("グライダー")).doesNotContain("ask-glider");

    Door.Answer again =
        editor
            .put(
                "/v1/staff/programs/ask-glider",
                "{\"title\": \"グライダー体験の補助\", \"summary\": \"半額です。\"}")
            .of(ended)
            .send()
            .expect(200);
    assertThat(ask(door.anybody(), "グライダー体験の補助").toString()).contains("ask-glider");
    editor.request("DELETE", "/v1/staff/programs/ask-glider").of(again).send().expect(204);
    assertThat(ask(door.anybody(), "グライダー体験の補助").toString()).doesNotContain("ask-glider");
    assertThat(typed("グライダー")).doesNotContain("ask-glider");
    door.citizen("ask-hanako")
        .post("/v1/answers/program/ask-glider/rating", "{\"useful\": true}")
        .send()
        .refused(404, "not-found");
  }

  private String typed(String beginning) {
    return door.anybody()
        .get("/v1/answers/suggestions?q=" + Door.query(beginning))
        .send()
        .expect(200)
        .body();
  }

  @Test
  void theDecisionInTheAnswerIsTheDecisionOnTheProgram() {
    for (String commonId : new String[] {"ask-hanako", "ask-taro", "ask-yuki"}) {
      Door.Visitor citizen = door.citizen(commonId);
      assertThat(canoe(ask(citizen, QUESTION)).path("decision"))
          .isEqualTo(citizen.get("/v1/me/programs/ask-canoe/decision").send().expect(200).json());
    }
  }

  @Test
  void aDraftAnswersNobody() {
    assertThat(ask(door.anybody(), "カヌーの保管場所").toString()).doesNotContain("ask-faq-2");
  }

  @Test
  void typingIsCompletedToWhatThereIs() {
    JsonNode suggestions =
        door.anybody()
            .get("/v1/answers/suggestions?q=" + Door.query("カヌー"))
            .send()
            .expect(200)
            .json();
    assertThat(suggestions.path("items").findValuesAsText("id"))
        .contains("ask-faq-1")
        .doesNotContain("ask-faq-2");
  }

  @ParameterizedTest
  @ValueSource(ints = {1_000, 2_000, 2_001, 20_000, 100_000})
  void aQuestionOfAnyLengthIsAnsweredOrRefused(int length) {
    for (String letter : List.of("a", "住", "😀", "？", "\u0001", "カнgا")) {
      String question = letter.repeat(length / letter.length());
      Door.Answer posted =
          door.anybody()
              .request("POST", "/v1/answers")
              .json(Json.mapper().createObjectNode().put("question", question).toString())
              .send();
      if (question.length() <= 2_000 && !question.isBlank()) {
        assertThat(posted.expect(200).json().path("confidence").asText())
            .isIn("confident", "candidates", "none");
      } else {
        posted.refused(400, "invalid-question");
      }
      String address = "/v1/answers?q=" + Door.query(question);
      if (address.length() >= LONGEST_ADDRESS) {
        assertThat(refusedByTheContainer(address)).as(letter + " " + length).isTrue();
        continue;
      }
      Door.Answer asked = door.anybody().get(address).send();
      if (question.length() <= 2_000 && !question.isBlank()) {
        assertThat(asked.expect(200).json().path("confidence").asText())
            .isEqualTo(posted.json().path("confidence").asText());
      } else {
        asked.refused(400, "invalid-question");
      }
    }
  }

  @Test
  void answersAreCountedForMonitoringWithoutWhatWasAsked() {
    String metrics = door.anybody().get("/metrics").send().expect(200).body();
    double sure = measured(metrics, "todoke_faq_answers_total", "confident");
    double none = measured(metrics, "todoke_faq_answers_total", "none");
    assertThat(metrics).contains("# TYPE todoke_faq_answers_total counter");
    assertThat(measured(metrics, "todoke_faq_answers_total", "candidates")).isNotNegative();
    assertThat(measured(metrics, "todoke_faq_uncounted_total", "")).isNotNegative();
    assertThat(measured(metrics, "todoke_faq_vector_failures_total", "")).isNotNegative();
    assertThat(measured(metrics, "todoke_delivery_alarms", "chunk-stuck")).isNotNegative();
    ask(door.citizen("ask-hanako"), "カヌー教室に補助は出ますか。");
    ask(door.anybody(), "量子力学の宇宙旅行");
    ask(door.anybody(), "量子力学の宇宙旅行");

    String after =
        door.anybody()
            .untilText(
                "/metrics",
                seen ->
                    measured(seen.body(), "todoke_faq_answers_total", "confident") >= sure + 1
                        && measured(seen.body(), "todoke_faq_answers_total", "none") >= none + 2)
            .body();
    assertThat(after).doesNotContain("カヌー", "量子", "ask-hanako");
    assertThat(after.lines().filter(line -> line.startsWith("todoke_"))).hasSizeLessThan(40);
  }

  /** The value of a figure with a label of this value; below 0 where it is not told. */
  private static double measured(String metrics, String name, String label) {
    return metrics
        .lines()
        .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
        .filter(line -> label.isEmpty() || line.contains("=\"" + label + "\""))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst()
        .orElse(-1);
  }

  /** What is longer never reaches the product: an empty 400, or the connection ends. */
  private boolean refusedByTheContainer(String address) {
    try {
      Door.Answer answer = door.byItself().anybody().get(address).send();
      return answer.status() == 400 && answer.body().isEmpty();
    } catch (UncheckedIOException ended) {
      return true;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "{\"question\": null}", "{\"question\": \" \"}", "[]", "7"})
  void aQuestionWithoutWordsIsRefused(String body) {
    Door.Answer answer =
        door.anybody().request("POST", "/v1/answers").body("application/json", body).send();
    assertThat(answer.expect(400).code()).startsWith("invalid-");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"カヌー",
        "カヌー\" OR id:* AND (",
        "((((((((((",
        "*:*",
        "カヌー~ ^99 [a TO z] {a TO z} +- && || ! \\",
        "{\"$ne\": null}",
        "'; db.programs.drop(); --",
        "<script>alert(1)</script>カヌー",
        "カヌー\u0000\u0001\u200b",
        "😀👨‍👩‍👧",
        "%00%ff",
        "${jndi:ldap://127.0.0.1/a}"
      })
  void whatLooksLikeAQueryLanguageIsOnlyText(String question) {
    JsonNode answer = ask(door.anybody(), question);
    assertThat(answer.path("confidence").asText()).isIn("confident", "candidates", "none");
    door.anybody().get("/v1/answers/suggestions?q=" + Door.query(question)).send().expect(200);
    assertThat(canoe(ask(door.anybody(), QUESTION)).path("id").asText()).isEqualTo("ask-canoe");
  }
}

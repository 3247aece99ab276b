package jp.todoke.api.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import jp.todoke.api.security.Role;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What nobody could answer becomes an answer, by two pairs of eyes. */
@ExtendWith(RunningServer.class)
class FaqLoopIT {

  /** As the test server is started. */
  private static final double MOST_LOST = .002;

  private final Door door;
  private final Door.Visitor editor;
  private final Door.Visitor approver;

  FaqLoopIT(Door door) {
    this.door = door;
    this.editor = door.as("editor-yamada", Role.EDITOR);
    this.approver = door.as("approver-suzuki", Role.APPROVER);
  }

  private JsonNode ask(String question) {
    return door.anybody().get("/v1/answers?q=" + Door.query(question)).send().expect(200).json();
  }

  private static JsonNode withWord(JsonNode clusters, String word) {
    for (JsonNode cluster : clusters.path("items")) {
      if (cluster.path("words").toString().contains(word)) {
        return cluster;
      }
    }
    throw new AssertionError("no cluster with " + word + ": " + clusters);
  }

  @Test
  void whatWasMissedIsGatheredProposedTriedApprovedAndAnswered() {
    String question = "ホタル観賞会の開催日";
    for (int i = 0; i < 5; i++) {
      assertThat(ask(question).path("confidence").asText()).isEqualTo("none");
    }
    String clusters = "/v1/staff/faq/proposals/clusters?days=30";
    assertThat(editor.get(clusters).send().expect(200).body()).doesNotContain("観賞");
    for (String citizen : new String[] {"loop-taro", "loop-jiro"}) {
      door.citizen(citizen).get("/v1/answers?q=" + Door.query(question)).send().expect(200);
    }
    JsonNode gathered = editor.get(clusters).send().expect(200).json();
    assertThat(gathered.path("leftOut").asInt()).isZero();
    JsonNode cluster = withWord(gathered, "観賞");
    assertThat(cluster.path("asked").asInt()).isEqualTo(3);

    Door.Answer drafted =
        editor
            .post(
                "/v1/staff/faq/proposals",
                "{\"days\": 30, \"cluster\": \"" + cluster.path("id").asText() + "\"}")
            .send()
            .expect(201);
    String path = "/v1/staff/faq/proposals/" + drafted.json().path("id").asText();
    assertThat(drafted.json().path("answer").asText()).isEmpty();
    approver.post(path + "/approval", "{}").of(drafted).send().refused(422, "invalid-proposal");
    Door.Answer written =
        editor
            .put(
                path,
                "{\"question\": \"ホタル観賞会の開催日はいつですか。\", \"answer\": \"六月の土曜日です。\", \"category\": \"余暇\"}")
            .of(drafted)
            .send()
            .expect(200);
    assertThat(written.json().path("diff").toString())
        .contains("{\"change\":\"added\",\"text\":\"六月の土曜日です。\"}");
    JsonNode replay = editor.get(path + "/replay").send().expect(200).json();
    assertThat(replay.path("gained").asInt()).isGreaterThanOrEqualTo(3);
    assertThat(replay.path("changes").toString()).contains(question);
    door.as("editor-yamada", Role.APPROVER)
        .post(path + "/approval", "{}")
        .of(written)
        .send()
        .refused(403, "forbidden-own-work");
    approver.post(path + "/approval", "{}").of(written).send().expect(200);

    JsonNode answer = ask(question);
    assertThat(answer.path("items").get(0).path("text").asText()).isEqualTo("六月の土曜日です。");
    door.citizen("loop-saburo").get("/v1/answers?q=" + Door.query(question)).send().expect(200);
    JsonNode outcome = editor.get(path + "/outcome").send().expect(200).json();
    assertThat(outcome.path("solvedBefore").asInt()).isZero();
    assertThat(outcome.path("solvedAfter").asInt()).isPositive();

    String rating = "/v1/answers/faq/" + answer.path("items").get(0).path("id").asText();
    Door.Visitor hanako = door.citizen("loop-hanako");
    hanako
        .post(rating + "/rating", "{\"useful\": true, \"text\": \"助かりました 090-1234-5678\"}")
        .send()
        .expect(204);
    hanako.post(rating + "/rating", "{\"useful\": false}").send().expect(204);
    hanako
        .post("/v1/answers/faq/none/rating", "{\"useful\": true}")
        .send()
        .refused(404, "not-found");
    JsonNode report = editor.get("/v1/staff/faq/reports").send().expect(200).json();
    assertThat(report.path("opinions").toString()).contains("助かりました").doesNotContain("1234");
    assertThat(report.path("topMisses").toString()).contains(question);
    assertThat(report.path("categories").toString()).contains("余暇");
    assertThat(report.path("solvedRate").asDouble()).isEqualTo(1);
    assertThat(editor.get("/v1/staff/faq/reports.csv").send().expect(200).body())
        .contains("\"" + question + "\",3")
        .contains("asked,\"\"," + report.path("asked").asLong())
        .contains("solved rate,\"\",1.0000")
        .contains("useful opinion");

    String opening = rating + "/opening";
    for (String citizen : new String[] {"loop-taro", "loop-jiro", "loop-hanako"}) {
      for (int i = 0; i < 2; i++) {
        door.citizen(citizen)
            .post(opening, "{\"question\": \"ホタル観賞会の開催日 090-1234-5678\"}")
            .send()
            .expect(204);
      }
    }
    door.anybody().post(opening, "{}").send().refused(401, "unauthenticated");
    assertThat(editor.get("/v1/staff/faq/clicks").send().expect(200).body())
        .contains("{\"question\":\"ホタル観賞会の開催日 #\",\"entry\":")
        .contains("\"opened\":3}")
        .contains("\"shown\":");
  }

  @Test
  void whatIsMissedInEnglishBecomesAnEnglishAnswer() {
    String question = "Where can I watch the sumo practice?";
    for (String citizen : new String[] {"loop-ann", "loop-bob", "loop-eve"}) {
      door.citizen(citizen).get("/v1/answers?q=" + Door.query(question)).send().expect(200);
    }
    JsonNode cluster =
        withWord(
            editor.get("/v1/staff/faq/proposals/clusters?days=30").send().expect(200).json(),
            "sumo");
    assertThat(cluster.path("language").asText()).isEqualTo("en");
    Door.Answer drafted =
        editor
            .post(
                "/v1/staff/faq/proposals",
                "{\"days\": 30, \"cluster\": \"" + cluster.path("id").asText() + "\"}")
            .send()
            .expect(201);
    assertThat(drafted.json().path("language").asText()).isEqualTo("en");
    String path = "/v1/staff/faq/proposals/" + drafted.json().path("id").asText();
    Door.Answer written =
        editor
            .put(path, "{\"question\": \"" + question + "\", \"answer\": \"At the town hall.\"}")
            .of(drafted)
            .send()
            .expect(200);
    assertThat(written.json().path("language").asText()).isEqualTo("en");
    JsonNode replay = editor.get(path + "/replay").send().expect(200).json();
    assertThat(replay.path("gained").asInt()).isGreaterThanOrEqualTo(3);
    approver.post(path + "/approval", "{}").of(written).send().expect(200);

    JsonNode first = ask(question).path("items").get(0);
    assertThat(first.path("text").asText()).isEqualTo("At the town hall.");
    assertThat(first.path("language").asText()).isEqualTo("en");
  }

  @Test
  void synonymsAreSwappedAndRolledBackWithoutARefusedQuestion() throws Exception {
    door.as("faq-system", Role.SYSTEM)
        .rows(
            "/v1/staff/faq/entries",
            """
        {"id": "loop-sled", "question": "そり遊び広場はどこにありますか。", "answer": "北公園にあります。"}
        """);
    Door.Answer read = editor.get("/v1/staff/faq/synonyms").send().expect(200);
    List<String> groups = new ArrayList<>();
    read.json().path("groups").forEach(group -> groups.add(group.asText()));
    groups.add("そり遊び, ズイズイごっこ");
    assertThat(ask("ズイズイごっこ").path("items").toString()).doesNotContain("loop-sled");

    AtomicBoolean done = new AtomicBoolean();
    AtomicInteger asked = new AtomicInteger();
    try (ExecutorService askers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> asking = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        asking.add(
            askers.submit(
                () -> {
                  while (!done.get()) {
                    ask("そり遊び広場");
                    asked.incrementAndGet();
                  }
                }));
      }
      try {
        Door.Answer proposed =
            editor
                .request("PUT", "/v1/staff/faq/synonyms")
                .body("text/plain; charset=utf-8", String.join("\n", groups))
                .of(read)
                .send()
                .expect(200);
        String list = "/v1/staff/faq/synonyms/" + proposed.json().path("version").asInt();
        editor.get(list + "/replay").send().expect(200);
        door.as("editor-yamada", Role.APPROVER)
            .post(list + "/publication", "{}")
            .send()
            .refused(403, "forbidden-own-work");
        approver.post(list + "/publication", "{}").send().expect(200);
        assertThat(ask("ズイズイごっこ").path("items").toString()).contains("loop-sled");
        int served =
            editor.get("/v1/staff/faq/synonyms").send().json().path("servedVersion").asInt();
        assertThat(editor.get(list + "/diff").send().expect(200).json().path("fields")).isEmpty();
        approver.post("/v1/staff/faq/synonyms/rollback", "{}").send().refused(400, "invalid-body");
        String back = "{\"servedVersion\": " + served + "}";
        approver.post("/v1/staff/faq/synonyms/rollback", back).send().expect(200);
        approver
            .post("/v1/staff/faq/synonyms/rollback", back)
            .send()
            .refused(412, "conflict-version");
        assertThat(editor.get(list + "/diff").send().expect(200).body()).contains("ズイズイごっこ");
        assertThat(ask("ズイズイごっこ").path("items").toString()).doesNotContain("loop-sled");
      } finally {
        done.set(true);
      }
      for (Future<?> one : asking) {
        one.get();
      }
    }
    assertThat(asked.get()).isPositive();
    editor
        .put("/v1/staff/faq/synonyms", "{\"groups\": [\"ひとつだけ\"]}")
        .of(editor.get("/v1/staff/faq/synonyms").send())
        .send()
        .refused(400, "invalid-synonyms");
  }

  @Test
  void anEntryIsWrittenByOneAndPublishedByAnother() {
    String path = "/v1/staff/faq/entries/loop-kayak";
    editor
        .post(
            "/v1/staff/faq/entries",
            "{\"id\": \"loop-kayak\", \"question\": \"q\", \"answer\": \"a\", \"status\": \"published\"}")
        .send()
        .refused(400, "invalid-status");
    Door.Answer draft =
        editor
            .post(
                "/v1/staff/faq/entries",
                "{\"id\": \"loop-kayak\", \"question\": \"カヤック乗り場はどこですか。\", \"answer\": \"南港です。\", \"reviewDueOn\": \"2020-04-01\"}")
            .send()
            .expect(201);
    approver
        .post(path + "/publication", "{}")
        .of(draft)
        .send()
        .refused(409, "conflict-not-submitted");
    Door.Answer submitted = editor.post(path + "/submission", "{}").of(draft).send().expect(200);
    assertThat(submitted.json().path("status").asText()).isEqualTo("review");
    door.as("editor-yamada", Role.APPROVER)
        .post(path + "/publication", "{}")
        .of(submitted)
        .send()
        .refused(403, "forbidden-own-work");
    approver.post(path + "/publication", "{}").of(draft).send().refused(412, "conflict-version");
    Door.Answer published =
        approver.post(path + "/publication", "{}").of(submitted).send().expect(200);
    assertThat(ask("カヤック乗り場").path("items").get(0).path("text").asText()).isEqualTo("南港です。");
    assertThat(editor.get("/v1/staff/faq/due").send().expect(200).body())
        .contains("loop-kayak", "review-due");

    editor
        .put(path, "{\"question\": \"カヤック乗り場はどこですか。\", \"answer\": \"北港です。\"}")
        .of(published)
        .send()
        .expect(200);
    assertThat(ask("カヤック乗り場").path("items").get(0).path("text").asText()).isEqualTo("南港です。");
    JsonNode state = editor.get(path + "/state").send().expect(200).json();
    assertThat(state.path("servedVersion").asInt()).isEqualTo(3);
    assertThat(state.path("writers").toString()).contains("editor-yamada");
    JsonNode versions = editor.get(path + "/versions").send().expect(200).json();
    assertThat(versions.path("items").findValuesAsText("status"))
        .containsExactly("draft", "published", "review", "draft");
    assertThat(editor.get(path + "/versions/3").send().expect(200).json().path("by").asText())
        .endsWith("approver-suzuki");
    assertThat(editor.get(path + "/versions/4/diff").send().expect(200).body())
        .contains("{\"change\":\"removed\",\"text\":\"南港です。\"}")
        .contains("{\"change\":\"added\",\"text\":\"北港です。\"}");
    editor.get(path + "/versions/9").send().refused(404, "not-found");
  }

  @Test
  void whatAPersonImportsWaitsAndWhatTheCitysSystemSendsAnswers() {
    String row = "{\"id\": \"loop-sail\", \"question\": \"ヨット係留の申込先は？\", \"answer\": \"港湾課です。\"}";
    editor.rows("/v1/staff/faq/entries", row);
    assertThat(ask("ヨット係留").path("items").toString()).doesNotContain("loop-sail");
    assertThat(editor.get("/v1/staff/faq/entries?status=draft").send().expect(200).body())
        .contains("loop-sail");
    door.as("faq-system", Role.SYSTEM)
        .rows("/v1/staff/faq/entries", row.replace("loop-sail", "loop-sail-2"));
    assertThat(ask("ヨット係留").path("items").toString()).contains("loop-sail-2");
  }

  @Test
  void anEntryWhoseProgramWasRemovedIsListedAsStaleAndAnswersNobody() {
    Door.Answer program =
        editor
            .post("/v1/staff/programs", "{\"id\": \"loop-heli\", \"title\": \"ヘリ体験補助\"}")
            .send()
            .expect(201);
    door.as("faq-system", Role.SYSTEM)
        .rows(
            "/v1/staff/faq/entries",
            "{\"id\": \"loop-heli-faq\", \"question\": \"ヘリコプター体験に補助は出ますか。\", \"answer\": \"半額です。\", \"programIds\": [\"loop-heli\"]}");
    assertThat(ask("ヘリコプター体験").path("items").toString()).contains("loop-heli-faq");
    editor.request("DELETE", "/v1/staff/programs/loop-heli").of(program).send().expect(204);
    assertThat(ask("ヘリコプター体験").path("items").toString()).doesNotContain("loop-heli");
    assertThat(editor.get("/v1/staff/faq/due").send().expect(200).body())
        .contains("\"code\":\"program-deleted\",\"of\":\"loop-heli\"");
  }

  @Test
  void whatLosesAnswersIsRefusedUntilWhatItLosesIsConfirmed() {
    Door.Visitor system = door.as("faq-system", Role.SYSTEM);
    system.rows(
        "/v1/staff/faq/entries",
        "{\"id\": \"loop-lose\", \"question\": \"タイヤ交換場所はありますか。\", \"answer\": \"ありません。\"}");
    for (String citizen : new String[] {"lose-a", "lose-b", "lose-c"}) {
      JsonNode answer =
          door.citizen(citizen)
              .get("/v1/answers?q=" + Door.query("タイヤの交換場所"))
              .send()
              .expect(200)
              .json();
      assertThat(answer.path("items").get(0).path("id").asText()).isEqualTo("loop-lose");
    }
    Door.Answer draft =
        editor
            .post(
                "/v1/staff/faq/entries",
                "{\"id\": \"loop-lose-2\", \"question\": \"タイヤの交換場所\", \"answer\": \"北区です。\"}")
            .send()
            .expect(201);
    String path = "/v1/staff/faq/entries/loop-lose-2";
    Door.Answer submitted = editor.post(path + "/submission", "{}").of(draft).send().expect(200);
    JsonNode replay = editor.get(path + "/replay").send().expect(200).json();
    assertThat(replay.path("moved").asInt()).isGreaterThanOrEqualTo(3);
    Door.Answer refused =
        approver
            .post(path + "/publication", "{}")
            .of(submitted)
            .send()
            .refused(422, "invalid-faq-loses");
    assertThat(refused.body()).contains("loop-lose", "タイヤの交換場所");
    String hash = refused.json().path("errors").get(0).path("detail").asText();
    assertThat(hash).isEqualTo(replay.path("hash").asText());
    approver
        .post(path + "/publication", "{\"confirm\": \"" + hash + "\"}")
        .of(submitted)
        .send()
        .expect(200);
  }

  @Test
  void aSynonymListThatLosesAnswersIsNotPublishedUnread() {
    door.as("faq-system", Role.SYSTEM)
        .rows(
            "/v1/staff/faq/entries",
            "{\"id\": \"loop-sled\", \"question\": \"そり遊び広場はどこにありますか。\", \"answer\": \"北公園にあります。\"}");
    Door.Answer read = editor.get("/v1/staff/faq/synonyms").send().expect(200);
    List<String> without = new ArrayList<>();
    read.json().path("groups").forEach(group -> without.add(group.asText()));
    List<String> with = new ArrayList<>(without);
    with.add("そり遊び, ズイズイごっこ");
    int served = proposed(with);
    approver.post(list(served) + "/publication", "{}").send().expect(200);
    assertThat(ask("ズイズイごっこ").path("items").toString()).contains("loop-sled");
    editor.rows(
        "/v1/staff/faq/ranking/past-questions",
        "{\"id\": \"loop-past\", \"query\": \"ズイズイごっこ\", \"relevant\": {\"loop-sled\": 2}}");

    String losing = list(proposed(without));
    JsonNode replay = editor.get(losing + "/replay").send().expect(200).json();
    assertThat(replay.path("lost").asInt()).isPositive();
    assertThat(replay.path("loss").asDouble()).isGreaterThan(MOST_LOST);
    Door.Answer refused =
        approver
            .post(losing + "/publication", "{\"confirm\": \"something else\"}")
            .send()
            .refused(422, "invalid-synonyms-lose");
    String hash = refused.json().path("errors").get(0).path("detail").asText();
    assertThat(hash).isEqualTo(replay.path("hash").asText());
    assertThat(refused.body()).contains("loop-sled");
    assertThat(ask("ズイズイごっこ").path("items").toString()).contains("loop-sled");
    approver.post(losing + "/publication", "{\"confirm\": \"" + hash + "\"}").send().expect(200);
    editor.request("DELETE", "/v1/staff/faq/past-questions/loop-past").send().expect(204);
    assertThat(ask("ズイズイごっこ").path("items").toString()).doesNotContain("loop-sled");
  }

  private int proposed(List<String> groups) {
    return editor
        .request("PUT", "/v1/staff/faq/synonyms")
        .body("text/plain; charset=utf-8", String.join("\n", groups))
        .of(editor.get("/v1/staff/faq/synonyms").send().expect(200))
        .send()
        .expect(200)
        .json()
        .path("version")
        .asInt();
  }

  private static String list(int version) {
    return "/v1/staff/faq/synonyms/" + version;
  }

  @Test
  void consultationRecordsAreTakenAsATableInUtf8() {
    door.as("faq-system", Role.SYSTEM)
        .rows(
            "/v1/staff/faq/entries",
            "{\"id\": \"loop-csv\", \"question\": \"井戸を埋めたいときは？\", \"answer\": \"保健所です。\"}");
    String told =
        editor
            .request("PUT", "/v1/staff/faq/proposals/consultations")
            .body(
                "text/csv; charset=utf-8",
                "\uFEFF質問,entryId,回答,備考\r\n\"庭の\"\"古井戸\"\",\n埋めたい\",loop-csv,,\r\n凧の修理に困る,,文化課です,x\r\n短い\r\n,,,\r\n")
            .send()
            .expect(200)
            .body();
    assertThat(told.lines())
        .satisfiesExactly(
            line -> assertThat(line).contains("\"row\":1", "ok"),
            line -> assertThat(line).contains("\"row\":2", "ok"),
            line -> assertThat(line).contains("\"row\":3", "invalid-csv"),
            line -> assertThat(line).contains("\"row\":4", "invalid-consultation"));
    JsonNode past = editor.get("/v1/staff/faq/past-questions").send().expect(200).json();
    String id = "";
    for (JsonNode one : past.path("items")) {
      if (one.path("query").asText().contains("古井戸")) {
        id = one.path("id").asText();
      }
    }
    assertThat(id).as(past.toString()).isNotEmpty();
    editor.request("DELETE", "/v1/staff/faq/past-questions/" + id).send().expect(204);
    editor.request("DELETE", "/v1/staff/faq/past-questions/" + id).send().refused(404, "not-found");
    editor
        .request("PUT", "/v1/staff/faq/proposals/consultations")
        .body("text/csv", "質問,回答\n住民票,窓口\n".getBytes(Charset.forName("windows-31j")))
        .send()
        .refused(400, "invalid-csv-encoding");
    editor
        .request("PUT", "/v1/staff/faq/proposals/consultations")
        .body("text/csv", "列\n値\n")
        .send()
        .refused(400, "invalid-csv");
  }

  @Test
  void consultationRecordsBecomePastQuestionsAndProposals() {
    door.as("faq-system", Role.SYSTEM)
        .rows(
            "/v1/staff/faq/entries",
            """
        {"id": "loop-well", "question": "井戸水の検査はできますか。", "answer": "保健所で受け付けます。"}
        """);
    editor.rows(
        "/v1/staff/faq/proposals/consultations",
        """
        {"question": "庭の井戸の水を調べてほしい 03-1234-5678", "entryId": "loop-well", "channel": "phone", "date": "2026-11-01"}
        {"question": "凧あげ大会に出たい", "answer": "申込みは文化課です。", "channel": "counter", "date": "2026-11-02"}
        """);
    assertThat(editor.get("/v1/staff/faq/proposals").send().expect(200).body())
        .contains("凧あげ大会に出たい")
        .doesNotContain("03-1234-5678");
    String refused =
        editor
            .request("PUT", "/v1/staff/faq/proposals/consultations")
            .body("application/x-ndjson", "{\"question\": \"x\", \"entryId\": \"nowhere\"}\n")
            .send()
            .expect(200)
            .body();
    assertThat(refused).contains("invalid-consultation");
  }
}

package jp.todoke.faq.answers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import jp.todoke.faq.FaqEntries;
import jp.todoke.faq.FaqEntryStore;
import jp.todoke.faq.ImportedRow;
import jp.todoke.faq.ImportedRow.Outcome;
import jp.todoke.faq.ranking.PastQuestionStore;
import jp.todoke.faq.ranking.Ranking;
import jp.todoke.faq.ranking.RankingChoice;
import jp.todoke.faq.synonyms.SynonymLists;
import jp.todoke.testkit.StoreExtension;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A real city's 1,786 entries and 225 judged questions: linear gain, relevant from grade 1. The
 * data is not part of the project; without it nothing is measured.
 */
class CityFaqStoreTest {

  @RegisterExtension static final StoreExtension store = new StoreExtension();

  private static final Path DATA = Path.of("..", "..", "shared", "data", "faq");

  private static final Path PROGRAMS = Path.of("..", "..", "shared", "data", "programs");

  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-20T00:00:00Z"), ZoneOffset.UTC);

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Subjects no city answers. */
  private static final List<String> OUTSIDE =
      List.of(
          "ビットコインの今後の値動き",
          "美味しいカレーの作り方",
          "昨日のサッカーの試合結果",
          "ギターの弾き方のコツ",
          "量子力学の入門書",
          "スマホの画面が割れた",
          "新幹線の指定席",
          "株の買い方",
          "ダイエットに効く筋トレ",
          "英語の仮定法過去完了");

  private static FaqEntries entries;
  private static Answers answers;

  @BeforeAll
  static void importTheCity() throws IOException {
    assumeTrue(Files.exists(DATA), "skipped: no FAQ data beside the project, " + DATA);
    entries = new FaqEntries(new FaqEntryStore(store.database()), CLOCK);
    long begin = System.nanoTime();
    assertThat(imported(UnaryOperator.identity()))
        .hasSize(1786)
        .allMatch(row -> row.outcome() == Outcome.CREATED, "created");
    long created = System.nanoTime();
    assertThat(imported(UnaryOperator.identity()))
        .hasSize(1786)
        .allMatch(row -> row.outcome() == Outcome.UNCHANGED, "unchanged");
    long repeated = System.nanoTime();
    answers = node();
    answers.rebuild();
    print(
        "import %d ms, repeated %d ms, rebuild %d ms%n",
        (created - begin) / 1_000_000,
        (repeated - created) / 1_000_000,
        (System.nanoTime() - repeated) / 1_000_000);
    assertThat(Duration.ofNanos(repeated - begin)).isLessThan(Duration.ofSeconds(20));
  }

  private static Answers node() {
    return new Answers(
        entries,
        new Ranking(),
        new PastQuestionStore(store.database()),
        new RankingChoice(store.database()),
        new SynonymLists(store.database(), CLOCK),
        new FaqQueries(store.database()),
        CLOCK);
  }

  private static List<ImportedRow> imported(UnaryOperator<String> change) throws IOException {
    try (Stream<String> lines = Files.lines(DATA.resolve("entries.jsonl"))) {
      return entries.importEntries(lines.map(change));
    }
  }

  @Test
  void everyEntryCanBeChangedByOneImport() throws IOException {
    long begin = System.nanoTime();
    assertThat(imported(line -> line.replace("\"answer\": \"", "\"answer\": \"（改）")))
        .hasSize(1786)
        .allMatch(row -> row.outcome() == Outcome.UPDATED, "updated");
    print("changed %d ms%n", (System.nanoTime() - begin) / 1_000_000);
  }

  @Test
  void everyProgramOfTheRegistryIsFoundByItsName() throws IOException {
    assumeTrue(Files.exists(PROGRAMS), "skipped: no program data beside the project, " + PROGRAMS);
    Map<String, ProgramText> programs = new HashMap<>();
    for (String city : List.of("japan", "shibuyaParenting")) {
      for (JsonNode row :
          JSON.readTree(PROGRAMS.resolve(city).resolve("systemsdata.json").toFile())
              .get("systemsData")) {
        ProgramText text =
            new ProgramText(
                row.get("サービスID").asText(),
                row.get("タイトル（制度名）").asText(),
                "",
                row.path("概要").asText(""),
                row.path("支援内容").asText(""),
                List.of());
        programs.put(text.id(), text);
      }
    }
    Answers registry = node();
    registry.putPrograms(programs.values());

    assertThat(programs.values())
        .hasSizeGreaterThan(100)
        .allSatisfy(
            program ->
                assertThat(registry.answer(program.title() + "について教えてください", "ja", 3).items())
                    .first()
                    .extracting(AnswerItem::title)
                    .isEqualTo(program.title()));
  }

  @Test
  void theRightEntriesComeFirst() throws IOException {
    double ndcg = 0;
    double recall = 0;
    int questions = 0;
    List<Long> nanos = new ArrayList<>();
    Map<HitClass, int[]> firstRight = new EnumMap<>(HitClass.class);
    for (String line : Files.readAllLines(DATA.resolve("queries.dev.jsonl"))) {
      JsonNode question = JSON.readTree(line);
      Map<String, Integer> grades =
          JSON.convertValue(question.get("relevant"), new TypeReference<>() {});
      grades.values().removeIf(grade -> grade < 1);
      long begin = System.nanoTime();
      Answer answer = answers.answer(question.get("query").asText(), "ja", 10);
      nanos.add(System.nanoTime() - begin);
      List<String> found = answer.items().stream().map(AnswerItem::id).toList();
      ndcg +=
          gain(found.stream().map(id -> grades.getOrDefault(id, 0)).toList())
              / gain(grades.values().stream().sorted(Comparator.reverseOrder()).limit(10).toList());
      recall += (double) found.stream().filter(grades::containsKey).count() / grades.size();
      questions++;
      int[] counts = firstRight.computeIfAbsent(HitClass.of(answer), hit -> new int[2]);
      counts[0]++;
      counts[1] += !found.isEmpty() && grades.containsKey(found.getFirst()) ? 1 : 0;
    }
    nanos.sort(Comparator.naturalOrder());
    print(
        "%d questions: nDCG@10 %.3f, Recall@10 %.3f; with the log p50 %.1f ms, p95 %.1f ms%n",
        questions,
        ndcg / questions,
        recall / questions,
        nanos.get(questions / 2) / 1e6,
        nanos.get(questions * 95 / 100) / 1e6);
    firstRight.forEach(
        (hit, counts) -> print("%s: %d questions, first right %d%n", hit, counts[0], counts[1]));
    assertThat(ndcg / questions).isGreaterThan(.64);
    assertThat(recall / questions).isGreaterThan(.74);
    int[] confident = firstRight.getOrDefault(HitClass.CONFIDENT, new int[2]);
    assertThat((double) confident[1] / confident[0]).isGreaterThan(.7);
  }

  @Test
  void typingIsFollowedWithoutDelay() {
    List<String> typed =
        List.of("こ", "じゅう", "ほいくs", "住民", "ごみ", "こくみんけ", "保育 申込", "バス", "zzz", "印鑑登録");
    List<Long> nanos = new ArrayList<>();
    for (int round = 0; round < 20; round++) {
      for (String text : typed) {
        long begin = System.nanoTime();
        answers.suggestions(text, "ja", 10);
        nanos.add(System.nanoTime() - begin);
      }
    }
    nanos.sort(Comparator.naturalOrder());
    print(
        "suggestions p50 %.1f ms, p95 %.1f ms; ほいくs: %s%n",
        nanos.get(nanos.size() / 2) / 1e6,
        nanos.get(nanos.size() * 95 / 100) / 1e6,
        answers.suggestions("ほいくs", "ja", 3).stream().map(AnswerSuggestion::title).toList());
    assertThat(answers.suggestions("ほいくs", "ja", 3)).hasSize(3);
  }

  @Test
  void whatNoCityAnswersIsNeverAnsweredWithConfidence() {
    Map<HitClass, Integer> classes = new EnumMap<>(HitClass.class);
    for (String question : OUTSIDE) {
      Answer answer = answers.answer(question, "ja", 3);
      classes.merge(HitClass.of(answer), 1, Integer::sum);
      print(
          "outside: %s %s %.2f%n",
          question,
          HitClass.of(answer),
          answer.items().isEmpty() ? 0. : answer.items().getFirst().coverage());
    }
    assertThat(classes.getOrDefault(HitClass.CONFIDENT, 0)).isZero();
  }

  private static void print(String figures, Object... values) {
    System.out.print(String.format(Locale.ROOT, figures, values));
  }

  private static double gain(List<Integer> grades) {
    double gain = 0;
    for (int i = 0; i < grades.size(); i++) {
      gain += grades.get(i) * Math.log(2) / Math.log(i + 2);
    }
    return gain;
  }
}

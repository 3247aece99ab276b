package jp.todoke.faq.answers;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jp.todoke.faq.FaqEntries;
import jp.todoke.faq.FaqEntry;
import jp.todoke.faq.FaqEntryStore;
import jp.todoke.faq.FaqStatus;
import jp.todoke.faq.curation.Cluster;
import jp.todoke.faq.curation.Misses;
import jp.todoke.faq.curation.Proposal;
import jp.todoke.faq.curation.Proposals;
import jp.todoke.faq.ranking.JudgedQuestion;
import jp.todoke.faq.ranking.PastQuestionStore;
import jp.todoke.faq.ranking.Ranking;
import jp.todoke.faq.ranking.RankingChoice;
import jp.todoke.faq.synonyms.SynonymLists;
import jp.todoke.testkit.HandClock;
import jp.todoke.testkit.StoreExtension;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is missed in other languages than Japanese comes to staff like the rest. */
class ForeignQuestionsStoreTest {

  @RegisterExtension static final StoreExtension store = new StoreExtension();

  private static final Instant NOW = Instant.parse("2026-11-20T00:00:00Z");
  private static final String DRONE = "where can i fly a drone?";

  private final HandClock clock = new HandClock(NOW);
  private FaqEntries entries;
  private Answers answers;
  private Misses misses;
  private Proposals proposals;

  @BeforeEach
  void open() {
    for (String collection : store.database().listCollectionNames()) {
      store.database().getCollection(collection).deleteMany(new Document());
    }
    entries = new FaqEntries(new FaqEntryStore(store.database()), clock);
    entries.create(faq("ja", "sodai", "粗大ごみの出し方を教えてください。", "電話で申し込んでください。"));
    entries.create(faq("en", "sodai-en", "How do I put out large waste?", "Call the centre."));
    FaqQueries queries = new FaqQueries(store.database());
    SynonymLists lists = new SynonymLists(store.database(), clock);
    answers =
        new Answers(
            entries,
            new Ranking(),
            new PastQuestionStore(store.database()),
            new RankingChoice(store.database()),
            lists,
            queries,
            clock);
    answers.rebuild();
    misses = new Misses(queries, answers);
    proposals = new Proposals(store.database(), entries, lists, answers, misses, clock);
  }

  private static FaqEntry faq(String language, String id, String question, String answer) {
    FaqEntry draft = FaqEntry.draft(id, question, answer).withStatus(FaqStatus.PUBLISHED);
    return new FaqEntry(
        id,
        draft.version(),
        draft.status(),
        language,
        question,
        answer,
        draft.aliases(),
        draft.category(),
        draft.programIds(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        draft.updatedAt());
  }

  private void ask(String question, String language) {
    for (String asker : List.of("a", "b", "c")) {
      answers.answer(question, language, 3, asker);
      clock.pass(Duration.ofMinutes(5));
    }
  }

  private List<Cluster> clusters() {
    return misses.clusters(NOW, clock.instant().plusSeconds(1));
  }

  @Test
  void whatIsMissedInEnglishBecomesAnEnglishEntry() {
    ask(DRONE, "ja");
    Cluster cluster = clusters().getFirst();
    assertThat(cluster.language()).isEqualTo("en");
    assertThat(cluster.words()).contains("drone");
    assertThat(cluster.wording()).contains(DRONE);

    Proposal draft = proposals.draft(cluster, "yamada");
    assertThat(draft.kind()).isEqualTo(Proposal.Kind.ENTRY);
    assertThat(draft.details().language()).isEqualTo("en");
    Proposal written =
        proposals.write(
            draft.written(draft.entryId(), DRONE, "Not in the parks of the city.", "", "yamada"),
            draft.version());
    Replay replay = proposals.replay(written);
    assertThat(replay.questions()).isEqualTo(3);
    assertThat(replay.gained()).isEqualTo(3);
    Proposal approved = proposals.approve(written.id(), written.version(), "suzuki", 0);

    AnswerItem first = answers.answer(DRONE, "en", 1, "d").items().getFirst();
    assertThat(first.id()).isEqualTo(draft.entryId());
    assertThat(first.language()).isEqualTo("en");
    clock.pass(Duration.ofMinutes(1));
    Proposals.Watched watched = proposals.outcome(approved);
    assertThat(watched.before()).isEqualTo(new Misses.Outcome(3, 0, 0));
    assertThat(watched.after()).isEqualTo(new Misses.Outcome(1, 1, 0));
  }

  @Test
  void aClusterIsOfOneLanguage() {
    ask("drone", "en");
    ask("drone", "pt-BR");
    ask("ドローンの飛行許可", "en");

    List<Cluster> found = clusters();
    assertThat(found).extracting(Cluster::language).containsExactlyInAnyOrder("ja", "en", "pt");
    assertThat(found).extracting(Cluster::id).doesNotHaveDuplicates();
    assertThat(found).allSatisfy(one -> assertThat(one.asked()).isEqualTo(3));
  }

  @Test
  void whoAsksAgainInEnglishWasNotHelped() {
    for (String asker : List.of("a", "b", "c")) {
      answers.answer("large waste collection", "en", 3, asker);
      clock.pass(Duration.ofMinutes(1));
      answers.answer("large waste pickup", "en", 3, asker);
      clock.pass(Duration.ofMinutes(5));
    }

    assertThat(clusters())
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.language()).isEqualTo("en");
              assertThat(one.reAsked()).isEqualTo(3);
              assertThat(one.nearestId()).contains("sodai-en");
            });
  }

  @Test
  void anotherWordingGoesOnlyToAnEntryInItsLanguage() {
    ask("粗大ごみの出し方", "en");
    Cluster english =
        new Cluster(
            "c",
            "en",
            List.of("bulky"),
            3,
            0,
            Optional.of("bulky things"),
            Optional.empty(),
            0,
            Optional.of("sodai"));

    Proposal draft = proposals.draft(english);
    assertThat(draft.kind()).isEqualTo(Proposal.Kind.ENTRY);
    assertThat(draft.details().language()).isEqualTo("en");
  }

  @Test
  void anEntryIsTriedOnTheQuestionsOfTheLanguagesItCanTouch() {
    answers.learn(List.of(new JudgedQuestion("q1", "粗大ごみの出し方", Map.of("sodai", 2))));
    ask("粗大ごみの出し方", "ja");
    ask("how to put out large waste", "en");
    ask("드론 비행", "ko");

    Replay english =
        answers.replayEntry(faq("en", "new", "how to put out large waste", "At the door."));
    assertThat(english.questions()).isEqualTo(3);
    assertThat(english.judged()).isZero();
    assertThat(english.moved()).isEqualTo(3);
    Replay korean = answers.replayEntry(faq("ko", "new", "드론 비행", "안됩니다."));
    assertThat(korean.questions()).isEqualTo(3);
    assertThat(korean.gained()).isEqualTo(3);
    Replay japanese = answers.replayEntry(faq("ja", "new", "迷子の犬", "保健所へ。"));
    assertThat(japanese.questions()).isEqualTo(9);
    assertThat(japanese.judged()).isEqualTo(1);
    assertThat(japanese.loss()).isZero();
  }

  @Test
  void anEntryThatChangesItsLanguageTouchesBoth() {
    ask("how to put out large waste", "en");
    Replay replay = answers.replayEntry(faq("ko", "sodai-en", "대형 쓰레기", "전화하십시오."));

    assertThat(replay.questions()).isEqualTo(3);
    assertThat(replay.lost()).isEqualTo(3);
  }
}

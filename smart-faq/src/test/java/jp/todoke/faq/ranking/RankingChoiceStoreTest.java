package jp.todoke.faq.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import java.time.Instant;
import java.util.List;
import jp.todoke.testkit.StoreExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RankingChoiceStoreTest {

  @RegisterExtension static final StoreExtension store = new StoreExtension();

  private static final Instant NOW = Instant.parse("2026-11-20T00:00:00Z");

  private final RankingChoice choice = new RankingChoice(store.database());
  private final Ranking ranking = new Ranking();
  private final String shipped = RankingModel.shipped().version();

  @AfterEach
  void forget() {
    ranking.close();
    store.database().getCollection("faqRanking").drop();
    store.database().getCollection("rankingModels").drop();
  }

  private static RankingModel named(String name) {
    return RankingModel.read(
        RankingModel.shipped()
            .json()
            .replaceFirst("\"version\" : \"[^\"]*\"", "\"version\" : \"" + name + "\""));
  }

  private String servedOn(RankingChoice node) {
    node.apply(ranking);
    return ranking.model().orElseThrow().version();
  }

  @Test
  void whatStaffChooseIsServedOnAnotherNodeAndRolledBack() {
    RankingChoice other = new RankingChoice(store.database());
    assertThat(servedOn(other)).isEqualTo(shipped);
    int first = choice.add(named("spring"), "p-1", NOW);
    int second = choice.add(named("autumn"), "p-1", NOW);
    assertThat(servedOn(other)).isEqualTo(shipped);

    choice.chooseModel(first);
    assertThat(servedOn(other)).isEqualTo("spring");
    choice.chooseModel(second);
    assertThat(servedOn(other)).isEqualTo("autumn");
    assertThat(choice.rollBack()).isEqualTo(first);
    assertThat(servedOn(other)).isEqualTo("spring");
    choice.chooseModel(0);
    assertThat(servedOn(other)).isEqualTo(shipped);
    assertThat(choice.models())
        .extracting(StoredModel::version, StoredModel::name, StoredModel::usable)
        .containsExactly(tuple(second, "autumn", true), tuple(first, "spring", true));
  }

  @Test
  void weightsOfAnotherProgramLeaveTheOnesTheServerWasStartedWith() {
    int stored = choice.add(named("old"), "p-1", NOW);
    choice.chooseModel(stored);
    store
        .database()
        .getCollection("rankingModels")
        .updateOne(
            Filters.eq(stored),
            Updates.set("json", RankingModel.shipped().json().replace("\"MEANING\"", "\"SENSE\"")));

    assertThat(servedOn(new RankingChoice(store.database()))).isEqualTo(shipped);
    assertThat(choice.models()).extracting(StoredModel::usable).isEqualTo(List.of(false));
    choice.chooseModel(0);
    assertThatThrownBy(() -> choice.chooseModel(stored)).isInstanceOf(InvalidRankingModel.class);
    assertThatThrownBy(() -> choice.chooseModel(99)).isInstanceOf(UnknownRankingModel.class);
  }
}

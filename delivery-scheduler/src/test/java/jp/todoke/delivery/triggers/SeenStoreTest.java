package jp.todoke.delivery.triggers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import jp.todoke.testkit.StoreExtension;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeenStoreTest {

  private static final String TRIGGER = "welcome";

  @RegisterExtension static final StoreExtension store = new StoreExtension();

  private final Seen seen = new Seen(store.database());

  @BeforeEach
  void empty() {
    store.database().getCollection("triggerMembers").deleteMany(new Document());
  }

  /** With the size of a city they are walked through seven times, each looked at in one of them. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1_500, 2_800_000, 2_000_000_000})
  void eachIsHandedOverOnceHoweverManyThereAre(int size) {
    List<String> people = IntStream.range(0, size == 0 ? 0 : 1_500).mapToObj(n -> "c" + n).toList();
    assertThat(look(people, size)).containsExactlyInAnyOrderElementsOf(people);
    assertThat(look(people, size)).isEmpty();
    List<String> more = new ArrayList<>(people);
    more.add("newcomer");
    assertThat(look(more, Math.max(size, 1))).containsExactly("newcomer");
  }

  /** Where the taking of newcomers breaks off, they are newcomers still. */
  @ParameterizedTest
  @ValueSource(ints = {20, 2_800_000})
  void whoCouldNotBeTakenIsHandedOverAgain(int size) {
    List<String> people = IntStream.range(0, 20).mapToObj(n -> "c" + n).toList();
    List<String> taken = new ArrayList<>();
    try {
      seen.look(
          TRIGGER,
          size,
          people::forEach,
          fresh -> {
            if (taken.size() > 5) {
              throw new IllegalStateException("the database is away");
            }
            taken.addAll(fresh);
          });
    } catch (IllegalStateException away) {
      taken.addAll(look(people, size));
    }
    assertThat(taken).containsExactlyInAnyOrderElementsOf(people);
  }

  private List<String> look(List<String> people, int size) {
    List<String> fresh = new ArrayList<>();
    seen.look(TRIGGER, size, people::forEach, fresh::addAll);
    return fresh;
  }
}

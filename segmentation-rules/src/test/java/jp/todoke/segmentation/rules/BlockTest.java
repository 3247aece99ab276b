package jp.todoke.segmentation.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import jp.todoke.segmentation.conditions.Condition;
import jp.todoke.segmentation.interactions.Interaction;
import jp.todoke.segmentation.profiles.Dealings;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a test answers for a block is what it answers for each of its people. */
class BlockTest {

  private static final int SLOTS = 3;

  static Stream<Test> tests() {
    List<Test> tests = new ArrayList<>();
    tests.add(new Test.Between(0, -5, 7));
    tests.add(new Test.Between(0, Long.MIN_VALUE, 3));
    tests.add(new Test.Between(0, 3, Long.MAX_VALUE));
    tests.add(new Test.Between(0, 7, -5));
    tests.add(new Test.Coded(1, 0b1011));
    tests.add(new Test.Listed(0, new long[] {-3, 0, 4}));
    tests.add(new Test.Listed(0, new long[] {}));
    tests.add(new Test.Chosen(1, 0b101, true));
    tests.add(new Test.Chosen(1, 0b101, false));
    for (Condition.Keeping keeping : Condition.Keeping.values()) {
      tests.add(new Test.Limit(0, keeping, -1, new long[] {2}, 0));
      tests.add(new Test.Limit(0, keeping, 2, new long[] {0, 1, 2}, 3));
    }
    tests.add(new Test.Undecidable());
    Test between = new Test.Between(0, -5, 7);
    Test coded = new Test.Coded(1, 0b1011);
    tests.add(new Test.AllOf(new Test[] {between, coded}));
    tests.add(new Test.AnyOf(new Test[] {between, coded}));
    tests.add(new Test.AllOf(new Test[] {}));
    tests.add(new Test.AnyOf(new Test[] {}));
    tests.add(new Test.Opposite(between));
    tests.add(new Test.Counted(1, between));
    tests.add(new Test.Counted(2, coded));
    tests.add(new Test.Nth(2, true, 1, 1, 0, coded, between));
    tests.add(new Test.Receiving("児童手当"));
    tests.add(
        new Test.Interacting(java.util.Optional.empty(), "waste", 2, City.TODAY.minusDays(3)));
    between.place = 1;
    coded.place = 2;
    tests.forEach(test -> test.place = 0);
    return tests.stream();
  }

  @ParameterizedTest
  @MethodSource("tests")
  void aBlockIsAnsweredLikeEachOfItsPeople(Test test) {
    Random random = new Random(64);
    Block block = new Block(SLOTS, 3, 1);
    for (int people : new int[] {1, 63, 64, 65, 200, 3}) {
      List<FactSheet> sheets = new ArrayList<>();
      for (int row = 0; row < people; row++) {
        FactSheet[] household = new FactSheet[random.nextInt(4)];
        java.util.Arrays.setAll(household, member -> new FactSheet(words(random)));
        boolean known = household.length > 0 || random.nextBoolean();
        sheets.add(new FactSheet(words(random), known, household, dealings(random)));
      }
      block.fill(new SheetRows(sheets));
      block.decide(0, test);
      for (int row = 0; row < people; row++) {
        assertThat(block.verdict(0, row)).isEqualTo(test.of(sheets.get(row)));
      }
    }
  }

  private static Dealings dealings(Random random) {
    return new Dealings(
        java.util.Optional.of(random.nextBoolean() ? Set.of("児童手当") : Set.<String>of())
            .filter(any -> random.nextInt(3) > 0),
        java.util.Optional.of(
                List.of(
                    new Interaction(
                        Interaction.Kind.OPENED,
                        "waste",
                        City.TODAY.minusDays(random.nextInt(6)),
                        1 + random.nextInt(3))))
            .filter(any -> random.nextInt(3) > 0));
  }

  private static long[] words(Random random) {
    return new long[] {
      random.nextInt(5) == 0 ? FactSheet.MISSING : random.nextInt(20) - 10,
      random.nextInt(5) == 0 ? FactSheet.MISSING : random.nextInt(5),
      random.nextInt(5) == 0 ? FactSheet.MISSING : 10_000L * (random.nextInt(6) - 1)
    };
  }
}

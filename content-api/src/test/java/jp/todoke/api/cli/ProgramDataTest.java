package jp.todoke.api.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import jp.todoke.api.programs.ProgramJson;
import jp.todoke.api.rest.Json;
import jp.todoke.api.staff.AttributesResource.AttributeView;
import jp.todoke.segmentation.attributes.Attribute;
import jp.todoke.segmentation.attributes.AttributeType;
import jp.todoke.segmentation.attributes.Attributes;
import jp.todoke.segmentation.conditions.ConditionJson;
import jp.todoke.segmentation.conditions.Verdict;
import jp.todoke.segmentation.profiles.Profile;
import jp.todoke.segmentation.profiles.Profiles;
import jp.todoke.segmentation.rules.Rule;
import jp.todoke.segmentation.rules.RuleBook;
import jp.todoke.testkit.StoreExtension;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The program data of two Japanese open data sets, with what each of their people is eligible for:
 * one book decides on everybody, through the readers of the product.
 */
class ProgramDataTest {

  @RegisterExtension static final StoreExtension store = new StoreExtension();

  private static final Path DATA = Path.of("../../shared/data/programs");
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-20T00:00:00Z"), ZoneOffset.UTC);

  private static List<ProgramSets.Person> people = List.of();
  private static final Map<String, Profile> profiles = new HashMap<>();
  private static RuleBook book;

  @BeforeAll
  static void load() throws IOException {
    assumeTrue(Files.isDirectory(DATA), "skipped: the program data sets are not at ../shared/data");
    ProgramSets sets = ProgramSets.in(DATA);
    Attributes attributes = new Attributes(store.database());
    for (ObjectNode row : sets.attributes()) {
      AttributeView view = Json.mapper().treeToValue(row, AttributeView.class);
      attributes.create(
          new Attribute(
              view.name(),
              view.label(),
              AttributeType.of(view.type()).orElseThrow(),
              view.allowed().orElse(List.of()),
              "",
              "service",
              view.source().orElseThrow(),
              1));
    }
    List<Rule> rules = new ArrayList<>();
    for (ObjectNode row : sets.programs()) {
      ProgramJson program = Json.mapper().treeToValue(row, ProgramJson.class);
      rules.add(
          new Rule(
              Rule.Key.program(program.id().orElseThrow()),
              1,
              ConditionJson.read(program.eligibility().orElseThrow(), attributes.catalogue())));
    }
    book = RuleBook.compile(rules, attributes.catalogue(), LocalDate.parse("2026-11-20"));
    people = sets.people();
    Profiles stored = new Profiles(store.database(), attributes, CLOCK);
    StringBuilder lines = new StringBuilder();
    people.forEach(person -> lines.append(person.row()).append('\n'));
    assertThat(stored.intake(row -> {}).readFrom(new StringReader(lines.toString()))).isZero();
    stored.each(profile -> profiles.put(profile.commonId(), profile));
  }

  @Test
  void all724PeopleAreEligibleForExactlyWhatTheDataSays() {
    assertThat(people).hasSize(724);
    Map<String, Set<String>> expected = new HashMap<>();
    Map<String, Set<String>> decided = new HashMap<>();
    for (ProgramSets.Person person : people) {
      expected.put(person.commonId(), person.eligible());
      decided.put(person.commonId(), yes(profile(person)));
    }
    assertThat(decided).containsExactlyInAnyOrderEntriesOf(expected);
  }

  @Test
  void theSecondWayOfDecidingAgreesForEveryPersonAndProgram() {
    for (ProgramSets.Person person : people) {
      Profile profile = profile(person);
      Set<String> explained = new TreeSet<>();
      for (Rule rule : book.rules()) {
        if (book.explain(rule.key(), profile).verdict() == Verdict.YES) {
          explained.add(rule.key().id());
        }
      }
      assertThat(explained).as(person.commonId()).isEqualTo(person.eligible());
    }
  }

  private static Set<String> yes(Profile profile) {
    Set<String> yes = new TreeSet<>();
    book.decide(profile)
        .which(Rule.Subject.PROGRAM, Verdict.YES)
        .forEach(rule -> yes.add(rule.key().id()));
    return yes;
  }

  private static Profile profile(ProgramSets.Person person) {
    return java.util.Objects.requireNonNull(profiles.get(person.commonId()), person.commonId());
  }
}

package jp.todoke.api.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.StringReader;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import jp.todoke.api.programs.ProgramJson;
import jp.todoke.api.rest.Json;
import jp.todoke.api.staff.AttributesResource.AttributeView;
import jp.todoke.faq.FaqEntries;
import jp.todoke.faq.FaqEntryStore;
import jp.todoke.faq.ImportedRow;
import jp.todoke.segmentation.attributes.Attribute;
import jp.todoke.segmentation.attributes.AttributeType;
import jp.todoke.segmentation.attributes.Attributes;
import jp.todoke.segmentation.conditions.ConditionJson;
import jp.todoke.segmentation.conditions.Verdict;
import jp.todoke.segmentation.profiles.Profile;
import jp.todoke.segmentation.profiles.Profiles;
import jp.todoke.segmentation.profiles.RowResult;
import jp.todoke.segmentation.rules.Rule;
import jp.todoke.segmentation.rules.RuleBook;
import jp.todoke.testkit.StoreExtension;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Reads the sample city through the readers of the product; events and news beside theirs. */
class SampleCityTest {

  @RegisterExtension static final StoreExtension store = new StoreExtension();

  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-20T00:00:00Z"), ZoneOffset.UTC);

  private static Attributes attributes;

  @BeforeAll
  static void loadAttributes() throws IOException {
    attributes = new Attributes(store.database());
    for (String line : lines("attributes.ndjson")) {
      AttributeView view = Json.mapper().readValue(line, AttributeView.class);
      attributes.create(
          new Attribute(
              view.name(),
              view.label(),
              AttributeType.of(view.type()).orElseThrow(),
              view.allowed().orElse(List.of()),
              view.unit().orElse(""),
              view.purpose().orElseThrow(),
              view.source().orElseThrow(),
              1));
    }
  }

  private static List<String> lines(String name) throws IOException {
    return Walk.resource(name).lines().toList();
  }

  private static List<JsonNode> rows(String name) throws IOException {
    List<JsonNode> rows = new ArrayList<>();
    for (String line : lines(name)) {
      rows.add(Json.mapper().readTree(line));
    }
    return rows;
  }

  private static List<Rule> conditions() throws IOException {
    List<Rule> rules = new ArrayList<>();
    for (String line : lines("programs.ndjson")) {
      ProgramJson program = Json.mapper().readValue(line, ProgramJson.class);
      program
          .eligibility()
          .filter(condition -> !condition.isNull())
          .ifPresent(
              condition ->
                  rules.add(
                      new Rule(
                          Rule.Key.program(program.id().orElseThrow()),
                          1,
                          ConditionJson.read(condition, attributes.catalogue()))));
    }
    return rules;
  }

  @Test
  void twentyFourProgramsAreGoodAndTwentyOfThemHaveACondition() throws IOException {
    assertThat(rows("programs.ndjson"))
        .extracting(program -> program.path("id").asText())
        .doesNotHaveDuplicates()
        .hasSize(24);
    assertThat(conditions()).hasSize(20);
  }

  @Test
  void everyConditionConcernsSomebodyAndNobodyIsConcernedByAll() throws IOException {
    Profiles profiles = new Profiles(store.database(), attributes, CLOCK);
    profiles.intake(row -> {}).readFrom(new StringReader(Walk.resource("profiles.ndjson")));
    RuleBook book =
        RuleBook.compile(conditions(), attributes.catalogue(), LocalDate.parse("2026-11-20"));
    List<Profile> people = new ArrayList<>();
    profiles.each(people::add);
    for (Rule rule : book.rules()) {
      List<Verdict> verdicts =
          people.stream().map(person -> book.explain(rule.key(), person).verdict()).toList();
      assertThat(verdicts).as(rule.key().id()).contains(Verdict.YES, Verdict.NO);
    }
    Profile hanako = profiles.find("sato-hanako").orElseThrow();
    assertThat(book.rules())
        .filteredOn(rule -> book.explain(rule.key(), hanako).verdict() == Verdict.YES)
        .extracting(rule -> rule.key().id())
        .containsExactlyInAnyOrder(
            "child-medical",
            "nursery-fee-cut",
            "school-aid",
            "after-school",
            "newcomer-guide",
            "move-in-kita");
  }

  @Test
  void thirtyPeopleAreGoodAndDifferInWhatIsKnownOfThem() throws IOException {
    Profiles profiles = new Profiles(store.database(), attributes, CLOCK);
    List<RowResult> results = new ArrayList<>();
    long refused =
        profiles.intake(results::add).readFrom(new StringReader(Walk.resource("profiles.ndjson")));
    assertThat(refused).isZero();
    assertThat(results).hasSize(30);
    assertThat(profiles.count()).isEqualTo(30);
    List<Profile> people = new ArrayList<>();
    profiles.each(people::add);
    assertThat(people)
        .anyMatch(person -> person.contacts().mail().isEmpty())
        .anyMatch(person -> person.contacts().lineUserId().isPresent())
        .anyMatch(person -> person.contacts().lineUserId().isEmpty())
        .anyMatch(person -> person.consents().isEmpty())
        .anyMatch(person -> !person.attributes().containsKey("householdIncome"));
  }

  @Test
  void itsQuestionsAreGoodAndNameOnlyProgramsThatExist() throws IOException {
    Set<String> programs = new HashSet<>();
    rows("programs.ndjson").forEach(program -> programs.add(program.path("id").asText()));
    for (JsonNode entry : rows("faq.ndjson")) {
      entry.path("programIds").forEach(id -> assertThat(programs).contains(id.asText()));
    }
    FaqEntries faq = new FaqEntries(new FaqEntryStore(store.database()), CLOCK);
    assertThat(faq.importEntries(lines("faq.ndjson").stream()))
        .hasSize(130)
        .allMatch(row -> row.outcome() == ImportedRow.Outcome.CREATED);
  }

  @Test
  void nobodyOfTheCityCanBeReached() throws IOException, JsonProcessingException {
    for (JsonNode person : rows("profiles.ndjson")) {
      JsonNode contact = person.path("contactPoints");
      assertThat(contact.path("mail").path("address").asText("@example.jp"))
          .endsWith("@example.jp");
      assertThat(contact.path("line").path("userId").asText("U" + "0".repeat(32)))
          .matches("U[0-9a-f]{32}");
    }
  }
}

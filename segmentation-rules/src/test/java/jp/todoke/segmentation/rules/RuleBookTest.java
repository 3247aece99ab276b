package jp.todoke.segmentation.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import jp.todoke.segmentation.conditions.AgeReckoning;
import jp.todoke.segmentation.conditions.Condition;
import jp.todoke.segmentation.conditions.ConditionJson;
import jp.todoke.segmentation.conditions.ReferenceDate;
import jp.todoke.segmentation.conditions.Verdict;
import jp.todoke.segmentation.interactions.Interaction;
import jp.todoke.segmentation.profiles.Dealings;
import jp.todoke.segmentation.profiles.Profile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleBookTest {

  private static final Rule.Key KEY = Rule.Key.segment("asked");

  @ParameterizedTest(name = "{0}: sato {1}, tanaka {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{'attribute':'ward','is':'北区'} | YES | NO",
        "{'attribute':'ward','in':['北区','西成区']} | YES | YES",
        "{'not':{'attribute':'ward','is':'北区'}} | NO | YES",
        "{'attribute':'income','to':3000000} | YES | UNKNOWN",
        "{'attribute':'income','below':2500000} | NO | UNKNOWN",
        "{'attribute':'income','above':2499999,'to':2500000} | YES | UNKNOWN",
        "{'any':[{'attribute':'income','to':1},{'attribute':'ward','is':'西成区'}]} | NO | YES",
        "{'all':[{'attribute':'income','to':1},{'attribute':'ward','is':'北区'}]} | NO | NO",
        "{'age':{'from':30,'to':39}} | YES | NO",
        "{'age':{'from':72}} | NO | NO",
        "{'age':{'from':72,'reckoning':'attained-day'}} | NO | YES",
        "{'age':{'from':65,'on':'fiscal-year-start'}} | NO | YES",
        "{'household':{'such':{'attribute':'relationship','is':'child'}}} | YES | UNKNOWN",
        "{'household':{'atLeast':2,'such':{'age':{'to':17}}}} | YES | UNKNOWN",
        "{'household':{'atLeast':3,'such':{'age':{'to':17}}}} | NO | UNKNOWN",
        "{'household':{'such':{'grade':{'from':1,'to':1}}}} | YES | UNKNOWN",
        "{'household':{'such':{'attribute':'singleParent','is':true}}} | UNKNOWN | UNKNOWN",
        "{'attribute':'topics','containsAny':['子育て']} | UNKNOWN | UNKNOWN",
        "{'attribute':'kind','is':'citizen'} | YES | YES",
        "{'attribute':'kind','in':['business','visitor']} | NO | NO",
        "{'child':{'nth':2,'such':{'age':{'to':3}}}} | YES | UNKNOWN",
        "{'child':{'nth':1,'such':{'age':{'to':3}}}} | NO | UNKNOWN",
        "{'child':{'nth':1,'orLater':true,'such':{'age':{'to':3}}}} | YES | UNKNOWN",
        "{'child':{'nth':2,'among':{'grade':{'from':1,'to':6}},'such':{'all':[]}}} | NO | UNKNOWN",
        "{'child':{'nth':3,'orLater':true,'such':{'all':[]}}} | NO | UNKNOWN",
        "{'freeText':'窓口で確認します'} | UNKNOWN | UNKNOWN",
        "{'all':[]} | YES | YES",
        "{'any':[]} | NO | NO"
      })
  void aConditionIsDecidedInThreeValues(String json, Verdict sato, Verdict tanaka)
      throws Exception {
    RuleBook book = book(json);
    assertThat(book.decide(City.SATO).of(KEY)).isEqualTo(sato);
    assertThat(book.decide(City.TANAKA).of(KEY)).isEqualTo(tanaka);
    assertThat(book.explain(KEY, City.SATO).verdict()).isEqualTo(sato);
    assertThat(book.explain(KEY, City.TANAKA).verdict()).isEqualTo(tanaka);
  }

  @Test
  void aReasonShowsTheOwnValueAndTheLimit() throws Exception {
    assertThat(reasons("{'attribute':'income','to':3000000}", City.SATO))
        .containsExactly("「世帯の年収」が2,500,000円（対象は3,000,000円以下）");
    assertThat(
            reasons(
                "{'household':{'such':{'all':[{'attribute':'relationship','is':'child'},"
                    + "{'age':{'from':3,'to':5}}]}}}",
                City.SATO))
        .containsExactly("お子さまが3歳（対象は3歳～5歳）");
  }

  @Test
  void anUnknownNamesWhatWouldSettleIt() throws Exception {
    Explanation explanation =
        book("{'all':[{'attribute':'income','to':3000000},{'attribute':'ward','is':'西成区'}]}")
            .explain(KEY, City.TANAKA);
    assertThat(explanation.missing()).containsExactly("income");
    assertThat(explanation.reasons())
        .extracting(Reason::text)
        .containsExactly("「世帯の年収」がわかると判定できます（対象は3,000,000円以下）");
  }

  @Test
  void aNoNamesTheFirstConditionThatFails() throws Exception {
    assertThat(
            reasons(
                "{'all':[{'attribute':'ward','is':'中央区'},{'attribute':'income','to':1}]}",
                City.SATO))
        .containsExactly("「お住まいの区」が北区（対象は中央区）");
  }

  @ParameterizedTest(name = "{0}: moved in on {1} is {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{'from':'-P90D','to':'P0D'} | 2026-08-22 | YES",
        "{'from':'-P90D','to':'P0D'} | 2026-08-21 | NO",
        "{'from':'-P90D','to':'P0D'} | 2026-11-20 | YES",
        "{'from':'-P90D','to':'P0D'} | 2026-11-21 | NO",
        "{'from':'P0D','to':'P2W'} | 2026-12-04 | YES",
        "{'from':'P0D','to':'P2W'} | 2026-12-05 | NO",
        "{'to':'-P1Y'} | 2025-11-20 | YES",
        "{'to':'-P1Y'} | 2025-11-21 | NO",
        "{'from':'P0D','on':'fiscal-year-start'} | 2026-04-01 | YES",
        "{'from':'P0D','on':'fiscal-year-start'} | 2026-03-31 | NO",
        "{'from':'-P1M','to':'P0D','on':'2024-03-31'} | 2024-02-29 | YES",
        "{'from':'-P1M','to':'P0D','on':'2024-03-31'} | 2024-02-28 | NO",
        "{'from':'-P90D'} | | UNKNOWN"
      })
  void aDayIsComparedWithTheReferenceDate(
      String around, @org.jspecify.annotations.Nullable String movedIn, Verdict expected)
      throws Exception {
    Profile person =
        City.person(
            "newcomer", movedIn == null ? Map.of() : Map.of("movedInOn", City.day(movedIn)), null);
    RuleBook book = book("{'attribute':'movedInOn','around':" + around + "}");
    assertThat(book.decide(person).of(KEY)).isEqualTo(expected);
    assertThat(book.explain(KEY, person).verdict()).isEqualTo(expected);
  }

  @Test
  void aDistanceIsShownToCitizensAsDaysAndForeseen() throws Exception {
    Profile newcomer = City.person("newcomer", Map.of("movedInOn", City.day("2026-08-31")), null);
    Explanation recent =
        book("{'attribute':'movedInOn','around':{'from':'-P3M','to':'P0D'}}")
            .explain(KEY, newcomer);
    assertThat(recent.reasons())
        .extracting(Reason::text)
        .containsExactly("「転入日」が2026年8月31日（対象は2026年8月20日～2026年11月20日）");
    Explanation half =
        book("{'attribute':'movedInOn','around':{'to':'-P6M'}}").explain(KEY, newcomer);
    assertThat(half.verdict()).isEqualTo(Verdict.NO);
    // Six months before February 28 is August 28; before March 1 it is September 1.
    assertThat(half.from()).contains(LocalDate.of(2027, 3, 1));
    Profile leaving = City.person("leaving", Map.of("movedInOn", City.day("2027-01-31")), null);
    assertThat(
            book("{'attribute':'movedInOn','around':{'from':'P0D','to':'P1M'}}")
                .explain(KEY, leaving)
                .from())
        .contains(LocalDate.of(2026, 12, 31));
  }

  @Test
  void membershipTurnsWithTheDay() throws Exception {
    Condition seventyTwo = condition("{'age':{'from':72}}");
    List<Rule> rules = List.of(new Rule(KEY, 1, seventyTwo));
    assertThat(on(rules, "2026-11-20").decide(City.TANAKA).of(KEY)).isEqualTo(Verdict.NO);
    assertThat(on(rules, "2026-11-21").decide(City.TANAKA).of(KEY)).isEqualTo(Verdict.YES);
  }

  @ParameterizedTest(name = "{0} holds for {1} from {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{'age':{'from':72}} | tanaka | 2026-11-21",
        "{'age':{'from':75,'reckoning':'attained-day'}} | tanaka | 2029-11-20",
        "{'household':{'such':{'grade':{'from':7,'to':9}}}} | sato | 2032-04-01",
        "{'household':{'atLeast':2,'such':{'grade':{'from':1,'to':6}}}} | sato | 2030-04-01",
        "{'all':[{'age':{'from':35}},{'attribute':'ward','is':'北区'}]} | sato | 2027-06-15",
        "{'all':[{'age':{'from':35}},{'attribute':'ward','is':'港区'}]} | sato |",
        "{'age':{'to':30}} | sato |"
      })
  void aNoThatOnlyTimeStandsBetweenNamesTheDay(
      String json, String who, @org.jspecify.annotations.Nullable LocalDate from) throws Exception {
    Profile person = who.equals("sato") ? City.SATO : City.TANAKA;
    Explanation explanation = book(json).explain(KEY, person);
    assertThat(explanation.verdict()).isEqualTo(Verdict.NO);
    assertThat(explanation.from()).isEqualTo(Optional.ofNullable(from));
  }

  @Test
  void aSegmentMayLeanOnAnotherButNotOnItself() throws Exception {
    Rule kita = new Rule(Rule.Key.segment("kita"), 1, condition("{'attribute':'ward','is':'北区'}"));
    Rule both = new Rule(KEY, 1, condition("{'all':[{'segment':'kita'},{'age':{'to':40}}]}"));
    RuleBook book = on(List.of(kita, both), "2026-11-20");
    assertThat(book.decide(City.SATO).of(KEY)).isEqualTo(Verdict.YES);
    assertThat(book.decide(City.TANAKA).of(KEY)).isEqualTo(Verdict.NO);

    Rule circle = new Rule(KEY, 1, condition("{'not':{'segment':'asked'}}"));
    assertThatThrownBy(() -> on(List.of(circle), "2026-11-20")).isInstanceOf(SegmentCycle.class);
    assertThatThrownBy(() -> on(List.of(both), "2026-11-20")).isInstanceOf(SegmentMissing.class);
  }

  @Test
  void manyPeopleAreDecidedAsEachAlone() throws Exception {
    RuleBook book = book("{'attribute':'ward','in':['北区','此花区']}");
    List<String> members = new ArrayList<>();
    try (RuleBook.Population population =
        book.population(
            (profile, verdicts) -> {
              if (verdicts.of(KEY) == Verdict.YES) {
                members.add(profile.commonId());
              }
            })) {
      for (int index = 0; index < 1_000; index++) {
        String ward = City.WARD.allowed().get(index % 5);
        population.add(City.person("p" + index, Map.of("ward", City.text(ward)), List.of()));
      }
    }
    assertThat(members).hasSize(400).startsWith("p0", "p3", "p5").doesNotHaveDuplicates();
  }

  private static List<String> reasons(String json, Profile profile) throws Exception {
    return book(json).explain(KEY, profile).reasons().stream().map(Reason::text).toList();
  }

  private static RuleBook book(String json) throws Exception {
    return on(List.of(new Rule(KEY, 1, condition(json))), City.TODAY.toString());
  }

  private static RuleBook on(List<Rule> rules, String day) {
    return RuleBook.compile(rules, City.CATALOGUE, LocalDate.parse(day));
  }

  private static Condition condition(String json) throws Exception {
    return ConditionJson.read(new JsonMapper().readTree(json.replace('\'', '"')), City.CATALOGUE);
  }

  @Test
  void staffSeeEveryNodeWithItsAnswerAndThePersonsOwnValue() {
    Condition condition =
        new Condition.All(
            List.of(
                new Condition.OneOf("ward", List.of(City.text("北区"))),
                new Condition.Any(
                    List.of(
                        new Condition.Receives("kodomo", "児童手当"),
                        new Condition.Members(
                            1,
                            new Condition.Age(
                                Optional.of(3),
                                Optional.of(5),
                                AgeReckoning.COMMON,
                                new ReferenceDate.Today()))))));
    RuleBook book =
        RuleBook.compile(
            List.of(new Rule(Rule.Key.segment("traced"), 7, condition)),
            City.CATALOGUE,
            City.TODAY);
    Trace trace = book.trace(Rule.Key.segment("traced"), City.SATO);
    assertThat(lines(trace, ""))
        .containsExactly(
            "次のすべてに当てはまる yes",
            " 「お住まいの区」が北区 yes 北区",
            " 次のどれかに当てはまる yes",
            "  「児童手当」を受けている unknown",
            "  次に当てはまるご家族が1人以上いる yes",
            "   お子さま yes",
            "    年齢が3歳～5歳（その日の時点） yes 3歳",
            "   お子さま no",
            "    年齢が3歳～5歳（その日の時点） no 7歳");
    assertThat(book.explain(Rule.Key.segment("traced"), City.SATO).ruleVersion()).isEqualTo(7);
  }

  private static List<String> lines(Trace trace, String indent) {
    List<String> lines = new ArrayList<>();
    lines.add(
        indent
            + trace.text()
            + " "
            + trace.verdict().json()
            + trace.own().map(own -> " " + own).orElse(""));
    trace.parts().forEach(part -> lines.addAll(lines(part, indent + " ")));
    return lines;
  }

  @Test
  void whatIsReceivedOrLookedForIsExplainedInWords() {
    Condition looked =
        new Condition.Interacted(Optional.of(Interaction.Kind.SEARCHED), "childcare", "子育て", 2, 30);
    Condition receives = new Condition.Not(new Condition.Receives("kodomo", "児童手当"));
    Profile known =
        City.person(
            "known",
            Map.of(),
            null,
            new Dealings(
                Optional.of(Set.of("kodomo")),
                Optional.of(
                    List.of(
                        new Interaction(Interaction.Kind.SEARCHED, "childcare", City.TODAY, 1)))));
    RuleBook book =
        RuleBook.compile(
            List.of(
                new Rule(Rule.Key.program("looked"), 1, looked),
                new Rule(Rule.Key.program("receives"), 1, receives)),
            City.CATALOGUE,
            City.TODAY);
    assertThat(book.explain(Rule.Key.program("looked"), known).reasons())
        .extracting(Reason::text)
        .containsExactly("「子育て」の検索・閲覧が直近30日に1回（対象は2回以上）");
    assertThat(book.explain(Rule.Key.program("receives"), known).reasons())
        .extracting(Reason::text)
        .containsExactly("「児童手当」を受けています（対象は受けていない方）");
    assertThat(book.explain(Rule.Key.program("looked"), City.SATO))
        .satisfies(
            unknown -> {
              assertThat(unknown.verdict()).isEqualTo(Verdict.UNKNOWN);
              assertThat(unknown.missing()).containsExactly("interactions");
            });
  }
}

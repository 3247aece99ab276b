package jp.todoke.segmentation.rules;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import jp.todoke.segmentation.attributes.Attribute;
import jp.todoke.segmentation.attributes.AttributeValue;
import jp.todoke.segmentation.attributes.Catalogue;
import jp.todoke.segmentation.conditions.Condition;
import jp.todoke.segmentation.conditions.LegalAge;
import jp.todoke.segmentation.conditions.SchoolYear;
import jp.todoke.segmentation.conditions.Verdict;
import jp.todoke.segmentation.profiles.HouseholdMember;
import jp.todoke.segmentation.profiles.Profile;

/** Walks a condition with one person's facts and says in Japanese what decided it. */
final class Explainer {

  private static final int MOST_REASONS = 8;

  private final FactSchema schema;
  private final Compiler compiler;
  private final Function<String, Condition> segments;
  private final LocalDate today;

  Explainer(
      FactSchema schema, Compiler compiler, Function<String, Condition> segments, LocalDate today) {
    this.schema = schema;
    this.compiler = compiler;
    this.segments = segments;
    this.today = today;
  }

  /** Whose fact is spoken of: the person themself or a member of their household. */
  private record Subject(FactSheet facts, Profile profile, Optional<HouseholdMember> member) {

    Optional<AttributeValue> value(String attribute) {
      if (attribute.equals(Catalogue.KIND.name())) {
        return Optional.of(new AttributeValue.Text(profile.kind().json()));
      }
      if (member.isPresent()) {
        HouseholdMember somebody = member.get();
        if (attribute.equals(Catalogue.BIRTH.name())) {
          return somebody.birthOn().map(AttributeValue.Day::new);
        }
        if (attribute.equals(Catalogue.RELATIONSHIP.name())) {
          return Optional.of(new AttributeValue.Text(somebody.relationship()));
        }
        return Optional.ofNullable(somebody.attributes().get(attribute));
      }
      return Optional.ofNullable(profile.attributes().get(attribute));
    }

    Optional<LocalDate> birth() {
      return value(Catalogue.BIRTH.name()).map(value -> ((AttributeValue.Day) value).day());
    }

    String prefix(String otherwise) {
      return member.map(somebody -> Words.relationship(somebody.relationship())).orElse(otherwise);
    }
  }

  Explanation explain(Rule rule, FactSheet facts, Profile profile) {
    Condition condition = rule.condition();
    Subject subject = new Subject(facts, profile, Optional.empty());
    Verdict verdict = verdict(condition, subject);
    Set<Reason> reasons = new LinkedHashSet<>();
    Set<String> missing = new LinkedHashSet<>();
    switch (verdict) {
      case YES, NO -> ground(condition, subject, verdict, false, reasons);
      case UNKNOWN -> missing(condition, subject, missing, reasons);
    }
    if (reasons.isEmpty()) {
      reasons.add(Reason.of(verdict == Verdict.YES ? "どなたでも対象です" : "対象ではありません"));
    }
    Optional<LocalDate> from =
        verdict == Verdict.NO
            ? new Foresight(schema, segments).from(condition, profile, facts, today)
            : Optional.empty();
    return new Explanation(
        rule.version(),
        verdict,
        reasons.stream().limit(MOST_REASONS).toList(),
        Set.copyOf(missing),
        from);
  }

  Trace trace(Condition condition, FactSheet facts, Profile profile) {
    return trace(condition, new Subject(facts, profile, Optional.empty()));
  }

  private Trace trace(Condition condition, Subject subject) {
    String text = RuleText.of(condition, schema.catalogue()).getFirst();
    return new Trace(
        text,
        verdict(condition, subject),
        own(condition, subject),
        switch (condition) {
          case Condition.All all -> traces(all.parts(), subject);
          case Condition.Any any -> traces(any.parts(), subject);
          case Condition.Not not -> List.of(trace(not.part(), subject));
          case Condition.InSegment segment ->
              List.of(trace(segments.apply(segment.segmentId()), subject));
          case Condition.Members members -> household(members.such(), subject);
          case Condition.NthChild child ->
              household(new Condition.All(List.of(child.among(), child.such())), subject);
          default -> List.of();
        });
  }

  private List<Trace> traces(List<Condition> parts, Subject subject) {
    return parts.stream().map(part -> trace(part, subject)).toList();
  }

  /** One part a member, with who it is. */
  private List<Trace> household(Condition such, Subject subject) {
    List<HouseholdMember> household = subject.profile().household().orElse(List.of());
    List<Trace> traces = new ArrayList<>();
    for (int index = 0; index < household.size(); index++) {
      Subject member =
          new Subject(
              subject.facts().household()[index],
              subject.profile(),
              Optional.of(household.get(index)));
      traces.add(
          new Trace(
              member.prefix(""),
              verdict(such, member),
              Optional.empty(),
              List.of(trace(such, member))));
    }
    return traces;
  }

  private Verdict verdict(Condition condition, Subject subject) {
    return Verdict.of(compiler.compile(condition).of(subject.facts()));
  }

  /**
   * Collects the leaves that made the verdict what it is: every one of a yes, the first of a no.
   */
  private void ground(
      Condition condition, Subject subject, Verdict decided, boolean negated, Set<Reason> reasons) {
    switch (condition) {
      case Condition.All all -> {
        for (Condition part : all.parts()) {
          if (verdict(part, subject) == decided) {
            ground(part, subject, decided, negated, reasons);
            if (decided == Verdict.NO) {
              return;
            }
          }
        }
      }
      case Condition.Any any -> {
        for (Condition part : any.parts()) {
          if (verdict(part, subject) == decided) {
            ground(part, subject, decided, negated, reasons);
            if (decided == Verdict.YES) {
              return;
            }
          }
        }
      }
      case Condition.Not not ->
          ground(
              not.part(),
              subject,
              decided == Verdict.YES ? Verdict.NO : Verdict.YES,
              !negated,
              reasons);
      case Condition.InSegment segment ->
          ground(segments.apply(segment.segmentId()), subject, decided, negated, reasons);
      case Condition.Members members -> reasons.add(members(members, subject, negated));
      case Condition.NthChild child ->
          reasons.add(
              new Reason(
                  Words.nth(child)
                      + "（"
                      + who(child.such())
                      + "）"
                      + (decided == Verdict.YES ? "がいます" : "はいません"),
                  Optional.of("household"),
                  Optional.empty(),
                  Optional.of(Words.nth(child))));
      case Condition.Receives receives -> reasons.add(dealt(receives, subject, negated));
      case Condition.Interacted interacted -> reasons.add(dealt(interacted, subject, negated));
      case Condition.FreeText words -> reasons.add(Reason.of(words.text()));
      case Condition.OneOf leaf -> reasons.add(fact(leaf, subject, negated));
      case Condition.Within leaf -> reasons.add(fact(leaf, subject, negated));
      case Condition.Around leaf -> reasons.add(fact(leaf, subject, negated));
      case Condition.Limited leaf -> reasons.add(fact(leaf, subject, negated));
      case Condition.Contains leaf -> reasons.add(fact(leaf, subject, negated));
      case Condition.Age leaf -> reasons.add(fact(leaf, subject, negated));
      case Condition.FiscalAge leaf -> reasons.add(fact(leaf, subject, negated));
      case Condition.Grade leaf -> reasons.add(fact(leaf, subject, negated));
    }
  }

  private static Reason dealt(Condition.Receives asked, Subject subject, boolean negated) {
    boolean receives =
        subject.facts().dealings().receives().orElse(Set.of()).contains(asked.program());
    String own = receives ? "受けています" : "受けていません";
    String limit = negated ? "受けていない方" : "受けている方";
    return new Reason(
        "「" + asked.label() + "」を" + own + "（対象は" + limit + "）",
        Optional.of("receives"),
        Optional.of(own),
        Optional.of(limit));
  }

  private Reason dealt(Condition.Interacted asked, Subject subject, boolean negated) {
    int times =
        subject
            .facts()
            .dealings()
            .times(asked.kind(), asked.topic(), since(asked, today))
            .orElse(0);
    String limit = asked.atLeast() + "回以上" + (negated ? "ではない" : "");
    return new Reason(
        "「" + asked.label() + "」の検索・閲覧が直近" + asked.days() + "日に" + times + "回（対象は" + limit + "）",
        Optional.of("interactions"),
        Optional.of(times + "回"),
        Optional.of(limit));
  }

  /** The first day that counts, so that today is the last of so many days. */
  static LocalDate since(Condition.Interacted asked, LocalDate today) {
    return today.minusDays(asked.days() - 1L);
  }

  private Reason members(Condition.Members members, Subject subject, boolean negated) {
    List<HouseholdMember> household = subject.profile().household().orElse(List.of());
    List<String> witnesses = new ArrayList<>();
    int count = 0;
    for (int index = 0; index < household.size(); index++) {
      Subject member =
          new Subject(
              subject.facts().household()[index],
              subject.profile(),
              Optional.of(household.get(index)));
      if (verdict(members.such(), member) == Verdict.YES) {
        count++;
        Set<Reason> grounds = new LinkedHashSet<>();
        ground(members.such(), member, Verdict.YES, false, grounds);
        grounds.stream()
            .filter(ground -> !ground.attribute().equals(Optional.of("relationship")))
            .map(Reason::text)
            .forEach(witnesses::add);
      }
    }
    String limit = Words.people(members.atLeast()) + "以上" + (negated ? "ではない" : "");
    if (count > 0 && members.atLeast() == 1 && !witnesses.isEmpty() && !negated) {
      return new Reason(
          String.join("、", witnesses),
          Optional.of("household"),
          Optional.of(Words.people(count)),
          Optional.of(limit));
    }
    String who = who(members.such());
    return new Reason(
        who + "が" + Words.people(count) + "（対象は" + limit + "）",
        Optional.of("household"),
        Optional.of(Words.people(count)),
        Optional.of(limit));
  }

  /** The members asked for, in words: お子さま（3歳～5歳）. */
  private String who(Condition such) {
    List<String> limits = new ArrayList<>();
    String who = "ご家族";
    for (Condition part : such instanceof Condition.All all ? all.parts() : List.of(such)) {
      if (part instanceof Condition.OneOf oneOf && oneOf.attribute().equals("relationship")) {
        who =
            String.join(
                "・",
                oneOf.values().stream()
                    .map(value -> Words.relationship(((AttributeValue.Text) value).text()))
                    .toList());
      } else {
        limit(part).ifPresent(limits::add);
      }
    }
    return limits.isEmpty() ? who : who + "（" + String.join("、", limits) + "）";
  }

  private Optional<String> limit(Condition leaf) {
    return switch (leaf) {
      case Condition.OneOf oneOf ->
          Optional.of(Words.list(schema.attribute(oneOf.attribute()), oneOf.values()));
      case Condition.Within within ->
          Optional.of(Words.range(schema.attribute(within.attribute()), within));
      case Condition.Around around -> Optional.of(Words.days(around, today));
      case Condition.Limited limited ->
          schema
              .parameter(limited.parameter())
              .map(
                  parameter ->
                      Words.amount(
                          limited, parameter, schema.attribute(limited.attribute()), today));
      case Condition.Contains contains -> Optional.of(Words.choices(contains));
      case Condition.Age age -> Optional.of(Words.ages(age));
      case Condition.FiscalAge age -> Optional.of(Words.fiscalAges(age));
      case Condition.Grade grade -> Optional.of(Words.grades(grade));
      case Condition.All all -> Optional.empty();
      case Condition.Any any -> Optional.empty();
      case Condition.Not not -> limit(not.part()).map(words -> words + "以外");
      case Condition.Members members -> Optional.empty();
      case Condition.NthChild child -> Optional.empty();
      case Condition.InSegment segment -> Optional.empty();
      case Condition.Receives receives -> Optional.of("受けている方");
      case Condition.Interacted interacted -> Optional.of(interacted.atLeast() + "回以上");
      case Condition.FreeText words -> Optional.of(words.text());
    };
  }

  private Reason fact(Condition leaf, Subject subject, boolean negated) {
    String limit = limit(leaf).orElse("") + (negated ? "以外" : "");
    String attribute = attribute(leaf);
    String own = own(leaf, subject).orElse("不明");
    String what =
        switch (leaf) {
          case Condition.Age age -> subject.prefix("年齢");
          case Condition.FiscalAge age -> subject.prefix("年度末の年齢");
          case Condition.Grade grade -> subject.prefix("学年");
          default -> {
            String label = schema.attribute(attribute).label();
            yield subject.member().isPresent()
                ? subject.prefix("") + "の「" + label + "」"
                : "「" + label + "」";
          }
        };
    return new Reason(
        what + "が" + own + "（対象は" + limit + "）",
        Optional.of(attribute),
        Optional.of(own),
        Optional.of(limit));
  }

  private Optional<String> own(Condition leaf, Subject subject) {
    return switch (leaf) {
      case Condition.Age age ->
          subject
              .birth()
              .map(birth -> LegalAge.on(birth, age.on().on(today), age.reckoning()) + "歳");
      case Condition.FiscalAge age ->
          subject
              .birth()
              .map(birth -> "年度末に" + SchoolYear.fiscalAge(birth, age.on().on(today)) + "歳");
      case Condition.Grade grade ->
          subject
              .birth()
              .map(birth -> SchoolYear.label(SchoolYear.grade(birth, grade.on().on(today))));
      case Condition.Receives receives ->
          subject
              .facts()
              .dealings()
              .receives()
              .map(programs -> programs.contains(receives.program()) ? "受けている" : "受けていない");
      case Condition.Interacted interacted ->
          subject
              .facts()
              .dealings()
              .times(interacted.kind(), interacted.topic(), since(interacted, today))
              .map(times -> times + "回");
      case Condition.OneOf fact -> value(fact.attribute(), subject);
      case Condition.Within fact -> value(fact.attribute(), subject);
      case Condition.Around fact -> value(fact.attribute(), subject);
      case Condition.Limited fact -> value(fact.attribute(), subject);
      case Condition.Contains fact -> value(fact.attribute(), subject);
      case Condition.All all -> Optional.empty();
      case Condition.Any any -> Optional.empty();
      case Condition.Not not -> Optional.empty();
      case Condition.Members members -> Optional.empty();
      case Condition.NthChild child -> Optional.empty();
      case Condition.InSegment segment -> Optional.empty();
      case Condition.FreeText words -> Optional.empty();
    };
  }

  private Optional<String> value(String name, Subject subject) {
    Attribute attribute = schema.attribute(name);
    return subject.value(name).map(value -> Words.value(attribute, value));
  }

  private static String attribute(Condition leaf) {
    return switch (leaf) {
      case Condition.OneOf oneOf -> oneOf.attribute();
      case Condition.Within within -> within.attribute();
      case Condition.Around around -> around.attribute();
      case Condition.Limited limited -> limited.attribute();
      case Condition.Contains contains -> contains.attribute();
      case Condition.Age age -> Catalogue.BIRTH.name();
      case Condition.FiscalAge age -> Catalogue.BIRTH.name();
      case Condition.Grade grade -> Catalogue.BIRTH.name();
      case Condition.Members members -> "household";
      case Condition.NthChild child -> "household";
      case Condition.All all -> "";
      case Condition.Any any -> "";
      case Condition.Not not -> attribute(not.part());
      case Condition.InSegment segment -> "";
      case Condition.Receives receives -> "receives";
      case Condition.Interacted interacted -> "interactions";
      case Condition.FreeText words -> "";
    };
  }

  /** Collects what would have to be known, leaf by leaf, wherever the answer is unknown. */
  private void missing(
      Condition condition, Subject subject, Set<String> missing, Set<Reason> reasons) {
    if (verdict(condition, subject) != Verdict.UNKNOWN) {
      return;
    }
    switch (condition) {
      case Condition.All all ->
          all.parts().forEach(part -> missing(part, subject, missing, reasons));
      case Condition.Any any ->
          any.parts().forEach(part -> missing(part, subject, missing, reasons));
      case Condition.Not not -> missing(not.part(), subject, missing, reasons);
      case Condition.InSegment segment ->
          missing(segments.apply(segment.segmentId()), subject, missing, reasons);
      case Condition.Members members -> membersMissing(members, subject, missing, reasons);
      case Condition.NthChild child -> {
        missing.add("household");
        reasons.add(
            new Reason(
                "お子さま全員の情報がわかると判定できます（対象は" + Words.nth(child) + "）",
                Optional.of("household"),
                Optional.empty(),
                Optional.of(Words.nth(child))));
      }
      case Condition.Receives receives -> {
        missing.add("receives");
        reasons.add(
            new Reason(
                "「" + receives.label() + "」を受けているかどうかがわかると判定できます",
                Optional.of("receives"),
                Optional.empty(),
                limit(receives)));
      }
      case Condition.Interacted interacted -> {
        missing.add("interactions");
        reasons.add(
            new Reason(
                "検索・閲覧の履歴の利用に同意いただくと判定できます（対象は「" + Words.interacted(interacted) + "」方）",
                Optional.of("interactions"),
                Optional.empty(),
                limit(interacted)));
      }
      case Condition.FreeText words -> reasons.add(Reason.of("「" + words.text() + "」は窓口での確認が必要です"));
      case Condition.OneOf leaf -> unknown(leaf, subject, missing, reasons);
      case Condition.Within leaf -> unknown(leaf, subject, missing, reasons);
      case Condition.Around leaf -> unknown(leaf, subject, missing, reasons);
      case Condition.Limited leaf -> {
        if (subject.value(leaf.attribute()).isEmpty() || leaf.by().isEmpty()) {
          unknown(leaf, subject, missing, reasons);
        }
        leaf.by()
            .filter(by -> subject.value(by).isEmpty())
            .ifPresent(
                by ->
                    unknown(
                        new Condition.Within(by, Optional.empty(), Optional.empty()),
                        subject,
                        missing,
                        reasons));
      }
      case Condition.Contains leaf -> unknown(leaf, subject, missing, reasons);
      case Condition.Age leaf -> unknown(leaf, subject, missing, reasons);
      case Condition.FiscalAge leaf -> unknown(leaf, subject, missing, reasons);
      case Condition.Grade leaf -> unknown(leaf, subject, missing, reasons);
    }
  }

  private void membersMissing(
      Condition.Members members, Subject subject, Set<String> missing, Set<Reason> reasons) {
    Optional<List<HouseholdMember>> household = subject.profile().household();
    if (household.isEmpty()) {
      missing.add("household");
      reasons.add(
          new Reason(
              "ご家族の情報がわかると判定できます（対象は"
                  + who(members.such())
                  + "が"
                  + Words.people(members.atLeast())
                  + "以上）",
              Optional.of("household"),
              Optional.empty(),
              Optional.of(Words.people(members.atLeast()) + "以上")));
      return;
    }
    for (int index = 0; index < household.get().size(); index++) {
      missing(
          members.such(),
          new Subject(
              subject.facts().household()[index],
              subject.profile(),
              Optional.of(household.get().get(index))),
          missing,
          reasons);
    }
  }

  private void unknown(Condition leaf, Subject subject, Set<String> missing, Set<Reason> reasons) {
    Attribute attribute = schema.attribute(attribute(leaf));
    String limit = limit(leaf).orElse("");
    missing.add(attribute.name());
    reasons.add(
        new Reason(
            (subject.member().isPresent() ? subject.prefix("") + "の" : "")
                + "「"
                + attribute.label()
                + "」がわかると判定できます（対象は"
                + limit
                + "）",
            Optional.of(attribute.name()),
            Optional.empty(),
            Optional.of(limit)));
  }
}

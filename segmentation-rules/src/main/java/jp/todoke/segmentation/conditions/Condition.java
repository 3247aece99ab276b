package jp.todoke.segmentation.conditions;

import java.time.LocalDate;
import java.time.Period;
import java.util.List;
import java.util.Optional;
import jp.todoke.segmentation.attributes.AttributeValue;
import jp.todoke.segmentation.interactions.Interaction;

/**
 * Whom something concerns: a closed, typed tree. Every node answers yes, no or unknown for a person
 * on a day; a missing fact makes unknown, combined by Kleene's logic.
 */
public sealed interface Condition {

  /** Yes when all parts are; no when any is; of no parts: yes. */
  record All(List<Condition> parts) implements Condition {
    public All {
      parts = List.copyOf(parts);
    }
  }

  /** Yes when any part is; no when all are; of no parts: no. */
  record Any(List<Condition> parts) implements Condition {
    public Any {
      parts = List.copyOf(parts);
    }
  }

  /** The opposite; unknown stays unknown. */
  record Not(Condition part) implements Condition {}

  /** The attribute's value is one of these; for text, number, boolean, date and enum. */
  record OneOf(String attribute, List<AttributeValue> values) implements Condition {
    public OneOf {
      values = List.copyOf(values);
    }
  }

  /** The number or day lies within bounds; an empty bound is open. */
  record Within(String attribute, Optional<Bound> lower, Optional<Bound> upper)
      implements Condition {}

  /** One end of a range; {@code inclusive} says whether the value itself belongs to it. */
  record Bound(AttributeValue value, boolean inclusive) {}

  /**
   * The number keeps to an amount of the catalogue, as it is on the reference date.
   *
   * @param by the number attribute the amount is counted by, for instance the dependants; empty
   *     when it is one amount for all
   */
  record Limited(
      String attribute, Keeping keeping, String parameter, Optional<String> by, ReferenceDate on)
      implements Condition {}

  /** On which side of an amount a number has to be. */
  enum Keeping {
    AT_LEAST("from"),
    ABOVE("above"),
    AT_MOST("to"),
    BELOW("below");

    private final String json;

    Keeping(String json) {
      this.json = json;
    }

    /** The member it is written as. */
    public String json() {
      return json;
    }
  }

  /**
   * The day lies between the two, both inclusive, each counted from the reference date: from three
   * months before it to the day itself. A month too short for the day ends on its last one.
   *
   * @param from empty means without beginning; negative lies before the reference date
   * @param to empty means without end
   */
  record Around(String attribute, Optional<Period> from, Optional<Period> to, ReferenceDate on)
      implements Condition {

    /** The first day that lies within, asked on {@code today}; empty without a beginning. */
    public Optional<LocalDate> first(LocalDate today) {
      return from.map(on.on(today)::plus);
    }

    /** The last day that lies within, asked on {@code today}; empty without an end. */
    public Optional<LocalDate> last(LocalDate today) {
      return to.map(on.on(today)::plus);
    }
  }

  /** The chosen values of a set contain any, or all, of these. */
  record Contains(String attribute, List<String> values, boolean all) implements Condition {
    public Contains {
      values = List.copyOf(values);
    }
  }

  /**
   * The age on the reference date lies between the two, both inclusive, in completed years.
   *
   * @param from at least 0; empty means from birth
   * @param to empty means without end
   */
  record Age(Optional<Integer> from, Optional<Integer> to, AgeReckoning reckoning, ReferenceDate on)
      implements Condition {}

  /**
   * The school grade in the fiscal year of the reference date lies between the two, both inclusive:
   * 1 to 6 elementary, 7 to 9 lower secondary, 10 to 12 upper secondary age, 0 and below before
   * school (0 年長, -1 年中, -2 年少).
   */
  record Grade(int from, int to, ReferenceDate on) implements Condition {}

  /**
   * The age attained by the end of the fiscal year of the reference date (年度年齢) lies between the
   * two, both inclusive. {@code to 18} is 満18歳に達する日以後の最初の3月31日まで.
   */
  record FiscalAge(Optional<Integer> from, Optional<Integer> to, ReferenceDate on)
      implements Condition {}

  /** At least so many members of the household fulfil the condition on members. */
  record Members(int atLeast, Condition such) implements Condition {}

  /**
   * The nth child of the household, the eldest being the first, fulfils the condition on members.
   *
   * @param nth from 1
   * @param orLater whether any later child will do as well (第n子以降)
   * @param among which children are counted; all where it is {@code All} of nothing
   */
  record NthChild(int nth, boolean orLater, Condition among, Condition such) implements Condition {}

  /** The person belongs to that published segment. */
  record InSegment(String segmentId) implements Condition {}

  /**
   * The person receives that program now.
   *
   * @param label what a citizen reads in place of its id
   */
  record Receives(String program, String label) implements Condition {}

  /**
   * The person searched or opened a topic at least so often within the last days, today included;
   * unknown where they do not let it be used.
   *
   * @param kind what they did; empty means either
   * @param label what a citizen reads in place of the topic
   */
  record Interacted(
      Optional<Interaction.Kind> kind, String topic, String label, int atLeast, int days)
      implements Condition {}

  /** Words that only an officer can judge: always unknown, its text is shown. */
  record FreeText(String text) implements Condition {}
}

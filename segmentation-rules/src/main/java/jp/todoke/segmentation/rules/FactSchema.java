package jp.todoke.segmentation.rules;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jp.todoke.segmentation.attributes.Attribute;
import jp.todoke.segmentation.attributes.AttributeType;
import jp.todoke.segmentation.attributes.AttributeValue;
import jp.todoke.segmentation.attributes.Catalogue;
import jp.todoke.segmentation.attributes.Parameter;
import jp.todoke.segmentation.profiles.HouseholdMember;
import jp.todoke.segmentation.profiles.Profile;

/**
 * Which machine word of a {@link FactSheet} holds which attribute. Texts get a number when a
 * condition names them; all others are alike to every condition.
 *
 * <p>Filled while conditions are compiled by one thread, then only read.
 */
final class FactSchema {

  /** A number's word counts ten-thousandths. */
  static final long UNITS = 10_000;

  static final long OTHER_TEXT = 0;

  private static final int DECIMALS = 4;

  private final Map<String, Integer> slots = new HashMap<>();
  private final Map<String, Map<String, Long>> enums = new HashMap<>();
  private final Map<String, Map<String, Long>> texts = new HashMap<>();
  private final Catalogue catalogue;
  private final boolean learns;

  FactSchema(Catalogue catalogue) {
    this(catalogue, false);
  }

  private FactSchema(Catalogue catalogue, boolean learns) {
    this.catalogue = catalogue;
    this.learns = learns;
    for (Attribute attribute : catalogue.entries()) {
      slots.put(attribute.name(), slots.size());
      if (!attribute.allowed().isEmpty()) {
        Map<String, Long> codes = new HashMap<>();
        attribute.allowed().forEach(value -> codes.put(value, (long) codes.size()));
        enums.put(attribute.name(), codes);
      }
    }
  }

  /** A schema that tells all texts of people apart, whether or not a condition names them. */
  static FactSchema learning(Catalogue catalogue) {
    return new FactSchema(catalogue, true);
  }

  Catalogue catalogue() {
    return catalogue;
  }

  /** The texts of that attribute which are told apart, and their words. */
  Map<String, Long> texts(String name) {
    return texts.getOrDefault(name, Map.of());
  }

  /** The slot of that attribute, -1 when there is none. */
  int find(String name) {
    return slots.getOrDefault(name, -1);
  }

  /** Every day on which some amount changes. */
  List<LocalDate> amountsFrom() {
    return catalogue.parameters().stream()
        .flatMap(parameter -> parameter.periods().stream())
        .map(Parameter.Period::from)
        .toList();
  }

  Optional<Parameter> parameter(String name) {
    return catalogue.parameter(name);
  }

  Attribute attribute(String name) {
    return catalogue
        .find(name)
        .orElseThrow(() -> new IllegalStateException("condition on unknown attribute " + name));
  }

  /** How many words a sheet has. */
  int slots() {
    return slots.size();
  }

  int slot(String name) {
    Integer slot = slots.get(name);
    if (slot == null) {
      throw new IllegalStateException("condition on unknown attribute " + name);
    }
    return slot;
  }

  /** The word a condition compares with; a text it names becomes distinguishable. */
  long constant(String name, AttributeValue value) {
    if (attribute(name).type() == AttributeType.TEXT && value instanceof AttributeValue.Text text) {
      Map<String, Long> known = texts.computeIfAbsent(name, any -> new HashMap<>());
      return known.computeIfAbsent(text.text(), any -> known.size() + 1L);
    }
    return word(name, value);
  }

  long mask(String name, Iterable<String> choices) {
    Map<String, Long> codes = enums.getOrDefault(name, Map.of());
    long mask = 0;
    for (String choice : choices) {
      Long code = codes.get(choice);
      if (code != null) {
        mask |= 1L << code;
      }
    }
    return mask;
  }

  FactSheet sheet(Profile profile) {
    long[] words = empty();
    put(words, Catalogue.KIND.name(), new AttributeValue.Text(profile.kind().json()));
    put(words, Catalogue.RELATIONSHIP.name(), new AttributeValue.Text("self"));
    profile.attributes().forEach((name, value) -> put(words, name, value));
    List<HouseholdMember> members = profile.household().orElse(List.of());
    FactSheet[] household = new FactSheet[members.size()];
    for (int index = 0; index < household.length; index++) {
      household[index] = sheet(members.get(index));
    }
    return new FactSheet(words, profile.household().isPresent(), household, profile.dealings());
  }

  private FactSheet sheet(HouseholdMember member) {
    long[] words = empty();
    put(words, Catalogue.RELATIONSHIP.name(), new AttributeValue.Text(member.relationship()));
    member
        .birthOn()
        .ifPresent(day -> put(words, Catalogue.BIRTH.name(), new AttributeValue.Day(day)));
    member.attributes().forEach((name, value) -> put(words, name, value));
    return new FactSheet(words);
  }

  long[] empty() {
    long[] words = new long[slots.size()];
    Arrays.fill(words, FactSheet.MISSING);
    return words;
  }

  private void put(long[] words, String name, AttributeValue value) {
    Integer slot = slots.get(name);
    if (slot != null) {
      words[slot] = word(name, value);
    }
  }

  private long word(String name, AttributeValue value) {
    return switch (value) {
      case AttributeValue.Text text -> textWord(name, text.text());
      case AttributeValue.Number number -> units(number.number());
      case AttributeValue.Flag flag -> flag.flag() ? 1 : 0;
      case AttributeValue.Day day -> days(day.day());
      case AttributeValue.Choices choices -> mask(name, choices.choices());
    };
  }

  long textWord(String name, String text) {
    Map<String, Long> allowed = enums.get(name);
    if (allowed != null) {
      Long code = allowed.get(text);
      return code == null ? FactSheet.MISSING : code;
    }
    if (learns) {
      Map<String, Long> codes = texts.computeIfAbsent(name, any -> new HashMap<>());
      return codes.computeIfAbsent(text, any -> codes.size() + 1L);
    }
    Map<String, Long> known = texts.get(name);
    return known == null ? OTHER_TEXT : known.getOrDefault(text, OTHER_TEXT);
  }

  static long units(BigDecimal number) {
    return number.movePointRight(DECIMALS).longValueExact();
  }

  /** The same of the value {@code unscaled} times ten to the power of minus {@code scale}. */
  static long units(long unscaled, int scale) {
    return scale == 0
        ? Math.multiplyExact(unscaled, UNITS)
        : units(BigDecimal.valueOf(unscaled, scale));
  }

  static long days(LocalDate day) {
    return day.toEpochDay();
  }
}

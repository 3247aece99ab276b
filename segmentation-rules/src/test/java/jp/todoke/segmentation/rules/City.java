package jp.todoke.segmentation.rules;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import jp.todoke.segmentation.attributes.Attribute;
import jp.todoke.segmentation.attributes.AttributeType;
import jp.todoke.segmentation.attributes.AttributeValue;
import jp.todoke.segmentation.attributes.Catalogue;
import jp.todoke.segmentation.attributes.Parameter;
import jp.todoke.segmentation.profiles.ContactPoints;
import jp.todoke.segmentation.profiles.Dealings;
import jp.todoke.segmentation.profiles.HouseholdMember;
import jp.todoke.segmentation.profiles.Profile;
import jp.todoke.segmentation.profiles.ProfileKind;

/** A small city with a few named people, for tests of rules. */
final class City {

  static final Attribute WARD =
      attribute("ward", "お住まいの区", AttributeType.ENUM, "", "北区", "中央区", "西成区", "此花区", "港区");
  static final Attribute INCOME = attribute("income", "世帯の年収", AttributeType.NUMBER, "円");
  static final Attribute SINGLE_PARENT =
      attribute("singleParent", "ひとり親", AttributeType.BOOLEAN, "");
  static final Attribute TOPICS =
      attribute("topics", "知りたいこと", AttributeType.SET, "", "子育て", "防災", "健康", "文化");
  static final Attribute SCHOOL = attribute("schoolDistrict", "通学区域", AttributeType.TEXT, "");
  static final Attribute MOVED_IN = attribute("movedInOn", "転入日", AttributeType.DATE, "");

  static final Catalogue CATALOGUE =
      new Catalogue(
          List.of(WARD, INCOME, SINGLE_PARENT, TOPICS, SCHOOL, MOVED_IN),
          List.of(
              new Parameter(
                  "incomeLimit",
                  "所得制限限度額",
                  "円",
                  "条例",
                  List.of(
                      new Parameter.Period(
                          LocalDate.of(2024, 11, 1),
                          List.of(BigDecimal.valueOf(2_500_000)),
                          BigDecimal.ZERO)),
                  1)));

  static final LocalDate TODAY = LocalDate.of(2026, 11, 20);

  /** A mother in Kita ward with a child of three and one in the first grade. */
  static final Profile SATO =
      person(
          "sato",
          Map.of("ward", text("北区"), "birthOn", day("1992-06-15"), "income", number(2_500_000)),
          List.of(child("2023-05-01"), child("2019-09-09")));

  /** An older man in Nishinari of whom the city knows no income and no household. */
  static final Profile TANAKA =
      person("tanaka", Map.of("ward", text("西成区"), "birthOn", day("1954-11-21")), null);

  private City() {}

  private static Attribute attribute(
      String name, String label, AttributeType type, String unit, String... allowed) {
    return new Attribute(name, label, type, List.of(allowed), unit, "service", "crm", 1);
  }

  static Profile person(
      String id,
      Map<String, AttributeValue> attributes,
      @org.jspecify.annotations.Nullable List<HouseholdMember> household) {
    return person(id, attributes, household, Dealings.UNKNOWN);
  }

  static Profile person(
      String id,
      Map<String, AttributeValue> attributes,
      @org.jspecify.annotations.Nullable List<HouseholdMember> household,
      Dealings dealings) {
    return new Profile(
        id,
        ProfileKind.CITIZEN,
        new HashMap<>(attributes),
        ContactPoints.NONE,
        Map.of(),
        Set.of(),
        Optional.ofNullable(household),
        dealings,
        "ja",
        0,
        Instant.EPOCH);
  }

  static HouseholdMember child(String birthOn) {
    return new HouseholdMember("child", Optional.of(LocalDate.parse(birthOn)), Map.of());
  }

  static AttributeValue text(String text) {
    return new AttributeValue.Text(text);
  }

  static AttributeValue number(long number) {
    return new AttributeValue.Number(BigDecimal.valueOf(number));
  }

  static AttributeValue day(String day) {
    return new AttributeValue.Day(LocalDate.parse(day));
  }
}

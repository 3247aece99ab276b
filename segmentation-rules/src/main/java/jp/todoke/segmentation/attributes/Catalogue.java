package jp.todoke.segmentation.attributes;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The catalogue as it stood at one moment: immutable, safe to share between threads.
 *
 * <p>Three entries are in every catalogue and cannot be changed: {@link #KIND}, {@link #BIRTH} and
 * {@link #RELATIONSHIP} (of a household member to the person of the profile).
 */
public final class Catalogue {

  /** Citizen, business, commuter or visitor. */
  public static final Attribute KIND =
      new Attribute(
          "kind",
          "利用者の種類",
          AttributeType.ENUM,
          List.of("citizen", "business", "commuter", "visitor"),
          "",
          "service",
          "crm",
          1);

  /** The day of birth, of the person and of each household member. */
  public static final Attribute BIRTH =
      new Attribute("birthOn", "生年月日", AttributeType.DATE, List.of(), "", "service", "crm", 1);

  /** What a household member is to the person of the profile; a person is {@code self}. */
  public static final Attribute RELATIONSHIP =
      new Attribute(
          "relationship",
          "続柄",
          AttributeType.ENUM,
          List.of("self", "child", "spouse", "parent", "grandparent", "sibling", "other"),
          "",
          "service",
          "crm",
          1);

  private static final BigDecimal LARGEST = new BigDecimal("900000000000");

  private final Map<String, Attribute> byName = new LinkedHashMap<>();

  private final Map<String, Parameter> parameters = new LinkedHashMap<>();

  /** A catalogue of these entries beside the three that are always there, without parameters. */
  public Catalogue(Collection<Attribute> entries) {
    this(entries, List.of());
  }

  /**
   * A catalogue of these entries beside the three that are always there, and of these parameters.
   */
  public Catalogue(Collection<Attribute> entries, Collection<Parameter> amounts) {
    amounts.forEach(parameter -> parameters.put(parameter.name(), parameter));
    for (Attribute entry : List.of(KIND, BIRTH, RELATIONSHIP)) {
      byName.put(entry.name(), entry);
    }
    for (Attribute entry : entries) {
      byName.putIfAbsent(entry.name(), entry);
    }
  }

  /** Whether the entry belongs to the product and cannot be edited. */
  public static boolean builtIn(String name) {
    return name.equals(KIND.name())
        || name.equals(BIRTH.name())
        || name.equals(RELATIONSHIP.name());
  }

  /** The entry of that name, or empty. */
  public Optional<Attribute> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** The parameter of that name, or empty. */
  public Optional<Parameter> parameter(String name) {
    return Optional.ofNullable(parameters.get(name));
  }

  /** All parameters, by name. */
  public Collection<Parameter> parameters() {
    return java.util.Collections.unmodifiableCollection(parameters.values());
  }

  /** All entries, the built-in ones first. */
  public Collection<Attribute> entries() {
    return java.util.Collections.unmodifiableCollection(byName.values());
  }

  /**
   * Reads a JSON value as one of that attribute.
   *
   * @throws ValueRefused when it has another shape or is not allowed; the message names the
   *     attribute and never repeats the value
   */
  public static AttributeValue read(Attribute attribute, JsonNode json) {
    return switch (attribute.type()) {
      case TEXT -> new AttributeValue.Text(text(attribute, json));
      case NUMBER -> new AttributeValue.Number(number(attribute, json));
      case BOOLEAN -> {
        if (!json.isBoolean()) {
          throw ValueRefused.wrongType(attribute);
        }
        yield new AttributeValue.Flag(json.booleanValue());
      }
      case DATE -> new AttributeValue.Day(day(attribute, json));
      case ENUM -> new AttributeValue.Text(allowed(attribute, text(attribute, json)));
      case SET -> {
        if (!json.isArray()) {
          throw ValueRefused.wrongType(attribute);
        }
        Set<String> choices = new TreeSet<>();
        json.forEach(choice -> choices.add(allowed(attribute, text(attribute, choice))));
        yield new AttributeValue.Choices(choices);
      }
    };
  }

  private static String text(Attribute attribute, JsonNode json) {
    if (!json.isTextual() || json.textValue().length() > AttributeValue.LONGEST_TEXT) {
      throw ValueRefused.wrongType(attribute);
    }
    return json.textValue();
  }

  private static String allowed(Attribute attribute, String value) {
    if (attribute.code(value).isEmpty()) {
      throw ValueRefused.notAllowed(attribute);
    }
    return value;
  }

  private static BigDecimal number(Attribute attribute, JsonNode json) {
    if (!json.isNumber()) {
      throw ValueRefused.wrongType(attribute);
    }
    BigDecimal number = json.decimalValue();
    if (number.abs().compareTo(LARGEST) > 0 || number.stripTrailingZeros().scale() > 4) {
      throw ValueRefused.notAllowed(attribute);
    }
    return number;
  }

  private static LocalDate day(Attribute attribute, JsonNode json) {
    try {
      LocalDate day = LocalDate.parse(text(attribute, json));
      if (day.getYear() < 1868 || day.getYear() > 2200) {
        throw ValueRefused.notAllowed(attribute);
      }
      return day;
    } catch (DateTimeException malformed) {
      throw ValueRefused.wrongType(attribute);
    }
  }

  /** Whether it has the same entries in the same order. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Catalogue catalogue
        && List.copyOf(byName.values()).equals(List.copyOf(catalogue.byName.values()))
        && parameters.equals(catalogue.parameters);
  }

  @Override
  public int hashCode() {
    return byName.hashCode();
  }
}

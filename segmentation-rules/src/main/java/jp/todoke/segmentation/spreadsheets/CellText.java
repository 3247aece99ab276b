package jp.todoke.segmentation.spreadsheets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jp.todoke.segmentation.attributes.Attribute;
import jp.todoke.segmentation.attributes.AttributeType;
import jp.todoke.segmentation.attributes.AttributeValue;
import jp.todoke.segmentation.attributes.Catalogue;
import jp.todoke.segmentation.conditions.Condition;

/**
 * What stands in a cell: {@code 北区|港区} (one of), {@code >=3 <5} (bounds), {@code any: 防災|子育て} and
 * {@code all: 防災|子育て} (sets). A bar inside a value is written {@code \|}.
 */
final class CellText {

  private static final Pattern BOUND = Pattern.compile("\\s*(>=|<=|>|<)\\s*([^<>=\\s]+)");
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private CellText() {}

  static Condition read(Attribute attribute, String cell) {
    String text = cell.strip();
    if (attribute.type() == AttributeType.SET) {
      boolean all = text.startsWith("all:");
      if (!all && !text.startsWith("any:")) {
        throw new IllegalArgumentException("any: か all: で始めてください");
      }
      return new Condition.Contains(
          attribute.name(),
          ((AttributeValue.Choices) value(attribute, list(text.substring(4))))
              .choices().stream().toList(),
          all);
    }
    if (text.startsWith(">") || text.startsWith("<")) {
      return within(attribute, text);
    }
    List<AttributeValue> values = new ArrayList<>();
    for (String part : parts(text)) {
      values.add(scalar(attribute, part));
    }
    return new Condition.OneOf(attribute.name(), values);
  }

  private static Condition within(Attribute attribute, String text) {
    if (attribute.type() != AttributeType.NUMBER && attribute.type() != AttributeType.DATE) {
      throw new IllegalArgumentException("範囲は数値か日付の列だけです");
    }
    Optional<Condition.Bound> lower = Optional.empty();
    Optional<Condition.Bound> upper = Optional.empty();
    Matcher bound = BOUND.matcher(text);
    int end = 0;
    while (bound.find() && bound.start() == end) {
      end = bound.end();
      Optional<Condition.Bound> read =
          Optional.of(
              new Condition.Bound(scalar(attribute, bound.group(2)), bound.group(1).endsWith("=")));
      boolean below = bound.group(1).startsWith("<");
      if (below ? upper.isPresent() : lower.isPresent()) {
        throw new IllegalArgumentException("上限と下限はそれぞれ一つです");
      }
      upper = below ? read : upper;
      lower = below ? lower : read;
    }
    if (end == 0 || !text.substring(end).isBlank()) {
      throw new IllegalArgumentException("範囲は >=3 <5 のように書いてください");
    }
    return new Condition.Within(attribute.name(), lower, upper);
  }

  /** Two whole numbers, each of which may be open. */
  record Span(Optional<Integer> from, Optional<Integer> to) {

    @Override
    public String toString() {
      if (from.isPresent() && from.equals(to)) {
        return String.valueOf(from.get());
      }
      return from.map(String::valueOf).orElse("") + ".." + to.map(String::valueOf).orElse("");
    }
  }

  /** The span of {@code 3..5}, {@code 3..}, {@code ..5} or {@code 4}. */
  static Span span(String cell) {
    String text = cell.strip();
    int dots = text.indexOf("..");
    try {
      Span span =
          new Span(
              whole(dots < 0 ? text : text.substring(0, dots)),
              whole(dots < 0 ? text : text.substring(dots + 2)));
      if (span.from().isEmpty() && span.to().isEmpty()) {
        throw new IllegalArgumentException("3..5 のように書いてください");
      }
      return span;
    } catch (NumberFormatException malformed) {
      throw new IllegalArgumentException("3..5 のように書いてください");
    }
  }

  /** Two distances from a day, each of which may be open. */
  record Periods(Optional<Period> from, Optional<Period> to) {

    @Override
    public String toString() {
      return from.map(Period::toString).orElse("") + ".." + to.map(Period::toString).orElse("");
    }
  }

  /** The distances of {@code -P3M..P0D}, {@code -P30D..} or {@code ..P1Y}. */
  static Periods periods(String cell) {
    String text = cell.strip();
    int dots = text.indexOf("..");
    try {
      if (dots >= 0) {
        return new Periods(period(text.substring(0, dots)), period(text.substring(dots + 2)));
      }
    } catch (DateTimeException malformed) {
      throw new IllegalArgumentException("-P3M..P0D のように書いてください");
    }
    throw new IllegalArgumentException("-P3M..P0D のように書いてください");
  }

  private static Optional<Period> period(String text) {
    return text.isBlank() ? Optional.empty() : Optional.of(Period.parse(text.strip()));
  }

  private static Optional<Integer> whole(String text) {
    return text.isBlank() ? Optional.empty() : Optional.of(Integer.valueOf(text.strip()));
  }

  static String write(Condition condition) {
    return switch (condition) {
      case Condition.OneOf oneOf ->
          String.join("|", oneOf.values().stream().map(CellText::text).toList());
      case Condition.Contains contains ->
          (contains.all() ? "all: " : "any: ")
              + String.join("|", contains.values().stream().map(CellText::escaped).toList());
      case Condition.Within within ->
          (within
                      .lower()
                      .map(bound -> (bound.inclusive() ? ">=" : ">") + text(bound.value()))
                      .orElse("")
                  + " "
                  + within
                      .upper()
                      .map(bound -> (bound.inclusive() ? "<=" : "<") + text(bound.value()))
                      .orElse(""))
              .strip();
      default -> throw new NotATable("this kind of condition has no cell");
    };
  }

  private static String text(AttributeValue value) {
    return switch (value) {
      case AttributeValue.Text text -> escaped(text.text());
      case AttributeValue.Number number -> number.number().toPlainString();
      case AttributeValue.Flag flag -> String.valueOf(flag.flag());
      case AttributeValue.Day day -> day.day().toString();
      case AttributeValue.Choices choices -> throw new NotATable("a set is any: or all:");
    };
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("|", "\\|");
  }

  private static List<String> parts(String text) {
    List<String> parts = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    for (int index = 0; index < text.length(); index++) {
      char character = text.charAt(index);
      if (character == '\\' && index + 1 < text.length()) {
        part.append(text.charAt(++index));
      } else if (character == '|') {
        parts.add(part.toString());
        part.setLength(0);
      } else {
        part.append(character);
      }
    }
    parts.add(part.toString());
    return parts;
  }

  private static JsonNode list(String text) {
    var list = JSON.arrayNode();
    parts(text.strip()).forEach(list::add);
    return list;
  }

  private static AttributeValue scalar(Attribute attribute, String text) {
    return switch (attribute.type()) {
      case NUMBER -> {
        try {
          yield value(attribute, JSON.numberNode(new BigDecimal(text.strip())));
        } catch (NumberFormatException malformed) {
          throw new IllegalArgumentException("数値ではありません");
        }
      }
      case BOOLEAN ->
          switch (text.strip()) {
            case "true", "TRUE", "はい" -> new AttributeValue.Flag(true);
            case "false", "FALSE", "いいえ" -> new AttributeValue.Flag(false);
            default -> throw new IllegalArgumentException("はい か いいえ です");
          };
      case DATE, TEXT, ENUM -> value(attribute, JSON.textNode(text));
      case SET -> throw new IllegalArgumentException("any: か all: で始めてください");
    };
  }

  private static AttributeValue value(Attribute attribute, JsonNode json) {
    return Catalogue.read(attribute, json);
  }
}

package jp.todoke.api.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.mongodb.client.model.Filters;
import java.time.DateTimeException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import jp.todoke.api.problems.Problem;
import jp.todoke.api.problems.Refusal;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * The one filter grammar of lists: {@code {"field": {"_eq": value}}} with {@code _eq _ne _in _nin
 * _lt _lte _gt _gte _contains _empty}, joined by {@code _and} and {@code _or}, at most five deep.
 */
public final class Filter {

  private static final int DEEPEST = 5;
  private static final int MOST_PARTS = 100;

  /** How a field is compared. */
  public enum Kind {
    TEXT,
    INSTANT,
    /** A day, stored as its beginning in UTC. */
    DAY,
    NUMBER
  }

  /**
   * A field a list can be filtered by.
   *
   * @param stored its name in the collection
   */
  public record Field(String stored, Kind kind) {}

  private final Map<String, Field> fields;
  private int parts;

  private Filter(Map<String, Field> fields) {
    this.fields = fields;
  }

  /**
   * The database filter of what was asked; everything when nothing was.
   *
   * @throws Refusal 400 {@code invalid-filter} for an unknown field or operator, a value of the
   *     wrong type, or too deep a tree
   */
  public static Bson read(@Nullable String filter, Map<String, Field> fields) {
    if (filter == null || filter.isBlank()) {
      return Filters.empty();
    }
    try {
      return new Filter(fields).node(Json.mapper().readTree(filter), 1);
    } catch (JsonProcessingException malformed) {
      throw invalid("not well-formed JSON");
    }
  }

  private Bson node(JsonNode json, int depth) {
    if (depth > DEEPEST || ++parts > MOST_PARTS) {
      throw invalid("at most " + DEEPEST + " deep and " + MOST_PARTS + " parts");
    }
    if (!json.isObject() || json.isEmpty()) {
      throw invalid("an object");
    }
    List<Bson> all = new ArrayList<>();
    json.properties()
        .forEach(
            entry -> {
              switch (entry.getKey()) {
                case "_and" -> all.add(Filters.and(list(entry.getValue(), depth)));
                case "_or" -> all.add(Filters.or(list(entry.getValue(), depth)));
                default -> all.add(comparison(entry.getKey(), entry.getValue()));
              }
            });
    return Filters.and(all);
  }

  private List<Bson> list(JsonNode json, int depth) {
    if (!json.isArray() || json.isEmpty()) {
      throw invalid("_and and _or take a list");
    }
    List<Bson> list = new ArrayList<>();
    json.forEach(part -> list.add(node(part, depth + 1)));
    return list;
  }

  private Bson comparison(String name, JsonNode operators) {
    Field field = fields.get(name);
    if (field == null) {
      throw invalid("no such field to filter by");
    }
    if (!operators.isObject() || operators.isEmpty()) {
      throw invalid("a field takes an object of operators");
    }
    List<Bson> all = new ArrayList<>();
    operators
        .properties()
        .forEach(
            entry -> {
              parts++;
              all.add(operator(field, entry.getKey(), entry.getValue()));
            });
    return Filters.and(all);
  }

  private static Bson operator(Field field, String operator, JsonNode value) {
    String stored = field.stored();
    return switch (operator) {
      case "_eq" -> Filters.eq(stored, value(field, value));
      case "_ne" -> Filters.ne(stored, value(field, value));
      case "_in" -> Filters.in(stored, values(field, value));
      case "_nin" -> Filters.nin(stored, values(field, value));
      case "_lt" -> Filters.lt(stored, value(field, value));
      case "_lte" -> Filters.lte(stored, value(field, value));
      case "_gt" -> Filters.gt(stored, value(field, value));
      case "_gte" -> Filters.gte(stored, value(field, value));
      case "_contains" -> {
        // The database's patterns end at a NUL.
        if (field.kind() != Kind.TEXT || !value.isTextual() || value.textValue().contains("\0")) {
          throw invalid("_contains takes a text");
        }
        yield Filters.regex(stored, Pattern.compile(Pattern.quote(value.textValue())));
      }
      case "_empty" -> {
        if (!value.isBoolean()) {
          throw invalid("_empty takes true or false");
        }
        Bson empty = Filters.in(stored, null, "");
        yield value.booleanValue() ? empty : Filters.nor(empty);
      }
      default -> throw invalid("no such operator");
    };
  }

  private static List<Object> values(Field field, JsonNode json) {
    if (!json.isArray() || json.size() > MOST_PARTS) {
      throw invalid("_in and _nin take a list of at most " + MOST_PARTS);
    }
    List<Object> values = new ArrayList<>();
    json.forEach(value -> values.add(value(field, value)));
    return values;
  }

  private static Object value(Field field, JsonNode json) {
    return switch (field.kind()) {
      case TEXT -> {
        if (!json.isTextual()) {
          throw invalid("this field takes a text");
        }
        yield json.textValue();
      }
      case NUMBER -> {
        if (!json.isNumber()) {
          throw invalid("this field takes a number");
        }
        yield json.doubleValue();
      }
      case DAY -> {
        try {
          yield Date.from(Json.day(json.asText()).atStartOfDay(ZoneOffset.UTC).toInstant());
        } catch (DateTimeException malformed) {
          throw invalid("this field takes an ISO day");
        }
      }
      case INSTANT -> {
        try {
          yield Date.from(Json.instant(json.asText()));
        } catch (DateTimeException malformed) {
          throw invalid("this field takes an RFC 3339 instant in UTC");
        }
      }
    };
  }

  private static Refusal invalid(String detail) {
    return new Refusal(Problem.at(400, "invalid-filter", "filter", detail));
  }
}

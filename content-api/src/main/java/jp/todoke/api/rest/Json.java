package jp.todoke.api.rest;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** JSON as the API speaks it: strict on the way in, instants and days as ISO texts. */
public final class Json {

  private static final int LONGEST_TEXT = 1_000_000;
  private static final int DEEPEST = 200;
  private static final int LAST_YEAR = 9999;
  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .addModule(new JavaTimeModule())
          .addModule(isoTexts())
          .defaultSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL))
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .annotationIntrospector(new RequiredUnlessOptional())
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .withCoercionConfig(
              LogicalType.Textual,
              config ->
                  config
                      .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
          .build();

  static {
    MAPPER
        .getFactory()
        .setStreamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(DEEPEST)
                .maxStringLength(LONGEST_TEXT)
                .build());
  }

  private Json() {}

  /** The shared mapper; thread-safe, never reconfigured. */
  public static JsonMapper mapper() {
    return MAPPER;
  }

  /**
   * Reads one row of a bulk route.
   *
   * @throws JsonProcessingException when it is not of that type, or {@code null}
   */
  public static <T> T row(String line, Class<T> type) throws JsonProcessingException {
    @Nullable T row = MAPPER.readValue(line, type);
    if (row == null) {
      throw MismatchedInputException.from((JsonParser) null, type, "a row is not null");
    }
    return row;
  }

  /**
   * A day as ISO text.
   *
   * @throws DateTimeException when it is none, or not of the years 1 to 9999 that every store and
   *     caller can hold
   */
  public static LocalDate day(String text) {
    LocalDate day = LocalDate.parse(text);
    if (day.getYear() < 1 || day.getYear() > LAST_YEAR) {
      throw new DateTimeException("not of the years 1 to " + LAST_YEAR);
    }
    return day;
  }

  /**
   * An instant as RFC 3339 text.
   *
   * @throws DateTimeException when it is none, or not of the years 1 to 9999
   */
  public static Instant instant(String text) {
    Instant instant = Instant.parse(text);
    if (instant.isBefore(FIRST) || instant.isAfter(LAST)) {
      throw new DateTimeException("not of the years 1 to " + LAST_YEAR);
    }
    return instant;
  }

  private static SimpleModule isoTexts() {
    return new SimpleModule()
        .addDeserializer(LocalDate.class, new IsoText<>(LocalDate.class, Json::day))
        .addDeserializer(Instant.class, new IsoText<>(Instant.class, Json::instant));
  }

  /** Takes nothing but a text for a time, no number and no list. */
  private static final class IsoText<T> extends StdDeserializer<T> {

    private static final long serialVersionUID = 1L;

    private final transient Function<String, T> parse;

    IsoText(Class<T> type, Function<String, T> parse) {
      super(type);
      this.parse = parse;
    }

    @Override
    public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
      if (!parser.hasToken(JsonToken.VALUE_STRING)) {
        throw MismatchedInputException.from(parser, handledType(), "takes an ISO text");
      }
      try {
        return parse.apply(parser.getText());
      } catch (DateTimeException malformed) {
        throw MismatchedInputException.from(parser, handledType(), "takes an ISO text");
      }
    }
  }

  /** A component of a record must be there unless it is an {@code Optional}. */
  private static final class RequiredUnlessOptional extends JacksonAnnotationIntrospector {

    private static final long serialVersionUID = 1L;

    @Override
    public @Nullable Boolean hasRequiredMarker(AnnotatedMember member) {
      boolean ofRecord =
          member instanceof AnnotatedParameter && member.getDeclaringClass().isRecord();
      return ofRecord && member.getRawType() != Optional.class
          ? Boolean.TRUE
          : super.hasRequiredMarker(member);
    }
  }
}

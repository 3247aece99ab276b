package jp.todoke.segmentation.profiles;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import jp.todoke.segmentation.attributes.Attribute;
import jp.todoke.segmentation.attributes.AttributeValue;
import jp.todoke.segmentation.attributes.Catalogue;
import jp.todoke.segmentation.attributes.ValueRefused;

/** Reads one line of the exchange against the catalogue. */
final class ProfileRowReader {

  private static final ObjectReader JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .build()
          .readerFor(JsonNode.class);
  private static final Pattern COMMON_ID = Pattern.compile("[A-Za-z0-9._-]{1,100}");
  private static final Pattern MAIL = Pattern.compile("[^\\s@<>\"]{1,64}@[^\\s@<>\"]{1,255}");
  private static final Pattern LANGUAGE = Pattern.compile("[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*");
  private static final List<String> PARTS =
      List.of(
          "commonId",
          "kind",
          "attributes",
          "contactPoints",
          "consents",
          "household",
          "receives",
          "language",
          "source",
          "asOf");
  private static final int MOST_MEMBERS = 50;
  private static final int MOST_PROGRAMS = 200;
  private static final Instant EARLIEST = Instant.parse("1900-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

  private final Catalogue catalogue;

  ProfileRowReader(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  /**
   * The row of that line.
   *
   * @throws RowRefused when it is no JSON object, lacks a part or has one of the wrong shape
   * @throws ValueRefused when an attribute is unknown or its value not admitted
   */
  ProfileRow read(String line) {
    JsonNode row;
    try {
      row = JSON.readTree(line);
    } catch (JsonProcessingException malformed) {
      throw new RowRefused("invalid-json", "not a JSON object");
    }
    if (!row.isObject()) {
      throw new RowRefused("invalid-json", "not a JSON object");
    }
    row.fieldNames()
        .forEachRemaining(
            part -> {
              if (!PARTS.contains(part)) {
                throw new RowRefused("invalid-row-part", "a row has none but " + PARTS);
              }
            });
    String commonId = text(row, "commonId").orElse("");
    if (!COMMON_ID.matcher(commonId).matches()) {
      throw new RowRefused("invalid-common-id", "commonId: 1 to 100 of A-Z a-z 0-9 . _ -");
    }
    ProfileKind kind =
        ProfileKind.of(text(row, "kind").orElse("citizen"))
            .orElseThrow(() -> new RowRefused("invalid-kind", "kind is not known"));
    return new ProfileRow(
        commonId,
        kind,
        object(row, "attributes").map(values -> attributes(values, false)),
        object(row, "contactPoints").map(ProfileRowReader::contacts),
        stated(row.path("contactPoints")),
        object(row, "consents").map(ProfileRowReader::consents).orElse(Map.of()),
        object(row, "household").map(this::household),
        receives(row.path("receives")),
        text(row, "language").map(ProfileRowReader::language),
        text(row, "source"),
        text(row, "asOf").map(ProfileRowReader::instant));
  }

  Map<String, AttributeValue> attributes(JsonNode values, boolean ofMember) {
    Map<String, AttributeValue> attributes = new HashMap<>();
    values
        .properties()
        .forEach(
            field -> {
              Attribute attribute =
                  catalogue
                      .find(field.getKey())
                      .filter(known -> allowed(known, ofMember))
                      .orElseThrow(() -> ValueRefused.unknownAttribute(field.getKey()));
              if (!field.getValue().isNull()) {
                attributes.put(attribute.name(), Catalogue.read(attribute, field.getValue()));
              }
            });
    return attributes;
  }

  private static boolean allowed(Attribute attribute, boolean ofMember) {
    boolean structural =
        attribute.name().equals(Catalogue.KIND.name())
            || attribute.name().equals(Catalogue.RELATIONSHIP.name());
    return !structural && !(ofMember && attribute.name().equals(Catalogue.BIRTH.name()));
  }

  private List<HouseholdMember> household(JsonNode household) {
    JsonNode members = household.path("members");
    if (!members.isArray() || members.size() > MOST_MEMBERS) {
      throw new RowRefused("invalid-household", "household.members is a list of at most 50");
    }
    List<HouseholdMember> read = new ArrayList<>();
    for (JsonNode member : members) {
      String relationship = text(member, "relationship").orElse("");
      if (Catalogue.RELATIONSHIP.code(relationship).isEmpty() || relationship.equals("self")) {
        throw new RowRefused("invalid-household", "relationship is not known");
      }
      read.add(
          new HouseholdMember(
              relationship,
              Optional.of(member.path("birthOn"))
                  .filter(day -> !day.isMissingNode() && !day.isNull())
                  .map(day -> ((AttributeValue.Day) Catalogue.read(Catalogue.BIRTH, day)).day()),
              object(member, "attributes")
                  .map(values -> attributes(values, true))
                  .orElse(Map.of())));
    }
    return read;
  }

  private static Optional<Set<String>> receives(JsonNode programs) {
    if (programs.isMissingNode() || programs.isNull()) {
      return Optional.empty();
    }
    if (!programs.isArray() || programs.size() > MOST_PROGRAMS) {
      throw new RowRefused("invalid-receives", "receives is a list of at most 200 program ids");
    }
    Set<String> read = new HashSet<>();
    for (JsonNode program : programs) {
      if (!program.isTextual()
          || program.textValue().isBlank()
          || program.textValue().length() > 100) {
        throw new RowRefused("invalid-receives", "a program id has 1 to 100 characters");
      }
      read.add(program.textValue());
    }
    return Optional.of(read);
  }

  /** Which points the row speaks of; null says that there is none any more. */
  private static Set<String> stated(JsonNode contacts) {
    Set<String> stated = new HashSet<>();
    contacts.fieldNames().forEachRemaining(stated::add);
    return stated;
  }

  private static ContactPoints contacts(JsonNode contacts) {
    Optional<String> mail = object(contacts, "mail").flatMap(node -> text(node, "address"));
    if (mail.isPresent() && !MAIL.matcher(mail.get()).matches()) {
      throw new RowRefused("invalid-contact-point", "contactPoints.mail.address");
    }
    return new ContactPoints(
        mail,
        contacts.path("mail").path("verified").asBoolean(false),
        object(contacts, "line").flatMap(node -> text(node, "userId")));
  }

  private static Map<Purpose, Consent> consents(JsonNode consents) {
    Map<Purpose, Consent> read = new EnumMap<>(Purpose.class);
    consents
        .properties()
        .forEach(
            field -> {
              Purpose purpose =
                  Purpose.of(field.getKey())
                      .orElseThrow(
                          () -> new RowRefused("invalid-consent", "the purpose is not known"));
              JsonNode consent = field.getValue();
              if (!consent.path("granted").isBoolean()) {
                throw new RowRefused("invalid-consent", "granted is true or false");
              }
              read.put(
                  purpose,
                  new Consent(
                      consent.path("granted").booleanValue(),
                      text(consent, "textVersion").orElse("1"),
                      text(consent, "at")
                          .map(ProfileRowReader::instant)
                          .orElseThrow(() -> new RowRefused("invalid-consent", "at says when"))));
            });
    return read;
  }

  private static String language(String tag) {
    if (!LANGUAGE.matcher(tag).matches()) {
      throw new RowRefused("invalid-language", "language is a BCP 47 tag");
    }
    return tag;
  }

  private static Instant instant(String text) {
    try {
      Instant instant = Instant.parse(text);
      if (instant.isBefore(EARLIEST) || instant.isAfter(LATEST)) {
        throw new RowRefused("invalid-instant", "an instant lies in the years 1900 to 2200");
      }
      return instant;
    } catch (DateTimeException malformed) {
      throw new RowRefused("invalid-instant", "an instant is RFC 3339 in UTC");
    }
  }

  private static Optional<String> text(JsonNode parent, String name) {
    JsonNode node = parent.path(name);
    if (node.isMissingNode() || node.isNull()) {
      return Optional.empty();
    }
    if (!node.isTextual() || node.textValue().length() > AttributeValue.LONGEST_TEXT) {
      throw new RowRefused("invalid-row-part", name + " is a text");
    }
    return Optional.of(node.textValue());
  }

  private static Optional<JsonNode> object(JsonNode parent, String name) {
    JsonNode node = parent.path(name);
    if (node.isMissingNode() || node.isNull()) {
      return Optional.empty();
    }
    if (!node.isObject()) {
      throw new RowRefused("invalid-row-part", name + " is an object");
    }
    return Optional.of(node);
  }
}

package jp.todoke.api.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import jp.todoke.api.rest.Json;

/**
 * Program sets as they lie in a folder: one sub-folder per set, each a namespace of its own, with
 * {@code rules.json} (attributes and conditions), {@code systemsdata.json} (texts) and {@code
 * profiles.jsonl} (people and what each is eligible for).
 *
 * <p>A set's questions become attributes {@code SET_KEY}, and which set a person was asked becomes
 * the attribute {@code programSet}, so that a program is never offered to people of another set.
 */
final class ProgramSets {

  private static final String SCOPE = "programSet";

  private final Map<String, JsonNode> rules = new TreeMap<>();
  private final Path folder;

  private ProgramSets(Path folder) {
    this.folder = folder;
  }

  /** Reads the conditions of every set in the folder. */
  static ProgramSets in(Path folder) throws IOException {
    ProgramSets sets = new ProgramSets(folder);
    try (Stream<Path> children = Files.list(folder)) {
      for (Path child : children.sorted().toList()) {
        Path file = child.resolve("rules.json");
        if (Files.isReadable(file)) {
          sets.rules.put(
              child.getFileName().toString(), Json.mapper().readTree(Files.readAllBytes(file)));
        }
      }
    }
    if (sets.rules.isEmpty()) {
      throw new Failure("no program set (a folder with rules.json) in " + folder);
    }
    return sets;
  }

  Set<String> names() {
    return rules.keySet();
  }

  /** Rows for the attribute catalogue. */
  List<ObjectNode> attributes() {
    List<ObjectNode> rows = new ArrayList<>();
    ObjectNode scope = row(SCOPE, "どの制度一覧の質問に答えたか");
    ArrayNode sets = scope.putArray("allowed");
    names().forEach(sets::add);
    rows.add(scope);
    rules.forEach(
        (set, json) ->
            json.path("attributes")
                .forEach(
                    attribute -> {
                      ObjectNode row =
                          row(
                              name(set, attribute.path("key").asText()),
                              attribute.path("question").asText());
                      row.set("allowed", attribute.path("values"));
                      rows.add(row);
                    }));
    return rows;
  }

  private static ObjectNode row(String name, String label) {
    return Json.mapper()
        .createObjectNode()
        .put("name", name)
        .put("label", label)
        .put("type", "enum")
        .put("source", "questionnaire");
  }

  private static String name(String set, String key) {
    return set + "_" + key;
  }

  /** Rows for the program registry. */
  List<ObjectNode> programs() throws IOException {
    List<ObjectNode> rows = new ArrayList<>();
    for (Map.Entry<String, JsonNode> set : rules.entrySet()) {
      Map<String, JsonNode> texts = texts(set.getKey());
      for (JsonNode program : set.getValue().path("programs")) {
        rows.add(program(set.getKey(), program, texts));
      }
    }
    return rows;
  }

  private Map<String, JsonNode> texts(String set) throws IOException {
    Map<String, JsonNode> texts = new HashMap<>();
    Path file = folder.resolve(set).resolve("systemsdata.json");
    if (Files.isReadable(file)) {
      Json.mapper()
          .readTree(Files.readAllBytes(file))
          .path("systemsData")
          .forEach(text -> texts.put(text.path("サービスID").asText(), text));
    }
    return texts;
  }

  private static ObjectNode program(String set, JsonNode program, Map<String, JsonNode> texts) {
    String id = program.path("id").asText();
    JsonNode text = texts.getOrDefault(id, Json.mapper().createObjectNode());
    ObjectNode row =
        Json.mapper()
            .createObjectNode()
            .put("id", id)
            .put("title", program.path("title").asText())
            .put("summary", text.path("概要").asText(""))
            .put("audience", text.path("対象者").asText(""))
            .put("authority", text.path("制度所管組織").asText(""));
    // The periods of these records lie years back; whom they are for is what is tested.
    String link = text.path("詳細参照先").asText("");
    if (isLink(link)) {
      row.put("url", link);
    }
    row.put(
        "body",
        Stream.of("支援内容", "利用•申請方法", "お問い合わせ先")
            .map(name -> text.path(name).asText(""))
            .filter(part -> !part.isBlank() && !part.equals("null"))
            .reduce((left, right) -> left + "\n\n" + right)
            .orElse(""));
    String theme = text.path("タグ（テーマ）").asText("");
    if (!theme.isBlank() && !theme.equals("null")) {
      row.putArray("categories").add(theme);
    }
    row.set("eligibility", eligibility(set, program));
    return row;
  }

  private static ObjectNode eligibility(String set, JsonNode program) {
    ObjectNode condition = Json.mapper().createObjectNode();
    ArrayNode all = condition.putArray("all");
    all.addObject().put("attribute", SCOPE).put("is", set);
    program
        .path("conditions_all_of")
        .properties()
        .forEach(
            asked ->
                all.addObject()
                    .put("attribute", name(set, asked.getKey()))
                    .set("in", asked.getValue()));
    return condition;
  }

  private static boolean isLink(String text) {
    try {
      String scheme = URI.create(text).getScheme();
      return "https".equals(scheme) || "http".equals(scheme);
    } catch (IllegalArgumentException malformed) {
      return false;
    }
  }

  /** Somebody of a set, and exactly what they are eligible for. */
  record Person(String commonId, ObjectNode row, Set<String> eligible) {}

  /**
   * Everybody, as rows of the profile exchange. The records name no addresses; so that a push has
   * somewhere to go, two of three people get a mail address and every third a LINE account, and
   * nine of ten agree to pushes.
   */
  List<Person> people() throws IOException {
    List<Person> people = new ArrayList<>();
    for (String set : names()) {
      Path file = folder.resolve(set).resolve("profiles.jsonl");
      if (!Files.isReadable(file)) {
        continue;
      }
      try (BufferedReader lines = Files.newBufferedReader(file)) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          people.add(person(set, Json.mapper().readTree(line), people.size()));
        }
      }
    }
    return people;
  }

  private static Person person(String set, JsonNode profile, int index) {
    String commonId = profile.path("profile").asText();
    ObjectNode row =
        Json.mapper().createObjectNode().put("commonId", commonId).put("source", "questionnaire");
    ObjectNode attributes = row.putObject("attributes");
    attributes.put(SCOPE, set);
    profile
        .path("attributes")
        .properties()
        .forEach(answer -> attributes.set(name(set, answer.getKey()), answer.getValue()));
    ObjectNode contacts = row.putObject("contactPoints");
    if (index % 3 != 0) {
      contacts.putObject("mail").put("address", commonId + "@example.jp").put("verified", true);
    }
    if (index % 3 == 0) {
      contacts
          .putObject("line")
          .put("userId", String.format(java.util.Locale.ROOT, "U%032x", index));
    }
    ObjectNode consents = row.putObject("consents");
    consents.set("personalization", consent(true));
    consents.set("push", consent(index % 10 != 9));
    Set<String> eligible = new TreeSet<>();
    profile.path("eligible").forEach(id -> eligible.add(id.asText()));
    return new Person(commonId, row, eligible);
  }

  private static ObjectNode consent(boolean granted) {
    return Json.mapper()
        .createObjectNode()
        .put("granted", granted)
        .put("textVersion", "1")
        .put("at", "2026-04-01T00:00:00Z");
  }
}

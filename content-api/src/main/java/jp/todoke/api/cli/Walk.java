package jp.todoke.api.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import jp.todoke.api.rest.Json;
import jp.todoke.api.security.Role;

/** Walks the whole main job aloud, through the API alone, as staff and citizens would. */
final class Walk {

  private static final int MOST_SHOWN = 5;

  private final Client client;
  private final PrintStream out;
  private final Imports imports;
  private final Client.As editor;
  private final Client.As approver;
  private int step;

  Walk(Client client, PrintStream out) {
    this.client = client;
    this.out = out;
    this.imports = new Imports(client, System.err);
    this.editor = client.editor();
    this.approver = client.approver();
  }

  /** The sample city that comes with the product. */
  boolean sampleCity() throws IOException, InterruptedException {
    out.println("みなと市 (a city that does not exist) is being loaded.");
    say("Content, registry and people come in");
    loadSampleCity();
    String person = "sato-hanako";
    boolean passed = citizen(person);
    ObjectNode condition =
        (ObjectNode)
            Json.mapper()
                .readTree(
                    """
                    {"household": {"such": {"all": [
                      {"attribute": "relationship", "is": "child"}, {"age": {"to": 5}}]}}}
                    """);
    passed &=
        push(
            "small-children",
            "未就学のお子さまがいる方",
            condition,
            "子育てひろば 冬のおはなし会",
            "未就学のお子さまとご家族で、絵本の読み聞かせを楽しみませんか。申込みは不要です。");
    passed &= notice(person);
    passed &= question("ごみの出し方がわからない");
    passed &= question("引っ越してきたら何をすればいい？");
    return passed;
  }

  /** Loads the sample city without a word about what it means. */
  void loadSampleCity() throws IOException, InterruptedException {
    load(Imports.Kind.ATTRIBUTES, "attributes.ndjson");
    load(Imports.Kind.PROGRAMS, "programs.ndjson");
    load(Imports.Kind.EVENTS, "events.csv");
    load(Imports.Kind.FAQ, "faq.ndjson");
    load(Imports.Kind.PROFILES, "profiles.ndjson");
    try (SampleCms cms = SampleCms.start()) {
      Client.As admin = client.as("admin-sato", Role.ADMIN);
      admin.post(
          "/v1/staff/sources",
          Json.mapper()
              .createObjectNode()
              .put("id", "city-news")
              .put("type", "jsonfeed")
              .put("url", cms.url()));
      JsonNode pulled =
          admin.post("/v1/staff/sources/city-news/pull", Json.mapper().createObjectNode()).json();
      out.println("  city-news (JSON Feed over HTTP): " + pulled);
    }
  }

  private void load(Imports.Kind kind, String name) throws IOException, InterruptedException {
    Path file = Files.createTempFile("sample", "-" + name);
    try (InputStream sample = Walk.class.getResourceAsStream("sample/" + name)) {
      if (sample == null) {
        throw new Failure("the sample city lacks " + name);
      }
      Files.write(file, sample.readAllBytes());
      show(imports.file(kind, file, name));
    } finally {
      Files.delete(file);
    }
  }

  /** Real data laid out as program sets, FAQ entries and event files. */
  boolean realData(Path data) throws IOException, InterruptedException {
    if (!Files.isDirectory(data)) {
      throw new Failure("no folder " + data);
    }
    say("Content, registry and people come in from " + data);
    ProgramSets sets = ProgramSets.in(data.resolve("programs"));
    show(imports.rows(Imports.Kind.ATTRIBUTES, "attributes", sets.attributes()));
    show(imports.rows(Imports.Kind.PROGRAMS, "programs", sets.programs()));
    Path faq = data.resolve("faq/entries.jsonl");
    if (Files.isReadable(faq)) {
      show(imports.file(Imports.Kind.FAQ, faq));
    }
    events(data.resolve("events"));
    List<ProgramSets.Person> people = sets.people();
    show(
        imports.rows(
            Imports.Kind.PROFILES,
            "profiles",
            people.stream().map(ProgramSets.Person::row).toList()));

    boolean passed = everybodyAgrees(people);
    if (!people.isEmpty()) {
      passed &= citizen(people.getFirst().commonId());
    }
    JsonNode program = anyProgram(sets.programs());
    passed &=
        push(
            "concerned",
            "「" + program.path("title").asText() + "」の対象となる可能性がある方",
            (ObjectNode) program.path("eligibility"),
            "「" + program.path("title").asText() + "」のご案内",
            "対象となる可能性があります。くわしくは制度のページをご覧ください。");
    if (!people.isEmpty()) {
      passed &= notice(people.getFirst().commonId());
    }
    passed &= question("引っ越しをしたときの手続きを教えてください");
    return passed;
  }

  /** A program with a condition of its own, so that it means some people and not all. */
  private static JsonNode anyProgram(List<ObjectNode> programs) {
    return programs.stream()
        .filter(program -> program.path("eligibility").path("all").size() == 2)
        .findFirst()
        .orElse(programs.getFirst());
  }

  private void events(Path folder) throws IOException, InterruptedException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    long accepted = 0;
    List<String> refused = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(it -> it.toString().endsWith(".csv")).sorted().toList()) {
        Imports.Outcome outcome = imports.file(Imports.Kind.EVENTS, file);
        accepted += outcome.accepted();
        refused.addAll(outcome.refused());
      }
    }
    out.println(
        "  events: "
            + (accepted + refused.size())
            + " rows, "
            + accepted
            + " taken, "
            + refused.size()
            + " refused:");
    refused.forEach(out::println);
  }

  private boolean everybodyAgrees(List<ProgramSets.Person> people)
      throws IOException, InterruptedException {
    say("Whom does what concern? Every one of " + people.size() + " people is asked");
    int agreed = 0;
    int decisions = 0;
    for (ProgramSets.Person person : people) {
      Set<String> served = new TreeSet<>();
      for (JsonNode program : client.citizen(person.commonId()).all("/v1/me/programs?result=yes")) {
        served.add(program.path("id").asText());
      }
      decisions += served.size();
      if (served.equals(person.eligible())) {
        agreed++;
      } else {
        Set<String> tooMany = new TreeSet<>(served);
        tooMany.removeAll(person.eligible());
        Set<String> tooFew = new TreeSet<>(person.eligible());
        tooFew.removeAll(served);
        out.println(
            "  " + person.commonId() + " differs: too many " + tooMany + ", too few " + tooFew);
      }
      if (Todoke.onTerminal() && agreed % 20 == 0) {
        System.err.print("\r  " + agreed + " of " + people.size() + " ");
      }
    }
    if (Todoke.onTerminal()) {
      System.err.print("\r");
    }
    out.println(
        "  "
            + agreed
            + " of "
            + people.size()
            + " people: the programs with result yes equal the expected set exactly ("
            + decisions
            + " programs shown)");
    return agreed == people.size();
  }

  private boolean citizen(String commonId) throws IOException, InterruptedException {
    say("What does " + commonId + " see, and why?");
    Client.As person = client.citizen(commonId);
    JsonNode feed = person.get("/v1/me/feed?limit=" + MOST_SHOWN);
    for (JsonNode item : feed.path("items")) {
      out.println(
          "  ["
              + item.path("kind").asText()
              + "] "
              + item.path("title").asText()
              + "  なぜ: "
              + texts(item.path("reasons")));
    }
    for (String result : List.of("yes", "unknown")) {
      JsonNode programs = person.get("/v1/me/programs?result=" + result + "&limit=2");
      for (JsonNode program : programs.path("items")) {
        out.println(
            "  "
                + (result.equals("yes") ? "対象となる可能性があります" : "あと一つ教えてください")
                + ": "
                + program.path("title").asText()
                + "  なぜ: "
                + texts(program.path("reasons")));
      }
    }
    return !feed.path("items").isEmpty();
  }

  private static String texts(JsonNode reasons) {
    List<String> texts = new ArrayList<>();
    reasons.forEach(reason -> texts.add(reason.path("text").asText()));
    return String.join("、", texts.subList(0, Math.min(texts.size(), 3)));
  }

  private boolean push(
      String segmentId, String name, ObjectNode condition, String subject, String text)
      throws IOException, InterruptedException {
    say("A push to " + name);
    Push push =
        Push.drafted(
            client, segmentId, name, condition, subject, text, List.of("portal", "mail", "line"));
    JsonNode dryRun = push.dryRun();
    out.println("  Dry run: " + dryRun.path("selected").asLong() + " people selected");
    dryRun
        .path("routes")
        .forEach(
            route ->
                out.println(
                    "    "
                        + route.path("route").asText()
                        + ": "
                        + route.path("reachable").asLong()
                        + " reachable, not reachable "
                        + route.path("notReachable")));
    push.approve(dryRun);
    out.println(
        "  Written by editor-yamada, approved by approver-suzuki, bound to the content hash");
    JsonNode report = waitUntilSent(push.path() + "/report");
    report(report);
    simulators();
    return report.path("balances").asBoolean() && report.path("status").asText().equals("sent");
  }

  private void report(JsonNode report) {
    out.println(
        "  Report: status "
            + report.path("status").asText()
            + ", the ledger balances: "
            + report.path("balances").asBoolean());
    report
        .path("routes")
        .forEach(
            route ->
                out.println(
                    "    "
                        + route.path("route").asText()
                        + ": selected "
                        + route.path("selected").asLong()
                        + " = sent "
                        + route.path("sent").asLong()
                        + " + suppressed "
                        + route.path("suppressed")
                        + " + failed "
                        + route.path("failed")
                        + " + expired "
                        + route.path("expired").asLong()
                        + " + unknown "
                        + route.path("unknown").asLong()
                        + " + pending "
                        + route.path("pending").asLong()));
  }

  private void simulators() throws IOException, InterruptedException {
    JsonNode received = editor.get("/v1/staff/simulators");
    received
        .path("items")
        .forEach(
            simulator -> {
              out.println(
                  "  The "
                      + simulator.path("route").asText()
                      + " simulator took "
                      + simulator.path("count").asLong()
                      + " messages, the latest: "
                      + simulator.path("latest").asText().replace('\n', ' '));
            });
  }

  private JsonNode waitUntilSent(String path) throws IOException, InterruptedException {
    JsonNode report = editor.get(path);
    for (int turn = 0; turn < 240 && !report.path("status").asText().equals("sent"); turn++) {
      Pause.millis(250);
      report = editor.get(path);
    }
    return report;
  }

  private boolean notice(String commonId) throws IOException, InterruptedException {
    say("An official notice to " + commonId);
    ObjectNode template =
        Json.mapper()
            .createObjectNode()
            .put("id", "decision-letter")
            .put("title", "決定通知書")
            .put("sensitive", true);
    template
        .putObject("variants")
        .putObject("ja")
        .put("subject", "{{program}}の決定について")
        .put("text", "申請のあった{{program}}について、次のとおり決定しました。\n決定内容: {{decision}}\n");
    editor.post("/v1/staff/templates", template);
    ObjectNode notice =
        Json.mapper()
            .createObjectNode()
            .put("commonId", commonId)
            .put("templateId", "decision-letter")
            .put("templateVersion", 1);
    notice.putObject("values").put("program", "保育料の減額").put("decision", "承認します");
    List.of("portal", "mail", "line").forEach(notice.putArray("routes")::add);
    JsonNode created = editor.post("/v1/staff/notices", notice).json();
    String id = created.path("id").asText();
    approver.post(
        "/v1/staff/notices/" + id + "/approval",
        Json.mapper().createObjectNode().put("contentHash", created.path("contentHash").asText()));
    Client.As citizen = client.citizen(commonId);
    Optional<JsonNode> arrived = Optional.empty();
    for (int turn = 0; turn < 240 && arrived.isEmpty(); turn++) {
      for (JsonNode item : citizen.get("/v1/me/inbox").path("items")) {
        if (item.path("noticeId").asText().equals(id)) {
          arrived = Optional.of(item);
        }
      }
      if (arrived.isEmpty()) {
        Pause.millis(250);
      }
    }
    if (arrived.isEmpty()) {
      out.println("  it did not arrive in the portal inbox");
      return false;
    }
    out.println("  Portal inbox: " + arrived.get().path("title").asText());
    citizen.get("/v1/me/notices/" + id);
    citizen.post("/v1/me/notices/" + id + "/acknowledgement", Json.mapper().createObjectNode());
    simulators();
    JsonNode after = editor.get("/v1/staff/notices/" + id);
    out.println(
        "  Opened "
            + after.path("openedAt").asText()
            + ", acknowledged "
            + after.path("acknowledgedAt").asText());
    return after.hasNonNull("acknowledgedAt");
  }

  private boolean question(String question) throws IOException, InterruptedException {
    say("A question: " + question);
    JsonNode answer =
        client
            .anybody()
            .get(
                "/v1/answers?limit=3&q="
                    + java.net.URLEncoder.encode(question, StandardCharsets.UTF_8));
    out.println("  confidence: " + answer.path("confidence").asText());
    for (JsonNode item : answer.path("items")) {
      String text = item.path("text").asText().replace('\n', ' ');
      out.println(
          "  - "
              + item.path("title").asText()
              + ": "
              + text.substring(0, Math.min(60, text.length())));
    }
    return !answer.path("items").isEmpty();
  }

  private void say(String what) {
    step++;
    out.println();
    out.println(step + ". " + what);
  }

  private void show(Imports.Outcome outcome) {
    out.println("  " + outcome.line());
    outcome.refused().forEach(out::println);
  }

  /** Reads all lines of a resource; used by the sample content server. */
  static String resource(String name) throws IOException {
    try (InputStream stream = Walk.class.getResourceAsStream("sample/" + name)) {
      if (stream == null) {
        throw new Failure("the sample city lacks " + name);
      }
      try (BufferedReader reader =
          new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
        return String.join("\n", reader.lines().toList());
      }
    }
  }
}

package jp.todoke.delivery.notices;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import jp.todoke.channels.Receipt;
import jp.todoke.channels.Route;
import jp.todoke.delivery.ledger.Recipient;

/**
 * The evidence of a notice as lines of JSON, each holding the hash of the one before, so that a
 * changed, missing, added or moved line shows. {@code hash} is the SHA-256 of the line's own
 * canonical JSON (keys in order, no spaces, UTF-8) without {@code hash}; the last line is {@code
 * end} and says how many there are. What nobody can recompute is the last hash kept elsewhere.
 */
public final class EvidenceChain {

  private static final String BEFORE_ALL = "0".repeat(64);
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

  private record Fact(Instant at, String what, Map<String, Object> fields) {}

  /** What a look at an export comes to. */
  public sealed interface Verdict {

    /** Every line is as it was written. */
    record Whole(int lines, String head) implements Verdict {}

    /**
     * It is not what was exported.
     *
     * @param line the first one that is wrong, from 1
     */
    record Broken(int line, String why) implements Verdict {}
  }

  private EvidenceChain() {}

  /**
   * The lines of a notice's evidence, in the order of time.
   *
   * @param by who exports it
   * @param at when, UTC
   */
  static List<String> of(Evidence evidence, String by, Instant at) {
    List<Fact> facts = facts(evidence);
    facts.sort(Comparator.comparing(Fact::at));
    facts.add(new Fact(at, "end", Map.of("by", by, "lines", facts.size() + 1)));
    List<String> lines = new ArrayList<>();
    String previous = BEFORE_ALL;
    for (Fact fact : facts) {
      Map<String, Object> line = new TreeMap<>();
      line.put("seq", lines.size() + 1);
      line.put("at", fact.at().toString());
      line.put("what", fact.what());
      line.put("fields", new TreeMap<>(fact.fields()));
      line.put("previous", previous);
      previous = sha256(write(line));
      line.put("hash", previous);
      lines.add(write(line));
    }
    return lines;
  }

  private static List<Fact> facts(Evidence evidence) {
    List<Fact> facts = new ArrayList<>();
    Notice notice = evidence.notice();
    NoticeDraft draft = notice.draft();
    facts.add(
        new Fact(
            notice.created().at(),
            "created",
            Map.of(
                "notice", notice.id(),
                "commonId", draft.commonId(),
                "by", notice.created().by(),
                "contentHash", notice.contentHash(),
                "wordsHash", evidence.wordsHash(),
                "template", draft.templateId(),
                "templateVersion", draft.templateVersion(),
                "routes", draft.routes().stream().map(EvidenceChain::json).sorted().toList(),
                "fallback",
                    draft.fallback().stream()
                        .map(step -> step.to().json() + " after " + step.after())
                        .toList())));
    notice
        .approved()
        .ifPresent(
            mark ->
                facts.add(
                    new Fact(
                        mark.at(),
                        "approved",
                        Map.of("by", mark.by(), "contentHash", notice.contentHash()))));
    for (Receipt receipt : evidence.receipts()) {
      facts.add(
          new Fact(
              receipt.at(),
              "attempt",
              Map.of(
                  "provider", receipt.provider(),
                  "ref", receipt.ref(),
                  "said", receipt.status(),
                  "receipt", receipt.requestId().orElse(""))));
    }
    evidence.roads().forEach((route, road) -> facts.add(road(route, road, evidence)));
    notice
        .withdrawn()
        .ifPresent(
            withdrawal ->
                facts.add(
                    new Fact(
                        withdrawal.mark().at(),
                        "withdrawn",
                        Map.of("by", withdrawal.mark().by(), "reason", withdrawal.reason()))));
    for (Notice.Taken step : notice.taken()) {
      facts.add(new Fact(step.at(), "not-opened", Map.of("next", step.to().json())));
    }
    notice.openedAt().ifPresent(at -> facts.add(new Fact(at, "opened", Map.of())));
    notice.downloadedAt().ifPresent(at -> facts.add(new Fact(at, "downloaded", Map.of())));
    notice.acknowledgedAt().ifPresent(at -> facts.add(new Fact(at, "acknowledged", Map.of())));
    evidence
        .printed()
        .ifPresent(
            print ->
                facts.add(
                    new Fact(
                        print.mark().at(),
                        "taken-for-printing",
                        Map.of("batch", print.batch(), "by", print.mark().by()))));
    return facts;
  }

  private static Fact road(Route route, Recipient road, Evidence evidence) {
    Notice notice = evidence.notice();
    Instant at = road.at().orElse(notice.approved().orElse(notice.created()).at());
    return new Fact(
        at,
        "road",
        Map.of(
            "route", json(route),
            "state", road.state().name().toLowerCase(Locale.ROOT),
            "reason", road.reason(),
            "receipt", road.receipt(),
            "attempts", road.attempts(),
            "perhapsTwice", road.doubted(),
            "language", route == Route.PORTAL ? evidence.language().orElse("") : ""));
  }

  private static String json(Route route) {
    return route.name().toLowerCase(Locale.ROOT);
  }

  /** Looks at every line; any changed byte is found, and so is a missing line. */
  public static Verdict verify(List<String> lines) {
    String previous = BEFORE_ALL;
    Optional<Map<String, Object>> last = Optional.empty();
    for (int place = 0; place < lines.size(); place++) {
      Map<String, Object> line;
      try {
        line = new TreeMap<>(read(lines.get(place)));
      } catch (JsonProcessingException notJson) {
        return new Verdict.Broken(place + 1, "it is no JSON");
      }
      if (!write(line).equals(lines.get(place))) {
        return new Verdict.Broken(place + 1, "it is not written canonically");
      }
      Object hash = line.remove("hash");
      if (!Objects.equals(line.get("seq"), place + 1)) {
        return new Verdict.Broken(place + 1, "its number is wrong");
      }
      if (!previous.equals(line.get("previous"))) {
        return new Verdict.Broken(place + 1, "it does not follow the line before");
      }
      previous = sha256(write(line));
      if (!previous.equals(hash)) {
        return new Verdict.Broken(place + 1, "its hash is of something else");
      }
      last = Optional.of(line);
    }
    boolean ended =
        last.filter(line -> "end".equals(line.get("what")))
            .map(line -> line.get("fields"))
            .filter(
                fields ->
                    fields instanceof Map<?, ?> map
                        && Objects.equals(map.get("lines"), lines.size()))
            .isPresent();
    return ended
        ? new Verdict.Whole(lines.size(), previous)
        : new Verdict.Broken(lines.size() + 1, "the end is missing");
  }

  private static Map<String, Object> read(String line) throws JsonProcessingException {
    Map<String, Object> read = JSON.readValue(line, new TypeReference<Map<String, Object>>() {});
    return read == null ? Map.of() : read;
  }

  private static String write(Map<String, Object> line) {
    try {
      return JSON.writeValueAsString(line);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}

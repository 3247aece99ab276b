package jp.todoke.api.programs;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import jp.todoke.api.problems.Problem;
import jp.todoke.api.problems.Refusal;
import jp.todoke.segmentation.attributes.Catalogue;
import jp.todoke.segmentation.conditions.Condition;
import jp.todoke.segmentation.conditions.ConditionJson;

/**
 * A program as staff and imports send it.
 *
 * @param id required where it is not in the path
 */
public record ProgramJson(
    Optional<String> id,
    String title,
    Optional<String> titleKana,
    Optional<String> summary,
    Optional<String> body,
    Optional<String> audience,
    Optional<String> authority,
    Optional<String> url,
    Optional<List<String>> categories,
    Optional<List<String>> aliases,
    Optional<LocalDate> validFrom,
    Optional<LocalDate> validTo,
    Optional<Boolean> sensitive,
    Optional<JsonNode> eligibility) {

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
  private static final int LONGEST_TITLE = 300;
  private static final int LONGEST_TEXT = 50_000;

  /**
   * The program it describes, at version 1.
   *
   * @throws Refusal 400 {@code invalid-program} with the place of the fault
   * @throws jp.todoke.segmentation.conditions.ConditionRefused when the eligibility is not of the
   *     language
   */
  Program program(String programId, Catalogue catalogue, Instant now) {
    if (!ID.matcher(programId).matches()) {
      throw invalid("/id", "letters, digits, . _ -, at most 128");
    }
    if (title.isBlank() || title.length() > LONGEST_TITLE) {
      throw invalid("/title", "1 to " + LONGEST_TITLE + " characters");
    }
    if (validFrom.isPresent() && validTo.isPresent() && validTo.get().isBefore(validFrom.get())) {
      throw invalid("/validTo", "not before validFrom");
    }
    Optional<Condition> condition =
        eligibility
            .filter(json -> !json.isNull())
            .map(json -> ConditionJson.read(json, catalogue, "/eligibility"));
    return new Program(
        programId,
        1,
        title.strip(),
        text(titleKana, "/titleKana"),
        text(summary, "/summary"),
        text(body, "/body"),
        text(audience, "/audience"),
        text(authority, "/authority"),
        link(),
        categories.orElse(List.of()),
        aliases.orElse(List.of()),
        validFrom,
        validTo,
        sensitive.orElse(false),
        condition,
        now);
  }

  private static String text(Optional<String> text, String pointer) {
    String value = text.orElse("");
    if (value.length() > LONGEST_TEXT) {
      throw invalid(pointer, "at most " + LONGEST_TEXT + " characters");
    }
    return value;
  }

  private String link() {
    String link = url.orElse("").strip();
    if (link.isEmpty()) {
      return "";
    }
    try {
      String scheme = URI.create(link).getScheme();
      if ("https".equals(scheme) || "http".equals(scheme)) {
        return link;
      }
    } catch (IllegalArgumentException malformed) {
      throw invalid("/url", "a http or https address");
    }
    throw invalid("/url", "a http or https address");
  }

  private static Refusal invalid(String pointer, String detail) {
    return new Refusal(Problem.at(400, "invalid-program", pointer, detail));
  }
}

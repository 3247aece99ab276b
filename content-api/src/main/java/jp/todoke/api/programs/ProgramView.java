package jp.todoke.api.programs;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import jp.todoke.segmentation.conditions.ConditionJson;

/**
 * A program as anybody sees it.
 *
 * @param eligibility the machine-readable condition, so that other systems can show and check it
 */
public record ProgramView(
    String id,
    int version,
    String language,
    boolean fallback,
    String title,
    String titleKana,
    String summary,
    String body,
    String audience,
    String authority,
    String url,
    List<String> categories,
    List<String> aliases,
    Optional<LocalDate> validFrom,
    Optional<LocalDate> validTo,
    Optional<JsonNode> eligibility,
    Instant changedAt) {

  /** The public face of a program. */
  public static ProgramView of(Program program, boolean fallback) {
    return new ProgramView(
        program.id(),
        program.version(),
        "ja",
        fallback,
        program.title(),
        program.titleKana(),
        program.summary(),
        program.body(),
        program.audience(),
        program.authority(),
        program.url(),
        program.categories(),
        program.aliases(),
        program.validFrom(),
        program.validTo(),
        program.eligibility().map(ConditionJson::write),
        program.changedAt());
  }
}

package jp.todoke.faq.ranking;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A question and the FAQ entries that answer it: from the consultation history, or judged for
 * measuring.
 *
 * @param id within its file; made from the wording where the file gives none
 * @param text the citizen's words
 * @param grades for each entry that answers it by id how well, 1 partly or 2 wholly
 */
public record JudgedQuestion(String id, String text, Map<String, Integer> grades) {

  /** Characters a question may have. */
  public static final int LONGEST = 2_000;

  private static final int MOST_GRADES = 500;
  private static final int HIGHEST = 10;

  private static final ObjectReader ROWS =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build()
          .readerFor(Row.class);

  /** Keeps what answers at all. */
  public JudgedQuestion {
    Map<String, Integer> kept = new HashMap<>(grades);
    kept.values().removeIf(grade -> grade < 1);
    grades = Map.copyOf(kept);
  }

  /**
   * Reads NDJSON, one {@code {"id", "query", "relevant": {"<entry id>": grade}}} a line; blank
   * lines are passed over.
   *
   * @throws InvalidQuestionFile naming the first line that is no such object
   */
  public static List<JudgedQuestion> read(Stream<String> lines) {
    List<JudgedQuestion> questions = new ArrayList<>();
    long number = 0;
    for (Iterator<String> all = lines.iterator(); all.hasNext(); ) {
      String line = all.next();
      number++;
      if (!line.isBlank()) {
        questions.add(row(number, line));
      }
    }
    return List.copyOf(questions);
  }

  /** A question whose id is made from its wording. */
  static JudgedQuestion worded(String text, Map<String, Integer> grades) {
    return new JudgedQuestion(idOf(text), text, grades);
  }

  private static JudgedQuestion row(long number, String line) {
    Row row;
    try {
      row = ROWS.readValue(line);
    } catch (JsonProcessingException malformed) {
      throw new InvalidQuestionFile(
          number, "is no JSON object with id, query and relevant (entry id: grade)");
    }
    if (row == null || row.query() == null || row.query().isBlank()) {
      throw new InvalidQuestionFile(number, "has no query");
    }
    if (row.query().length() > LONGEST) {
      throw new InvalidQuestionFile(number, "has a query of more than " + LONGEST + " characters");
    }
    Map<String, @Nullable Integer> relevant = row.relevant();
    if (relevant == null
        || relevant.size() > MOST_GRADES
        || relevant.values().stream().anyMatch(g -> g == null || g < 0 || g > HIGHEST)) {
      throw new InvalidQuestionFile(
          number, "has no relevant entries with grades from 0 to " + HIGHEST);
    }
    Map<String, Integer> grades = new HashMap<>();
    relevant.forEach((entry, grade) -> grades.put(entry, Objects.requireNonNullElse(grade, 0)));
    String id = row.id() == null || row.id().isBlank() ? idOf(row.query()) : row.id();
    return new JudgedQuestion(id, row.query(), grades);
  }

  /** The same wording is the same question. */
  private static String idOf(String text) {
    return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
  }

  private record Row(
      @Nullable String id,
      @Nullable String query,
      @Nullable Map<String, @Nullable Integer> relevant) {}
}

package jp.todoke.faq.ranking;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What people did with the answers they were shown, without who they were.
 *
 * @param entries for each entry by id how often it was shown, opened and found useful
 * @param openings for each wording of a question, for each entry by id, how often it was opened
 *     after that question
 */
public record Clicks(Map<String, Counts> entries, Map<String, Map<String, Long>> openings) {

  /** Showings an entry is given beforehand, so that three clicks do not make a favourite. */
  private static final double BEFOREHAND = 20;

  /** A word that it helped says more than an opening. */
  private static final double USEFUL = 2;

  private static final ObjectReader ROWS =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build()
          .readerFor(Row.class);

  /** Keeps its own copies. */
  public Clicks {
    entries = Map.copyOf(entries);
    Map<String, Map<String, Long>> copied = new LinkedHashMap<>();
    openings.forEach((question, opened) -> copied.put(question, Map.copyOf(opened)));
    openings = Map.copyOf(copied);
  }

  /**
   * What was done with one entry.
   *
   * @param shown how often it was among the answers
   * @param opened how often it was opened then
   * @param useful how often somebody said it helped, less how often somebody said it did not
   */
  public record Counts(long shown, long opened, long useful) {

    /** Nothing yet. */
    public static final Counts NONE = new Counts(0, 0, 0);

    /** Both together. */
    public Counts plus(Counts other) {
      return new Counts(shown + other.shown, opened + other.opened, useful + other.useful);
    }

    private double good() {
      return Math.max(0, opened + USEFUL * useful);
    }
  }

  /** Nobody has clicked yet. */
  public static Clicks none() {
    return new Clicks(Map.of(), Map.of());
  }

  /**
   * Reads NDJSON of two kinds of lines: {@code {"entry", "shown", "opened", "useful"}} and {@code
   * {"question", "entry", "opened"}}; blank lines are passed over, what is said twice is summed.
   *
   * @throws InvalidQuestionFile naming the first line that is neither
   */
  public static Clicks read(Stream<String> lines) {
    Map<String, Counts> entries = new HashMap<>();
    Map<String, Map<String, Long>> openings = new HashMap<>();
    long number = 0;
    for (Iterator<String> all = lines.iterator(); all.hasNext(); ) {
      String line = all.next();
      number++;
      if (line.isBlank()) {
        continue;
      }
      Row row = row(number, line);
      String entry = row.entry() == null ? "" : row.entry();
      if (entry.isBlank() || row.shown() < 0 || row.opened() < 0) {
        throw new InvalidQuestionFile(number, "has no entry, or counts below 0");
      }
      if (row.question() == null || row.question().isBlank()) {
        entries.merge(entry, new Counts(row.shown(), row.opened(), row.useful()), Counts::plus);
      } else {
        openings
            .computeIfAbsent(row.question().strip(), question -> new HashMap<>())
            .merge(entry, row.opened(), Long::sum);
      }
    }
    return new Clicks(entries, openings);
  }

  private static Row row(long number, String line) {
    try {
      Row row = ROWS.readValue(line);
      if (row != null) {
        return row;
      }
    } catch (JsonProcessingException malformed) {
      // Told below; the parser's words repeat the line.
    }
    throw new InvalidQuestionFile(number, "is no JSON object with entry and counts");
  }

  /**
   * How much oftener each entry is opened and found useful than the mean of all, as a logarithm: 0
   * like the mean and for what was never shown, above 0 is better.
   */
  public Map<String, Double> worth() {
    Counts all = entries.values().stream().reduce(Counts.NONE, Counts::plus);
    if (all.shown() == 0) {
      return Map.of();
    }
    double mean = (all.good() + 1) / (all.shown() + 2);
    Map<String, Double> worth = new HashMap<>();
    entries.forEach(
        (entry, counts) ->
            worth.put(
                entry,
                Math.log(
                    (counts.good() + BEFOREHAND * mean) / (counts.shown() + BEFOREHAND) / mean)));
    return Map.copyOf(worth);
  }

  /**
   * Weak judgements: an entry opened at least so often after a question of this wording answers it
   * partly.
   *
   * @param least openings, one or two may be a slip
   */
  public List<JudgedQuestion> judged(int least) {
    return openings.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(
            asked -> {
              Map<String, Integer> grades = new HashMap<>();
              asked
                  .getValue()
                  .forEach(
                      (entry, opened) -> {
                        if (opened >= least) {
                          grades.put(entry, 1);
                        }
                      });
              return JudgedQuestion.worded(asked.getKey(), grades);
            })
        .filter(question -> !question.grades().isEmpty())
        .toList();
  }

  private record Row(
      @Nullable String question, @Nullable String entry, long shown, long opened, long useful) {}
}

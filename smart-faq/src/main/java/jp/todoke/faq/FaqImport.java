package jp.todoke.faq;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes a file of entries, one JSON object a line, batch by batch; a bad line stops no other. Not
 * thread-safe.
 *
 * <p>A line has {@code id}, {@code question}, {@code answer} and, where wanted, {@code aliases},
 * {@code category}, {@code language}, {@code programIds}, {@code validFrom}, {@code validTo},
 * {@code reviewDueOn}, {@code variantOf}. Safe to repeat: a line that says what is stored writes
 * nothing. A known entry keeps whatever the line leaves out; one that was withdrawn stays so, and
 * one that staff are writing stays a draft.
 */
public final class FaqImport implements AutoCloseable {

  private static final int BATCH = 500;
  private static final int LAST_YEAR = 9999;

  private static final ObjectReader ROWS =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .readerFor(Row.class);

  private final FaqEntryStore store;
  private final Supplier<Instant> now;
  private final String by;
  private final boolean publishes;
  private final Consumer<ImportedRow> told;
  private final Set<String> seen = new HashSet<>();
  private final List<Numbered> batch = new ArrayList<>();
  private final List<ImportedRow> results = new ArrayList<>();

  FaqImport(
      FaqEntryStore store,
      Supplier<Instant> now,
      String by,
      boolean publishes,
      Consumer<ImportedRow> told) {
    this.store = store;
    this.now = now;
    this.by = by;
    this.publishes = publishes;
    this.told = told;
  }

  /**
   * Takes a line; a blank one is passed over.
   *
   * @param line its number in the file, from 1
   */
  public void take(long line, String json) {
    if (!json.isBlank()) {
      read(line, json).ifPresent(batch::add);
    }
    if (batch.size() == BATCH || results.size() >= BATCH) {
      write();
    }
  }

  /** Writes what is left. */
  @Override
  public void close() {
    write();
  }

  private Optional<Numbered> read(long line, String json) {
    Row row;
    try {
      row = Objects.requireNonNullElse(ROWS.readValue(json), Row.NONE);
    } catch (JsonProcessingException malformed) {
      refuse(line, "", "faq-json-invalid", "not an entry in JSON");
      return Optional.empty();
    }
    String id = Objects.requireNonNullElse(row.id(), "");
    if (!id.isBlank() && !seen.add(id)) {
      refuse(line, id, "faq-id-duplicate", "the file has entry " + id + " further up");
      return Optional.empty();
    }
    return Optional.of(new Numbered(line, id, row));
  }

  private void write() {
    Map<String, FaqRecord> stored =
        batch.isEmpty() ? Map.of() : store.findAll(batch.stream().map(Numbered::id).toList());
    List<FaqRecord> changes = new ArrayList<>();
    List<ImportedRow> planned = new ArrayList<>();
    for (Numbered numbered : batch) {
      String id = numbered.id();
      try {
        FaqRecord before = stored.get(id);
        FaqEntry after = numbered.row().over(id, before == null ? null : before.newest());
        if (before == null) {
          changes.add(record(after.withStatus(status(Optional.empty())), 1, Optional.empty()));
          planned.add(ImportedRow.done(numbered.line(), id, ImportedRow.Outcome.CREATED));
        } else if (after.saysTheSameAs(before.newest())) {
          planned.add(ImportedRow.done(numbered.line(), id, ImportedRow.Outcome.UNCHANGED));
        } else {
          changes.add(
              record(
                  after.withStatus(status(Optional.of(before.newest().status()))),
                  before.newest().version() + 1,
                  Optional.of(before)));
          planned.add(ImportedRow.done(numbered.line(), id, ImportedRow.Outcome.UPDATED));
        }
      } catch (InvalidFaqEntry e) {
        refuse(numbered.line(), id, e.code(), Objects.requireNonNullElse(e.getMessage(), ""));
      }
    }
    Set<String> lost = changes.isEmpty() ? Set.of() : store.writeAll(changes, stored);
    for (ImportedRow row : planned) {
      if (lost.contains(row.id()) && row.outcome() != ImportedRow.Outcome.UNCHANGED) {
        refuse(
            row.line(), row.id(), "faq-changed-meanwhile", "somebody else was changing this entry");
      } else {
        results.add(row);
      }
    }
    batch.clear();
    results.sort(Comparator.comparingLong(ImportedRow::line));
    results.forEach(told);
    results.clear();
  }

  private FaqRecord record(FaqEntry entry, int version, Optional<FaqRecord> before) {
    return FaqEntries.after(entry.stored(version, now.get()), by, before);
  }

  private FaqStatus status(Optional<FaqStatus> before) {
    return switch (before.orElse(FaqStatus.PUBLISHED)) {
      case PUBLISHED -> publishes ? FaqStatus.PUBLISHED : FaqStatus.DRAFT;
      case DRAFT, REVIEW -> FaqStatus.DRAFT;
      case RETIRED -> FaqStatus.RETIRED;
    };
  }

  private void refuse(long line, String id, String code, String detail) {
    results.add(ImportedRow.refused(line, id, code, detail));
  }

  private record Numbered(long line, String id, Row row) {}

  /** A line as it comes; what it leaves out stays as stored. */
  private record Row(
      @Nullable String id,
      @Nullable String question,
      @Nullable String answer,
      @Nullable List<String> aliases,
      @Nullable String category,
      @Nullable String language,
      @Nullable List<String> programIds,
      @Nullable String variantOf,
      @Nullable String validFrom,
      @Nullable String validTo,
      @Nullable String reviewDueOn) {

    static final Row NONE =
        new Row(null, null, null, null, null, null, null, null, null, null, null);

    FaqEntry over(String id, @Nullable FaqEntry before) {
      return new FaqEntry(
          id,
          before == null ? 1 : before.version(),
          before == null ? FaqStatus.PUBLISHED : before.status(),
          given(language, before == null ? "ja" : before.language()),
          given(question, ""),
          given(answer, ""),
          list(aliases, before == null ? List.of() : before.aliases()),
          given(category, before == null ? "" : before.category()),
          list(programIds, before == null ? List.of() : before.programIds()),
          variantOf == null
              ? before == null ? Optional.empty() : before.variantOf()
              : Optional.of(variantOf).filter(original -> !original.isEmpty()),
          day(id, validFrom, before == null ? Optional.empty() : before.validFrom()),
          day(id, validTo, before == null ? Optional.empty() : before.validTo()),
          day(id, reviewDueOn, before == null ? Optional.empty() : before.reviewDueOn()),
          before == null ? Instant.EPOCH : before.updatedAt());
    }

    /** An empty one takes the day away. */
    private static Optional<LocalDate> day(
        String id, @Nullable String value, Optional<LocalDate> otherwise) {
      if (value == null) {
        return otherwise;
      }
      if (value.isEmpty()) {
        return Optional.empty();
      }
      try {
        LocalDate day = LocalDate.parse(value);
        if (day.getYear() >= 1 && day.getYear() <= LAST_YEAR) {
          return Optional.of(day);
        }
      } catch (DateTimeParseException malformed) {
        // It is refused with those of years nobody can keep.
      }
      throw new InvalidFaqEntry("faq-date-invalid", "entry " + id + " has a day that is none");
    }

    private static String given(@Nullable String value, String otherwise) {
      return value == null ? otherwise : value;
    }

    private static List<String> list(@Nullable List<String> value, List<String> otherwise) {
      return value == null ? otherwise : value.stream().filter(Objects::nonNull).toList();
    }
  }
}

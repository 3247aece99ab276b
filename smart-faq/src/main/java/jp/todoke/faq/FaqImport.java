package jp.todoke.faq;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Takes a file of entries, one JSON object a line, batch by batch; a bad line stops no other. */
final class FaqImport {

  private static final int BATCH = 500;

  private static final ObjectReader ROWS =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .readerFor(Row.class);

  private final FaqEntryStore store;
  private final Instant now;
  private final Set<String> seen = new HashSet<>();
  private final List<ImportedRow> results = new ArrayList<>();

  FaqImport(FaqEntryStore store, Instant now) {
    this.store = store;
    this.now = now;
  }

  List<ImportedRow> take(Stream<String> lines) {
    List<Numbered> batch = new ArrayList<>();
    long number = 0;
    for (Iterator<String> all = lines.iterator(); all.hasNext(); ) {
      String line = all.next();
      number++;
      if (!line.isBlank()) {
        read(number, line).ifPresent(batch::add);
      }
      if (batch.size() == BATCH) {
        write(batch);
        batch.clear();
      }
    }
    write(batch);
    results.sort(Comparator.comparingLong(ImportedRow::line));
    return List.copyOf(results);
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

  private void write(List<Numbered> batch) {
    if (batch.isEmpty()) {
      return;
    }
    Map<String, FaqEntry> stored = store.findAll(batch.stream().map(Numbered::id).toList());
    List<FaqEntry> changes = new ArrayList<>();
    List<ImportedRow> planned = new ArrayList<>();
    for (Numbered numbered : batch) {
      String id = numbered.id();
      try {
        FaqEntry before = stored.get(id);
        FaqEntry after = numbered.row().over(id, before);
        if (before == null) {
          changes.add(after.stored(1, now));
          planned.add(ImportedRow.done(numbered.line(), id, ImportedRow.Outcome.CREATED));
        } else if (after.saysTheSameAs(before)) {
          planned.add(ImportedRow.done(numbered.line(), id, ImportedRow.Outcome.UNCHANGED));
        } else {
          changes.add(after.stored(before.version() + 1, now));
          planned.add(ImportedRow.done(numbered.line(), id, ImportedRow.Outcome.UPDATED));
        }
      } catch (InvalidFaqEntry e) {
        refuse(numbered.line(), id, e.code(), Objects.requireNonNullElse(e.getMessage(), ""));
      }
    }
    Set<String> lost = changes.isEmpty() ? Set.of() : store.writeAll(changes);
    for (ImportedRow row : planned) {
      if (lost.contains(row.id()) && row.outcome() != ImportedRow.Outcome.UNCHANGED) {
        refuse(
            row.line(), row.id(), "faq-changed-meanwhile", "somebody else was changing this entry");
      } else {
        results.add(row);
      }
    }
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
      @Nullable String variantOf) {

    static final Row NONE = new Row(null, null, null, null, null, null, null, null);

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
          before == null ? Optional.empty() : before.validFrom(),
          before == null ? Optional.empty() : before.validTo(),
          before == null ? Instant.EPOCH : before.updatedAt());
    }

    private static String given(@Nullable String value, String otherwise) {
      return value == null ? otherwise : value;
    }

    private static List<String> list(@Nullable List<String> value, List<String> otherwise) {
      return value == null ? otherwise : value.stream().filter(Objects::nonNull).toList();
    }
  }
}

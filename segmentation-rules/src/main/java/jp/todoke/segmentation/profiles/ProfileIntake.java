package jp.todoke.segmentation.profiles;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import jp.todoke.segmentation.attributes.Catalogue;
import jp.todoke.segmentation.attributes.ValueRefused;
import jp.todoke.segmentation.interactions.Interactions;

/**
 * Takes profiles from the CRM as NDJSON, any number of rows, in constant memory (function #6 #23).
 *
 * <p>A row is taken or refused by itself; the good ones stay whatever happens to the others, and
 * the same row again changes nothing. A row is reported as accepted only after its batch is stored.
 */
public final class ProfileIntake {

  private static final int BATCH = 500;
  private static final int LONGEST_LINE = 256 * 1024;

  private final ProfileStore store;
  private final Interactions interactions;
  private final ProfileRowReader reader;
  private final Clock clock;
  private final Consumer<RowResult> results;

  private final List<ProfileRow> batch = new ArrayList<>();
  private final List<RowResult> pending = new ArrayList<>();
  private final Set<String> inBatch = new HashSet<>();
  private long row;
  private long refused;

  ProfileIntake(
      ProfileStore store,
      Interactions interactions,
      Catalogue catalogue,
      Clock clock,
      Consumer<RowResult> results) {
    this.store = store;
    this.interactions = interactions;
    this.reader = new ProfileRowReader(catalogue);
    this.clock = clock;
    this.results = results;
  }

  /**
   * Reads to the end; empty lines are skipped but counted.
   *
   * @return the number of refused rows
   * @throws IOException when the source breaks off; everything reported before is stored
   */
  public long readFrom(Reader source) throws IOException {
    BufferedReader lines = new BufferedReader(source, 64 * 1024);
    StringBuilder line = new StringBuilder();
    boolean more = true;
    while (more) {
      line.setLength(0);
      more = readLine(lines, line);
      if (more || !line.isEmpty()) {
        take(line);
      }
    }
    store();
    return refused;
  }

  private void take(StringBuilder line) {
    row++;
    if (line.length() > LONGEST_LINE) {
      refuse("invalid-row-size", "a row has at most " + LONGEST_LINE + " characters");
      return;
    }
    String text = line.toString();
    if (text.isBlank()) {
      return;
    }
    try {
      ProfileRow read = reader.read(text);
      if (!inBatch.add(read.commonId())) {
        store();
        inBatch.add(read.commonId());
      }
      batch.add(read);
      pending.add(RowResult.accepted(row));
      if (batch.size() == BATCH) {
        store();
      }
    } catch (RowRefused because) {
      refuse(because.code(), because.reason());
    } catch (ValueRefused because) {
      refuse(because.code(), because.reason());
    }
  }

  private void refuse(String code, String detail) {
    refused++;
    pending.add(RowResult.refused(row, code, detail));
  }

  private void store() {
    store.apply(batch, clock.instant());
    interactions.forget(
        batch.stream().filter(ProfileRow::withdrawsBehaviour).map(ProfileRow::commonId).toList());
    batch.clear();
    inBatch.clear();
    pending.forEach(results);
    pending.clear();
  }

  /** Reads one line, keeping no more of it than tells that it is too long; false at the end. */
  private static boolean readLine(BufferedReader source, StringBuilder line) throws IOException {
    int character = source.read();
    while (character >= 0 && character != '\n') {
      if (character != '\r' && line.length() <= LONGEST_LINE) {
        line.append((char) character);
      }
      character = source.read();
    }
    return character >= 0;
  }
}

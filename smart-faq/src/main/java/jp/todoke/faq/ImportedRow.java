package jp.todoke.faq;

/**
 * What became of one line of an import.
 *
 * @param line its number in the file, from 1
 * @param id the entry's id; empty where the line has none
 * @param outcome what was done
 * @param code stable name of the reason when refused, such as {@code faq-json-invalid}; else empty
 * @param detail the reason in words; else empty
 */
public record ImportedRow(long line, String id, Outcome outcome, String code, String detail) {

  /** What an import does with a line. */
  public enum Outcome {
    /** A new entry, published at once or a draft. */
    CREATED,
    /** Another text than before; the version went up. */
    UPDATED,
    /** The entry says so already; nothing was written. */
    UNCHANGED,
    /** Left out; the others go on. */
    REFUSED
  }

  static ImportedRow done(long line, String id, Outcome outcome) {
    return new ImportedRow(line, id, outcome, "", "");
  }

  static ImportedRow refused(long line, String id, String code, String detail) {
    return new ImportedRow(line, id, Outcome.REFUSED, code, detail);
  }
}

package jp.todoke.api.answers;

import java.util.List;
import java.util.Locale;
import jp.todoke.faq.TextDiff;

/**
 * What differs, field by field and line by line.
 *
 * @param fields only those that differ
 */
public record DiffView(List<FieldView> fields) {

  /** One field. */
  public record FieldView(String name, List<LineView> lines) {}

  /**
   * One line.
   *
   * @param change {@code kept}, {@code removed} or {@code added}
   */
  public record LineView(String change, String text) {}

  static DiffView of(TextDiff diff) {
    return new DiffView(
        diff.fields().stream()
            .map(
                field ->
                    new FieldView(
                        field.name(),
                        field.lines().stream()
                            .map(
                                line ->
                                    new LineView(
                                        line.change().name().toLowerCase(Locale.ROOT), line.text()))
                            .toList()))
            .toList());
  }
}

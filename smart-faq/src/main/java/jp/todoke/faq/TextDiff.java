package jp.todoke.faq;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What differs between two versions, field by field and line by line.
 *
 * @param fields only those that differ
 */
public record TextDiff(List<Field> fields) {

  /** Two texts of more lines together are shown as one taken out and the other put in. */
  private static final int MOST_LINES = 4_000;

  /** Keeps its own copy. */
  public TextDiff {
    fields = List.copyOf(fields);
  }

  /**
   * One field that differs.
   *
   * @param name as in the API
   */
  public record Field(String name, List<Line> lines) {

    /** Keeps its own copy. */
    public Field {
      lines = List.copyOf(lines);
    }
  }

  /** What becomes of a line. */
  public enum Change {
    /** It stands in both. */
    KEPT,
    /** It stood before. */
    REMOVED,
    /** It stands afterwards. */
    ADDED
  }

  /** One line of a field. */
  public record Line(Change change, String text) {}

  /** What became of an entry; everything is added where there was none before. */
  public static TextDiff between(Optional<FaqEntry> before, FaqEntry after) {
    List<Field> fields = new ArrayList<>();
    add(fields, "status", before.map(it -> of(it.status().name())), of(after.status().name()));
    add(fields, "language", before.map(it -> of(it.language())), of(after.language()));
    add(fields, "question", before.map(it -> of(it.question())), of(after.question()));
    add(fields, "answer", before.map(it -> of(it.answer())), of(after.answer()));
    add(fields, "aliases", before.map(FaqEntry::aliases), after.aliases());
    add(fields, "category", before.map(it -> of(it.category())), of(after.category()));
    add(fields, "programIds", before.map(FaqEntry::programIds), after.programIds());
    add(fields, "validFrom", before.map(it -> day(it.validFrom())), day(after.validFrom()));
    add(fields, "validTo", before.map(it -> day(it.validTo())), day(after.validTo()));
    add(fields, "reviewDueOn", before.map(it -> day(it.reviewDueOn())), day(after.reviewDueOn()));
    return new TextDiff(fields);
  }

  /** What became of a list of lines, under one name. */
  public static TextDiff between(String name, List<String> before, List<String> after) {
    List<Field> fields = new ArrayList<>();
    add(fields, name, Optional.of(before), after);
    return new TextDiff(fields);
  }

  /** The same without the lines that stand in both. */
  public TextDiff withoutKept() {
    return new TextDiff(
        fields.stream()
            .map(
                field ->
                    new Field(
                        field.name(),
                        field.lines().stream()
                            .filter(line -> line.change() != Change.KEPT)
                            .toList()))
            .toList());
  }

  private static List<String> of(String text) {
    return text.isEmpty() ? List.of() : text.lines().toList();
  }

  private static List<String> day(Optional<?> day) {
    return day.map(it -> List.of(it.toString())).orElse(List.of());
  }

  private static void add(
      List<Field> fields, String name, Optional<List<String>> before, List<String> after) {
    List<String> old = before.orElse(List.of());
    if (!old.equals(after)) {
      fields.add(new Field(name, lines(old, after)));
    }
  }

  private static List<Line> lines(List<String> before, List<String> after) {
    int begin = 0;
    while (begin < Math.min(before.size(), after.size())
        && before.get(begin).equals(after.get(begin))) {
      begin++;
    }
    int end = 0;
    while (end < Math.min(before.size(), after.size()) - begin
        && before.get(before.size() - 1 - end).equals(after.get(after.size() - 1 - end))) {
      end++;
    }
    List<Line> lines = new ArrayList<>();
    before.subList(0, begin).forEach(line -> lines.add(new Line(Change.KEPT, line)));
    middle(
        before.subList(begin, before.size() - end),
        after.subList(begin, after.size() - end),
        lines);
    before
        .subList(before.size() - end, before.size())
        .forEach(line -> lines.add(new Line(Change.KEPT, line)));
    return lines;
  }

  /** By the longest common subsequence. */
  private static void middle(List<String> before, List<String> after, List<Line> into) {
    if (before.size() + after.size() > MOST_LINES) {
      before.forEach(line -> into.add(new Line(Change.REMOVED, line)));
      after.forEach(line -> into.add(new Line(Change.ADDED, line)));
      return;
    }
    int[][] common = new int[before.size() + 1][after.size() + 1];
    for (int i = before.size() - 1; i >= 0; i--) {
      for (int j = after.size() - 1; j >= 0; j--) {
        common[i][j] =
            before.get(i).equals(after.get(j))
                ? common[i + 1][j + 1] + 1
                : Math.max(common[i + 1][j], common[i][j + 1]);
      }
    }
    int i = 0;
    int j = 0;
    while (i < before.size() || j < after.size()) {
      if (i < before.size() && j < after.size() && before.get(i).equals(after.get(j))) {
        into.add(new Line(Change.KEPT, before.get(i)));
        i++;
        j++;
      } else if (j == after.size() || i < before.size() && common[i + 1][j] >= common[i][j + 1]) {
        into.add(new Line(Change.REMOVED, before.get(i)));
        i++;
      } else {
        into.add(new Line(Change.ADDED, after.get(j)));
        j++;
      }
    }
  }
}

package jp.todoke.api.staff;

import com.github.difflib.text.DiffRow;
import com.github.difflib.text.DiffRowGenerator;
import java.util.ArrayList;
import java.util.List;

/** Two texts side by side, line by line. */
public final class LineDiff {

  private LineDiff() {}

  /**
   * One line.
   *
   * @param change {@code same}, {@code added} or {@code removed}
   */
  public record Line(String change, String text) {}

  static List<Line> of(List<String> before, List<String> after) {
    List<Line> lines = new ArrayList<>();
    for (DiffRow row :
        DiffRowGenerator.create()
            .lineNormalizer(line -> line)
            .build()
            .generateDiffRows(before, after)) {
      switch (row.getTag()) {
        case EQUAL -> lines.add(new Line("same", row.getNewLine()));
        case INSERT -> lines.add(new Line("added", row.getNewLine()));
        case DELETE -> lines.add(new Line("removed", row.getOldLine()));
        case CHANGE -> {
          lines.add(new Line("removed", row.getOldLine()));
          lines.add(new Line("added", row.getNewLine()));
        }
      }
    }
    return lines;
  }
}

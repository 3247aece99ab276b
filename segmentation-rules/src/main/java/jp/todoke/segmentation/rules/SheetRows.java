package jp.todoke.segmentation.rules;

import java.util.ArrayList;
import java.util.List;
import jp.todoke.segmentation.profiles.Dealings;

/** People whose facts are at hand one by one. */
record SheetRows(List<FactSheet> sheets) implements Rows {

  @Override
  public int size() {
    return sheets.size();
  }

  @Override
  public void column(int slot, long[] into) {
    for (int row = 0; row < sheets.size(); row++) {
      into[row] = sheets.get(row).word(slot);
    }
  }

  @Override
  public FactSheet sheet(int row) {
    return sheets.get(row);
  }

  @Override
  public Dealings dealings(int row) {
    return sheets.get(row).dealings();
  }

  @Override
  public boolean householdKnown(int row) {
    return sheets.get(row).householdKnown();
  }

  @Override
  public int household(int row) {
    return sheets.get(row).household().length;
  }

  @Override
  public Rows members() {
    List<FactSheet> members = new ArrayList<>();
    sheets.forEach(sheet -> members.addAll(List.of(sheet.household())));
    return new SheetRows(members);
  }
}

package jp.todoke.api.campaigns;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrintSheetTest {

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '#',
      value = {
        "北区, #\"北区\"#",
        "#a\"b#, #\"a\"\"b\"#",
        "#a,b#, #\"a,b\"#",
        "=1+1, #\"'=1+1\"#",
        "+81, #\"'+81\"#",
        "-1, #\"'-1\"#",
        "@x, #\"'@x\"#",
        "##, #\"\"#"
      })
  void aCellIsTextWhateverATableProgramThinks(String text, String cell) {
    assertThat(PrintSheet.cell(text)).isEqualTo(cell);
  }
}

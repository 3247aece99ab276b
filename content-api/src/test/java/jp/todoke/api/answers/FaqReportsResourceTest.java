package jp.todoke.api.answers;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class FaqReportsResourceTest {

  private static final LocalDate DAY = LocalDate.of(2026, 11, 20);

  @Test
  void theTableSaysWhatTheDocumentSays() {
    String csv =
        FaqReportsResource.csv(
            new FaqReportsResource.ReportView(
                DAY.minusDays(6),
                DAY,
                10,
                5,
                2,
                3,
                1,
                .7,
                .75,
                List.of(new FaqReportsResource.CategoryView("税", 4, 2, 1, 1, .75)),
                List.of(new FaqReportsResource.MissView("=cmd|' \"x\"", 3)),
                List.of(new FaqReportsResource.RateView("program", 1, 2, 1 / 3.0)),
                List.of(new FaqReportsResource.RatedView("faq", "f1", 3, 1)),
                List.of(new FaqReportsResource.OpinionView("faq", "f1", false, "+だめ", DAY))));

    assertThat(csv).startsWith("\uFEFFfigure,of,value\r\n");
    assertThat(csv.lines().skip(1))
        .containsExactly(
            "from,\"\",2026-11-14",
            "to,\"\",2026-11-20",
            "asked,\"\",10",
            "strict,\"\",5",
            "loose,\"\",2",
            "missed,\"\",3",
            "uncounted,\"\",1",
            "reference rate,\"\",0.7000",
            "solved rate,\"\",0.7500",
            "category asked,\"税\",4",
            "category strict,\"税\",2",
            "category loose,\"税\",1",
            "category missed,\"税\",1",
            "category reference rate,\"税\",0.7500",
            "miss,\"'=cmd|' \"\"x\"\"\",3",
            "useful of kind,\"program\",1",
            "not useful of kind,\"program\",2",
            "useful rate of kind,\"program\",0.3333",
            "useful,\"faq:f1\",3",
            "not useful,\"faq:f1\",1",
            "not useful opinion 2026-11-20,\"faq:f1\",\"'+だめ\"");
  }
}

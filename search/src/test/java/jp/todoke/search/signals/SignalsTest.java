package jp.todoke.search.signals;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import jp.todoke.search.Hit;
import jp.todoke.search.SearchDocument;
import jp.todoke.search.SearchIndex;
import jp.todoke.search.SearchQuery;
import org.junit.jupiter.api.Test;

class SignalsTest {

  private static final List<SearchDocument> ALL =
      List.of(
          document("sodai", "粗大ごみはどうやって捨てますか。", "インターネットか電話で申し込み、手数料券を貼ってください。"),
          document("juminhyo", "【証明】住民票の写しはどこで取れますか。", "区役所とコンビニエンスストアで取れます。"),
          document("hoiku", "保育園の申込みはいつですか。", "前の年の11月から受け付けます。"),
          document("inu", "犬を飼い始めたら届出は必要ですか。", "30日以内に登録し、予防注射を受けてください。"));

  private final SearchIndex index = new SearchIndex();
  private final Signals signals = new Signals();

  SignalsTest() {
    index.replaceAll(ALL);
    signals.replaceAll(ALL);
  }

  private static SearchDocument document(String id, String title, String body) {
    return new SearchDocument("FAQ", id, "ja", title, List.of(), body, false);
  }

  private double signal(String question, String id, Signal signal) {
    List<Hit> hits =
        index.candidatesAmong(
            new SearchQuery(question, Set.of(), "ja", 10),
            index.read(question, "ja"),
            "FAQ",
            ALL.stream().map(SearchDocument::id).toList());
    List<double[]> rows = signals.measure(signals.read(question), hits).rows();
    int at =
        IntStream.range(0, hits.size())
            .filter(i -> hits.get(i).id().equals(id))
            .findFirst()
            .orElseThrow();
    return rows.get(at)[signal.ordinal()];
  }

  @Test
  void theTitleThatSaysItIsMeasuredHigher() {
    assertThat(signal("大型ゴミを捨てたい", "sodai", Signal.TITLE))
        .isGreaterThan(signal("大型ゴミを捨てたい", "inu", Signal.TITLE));
    assertThat(signal("住民票", "juminhyo", Signal.COVERAGE)).isEqualTo(1);
    assertThat(signal("証明がほしい", "juminhyo", Signal.HEADING)).isPositive();
  }

  @Test
  void aSofaLeadsToBulkyWasteThoughItIsNotNamedThere() {
    assertThat(signal("ソファを手放したい", "sodai", Signal.RULE)).isEqualTo(1);
    assertThat(signals.ledTo(signals.read("ソファを手放したい"))).isNotEmpty();
  }

  @Test
  void aDocumentPutLaterIsMeasuredToo() {
    signals.put(List.of(document("neko", "野良猫が庭に来て困っています。", "猫よけの方法をご案内します。")));
    index.put(List.of(document("neko", "野良猫が庭に来て困っています。", "猫よけの方法をご案内します。")));
    List<Hit> hits = index.search(new SearchQuery("野良猫", Set.of(), "ja", 10));

    assertThat(
            signals
                .measure(signals.read("野良猫"), hits)
                .rows()
                .getFirst()[Signal.OWN_TITLE.ordinal()])
        .isPositive();
  }

  @Test
  void likeQuestionsHaveALikeGist() {
    assertThat(signals.gist(signals.read("ゴミを捨てたい")).words().keySet())
        .containsAnyElementsOf(signals.gist(signals.read("ごみの廃棄")).words().keySet());
    assertThat(signals.gist(signals.read("")).words()).isEmpty();
  }
}

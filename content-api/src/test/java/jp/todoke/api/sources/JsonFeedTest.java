package jp.todoke.api.sources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import jp.todoke.api.contents.ContentItem;
import jp.todoke.api.rest.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonFeedTest {

  private static final Instant NOW = Instant.parse("2026-11-20T00:00:00Z");
  private static final Source NEWS =
      new Source(
          "news",
          Source.Type.JSONFEED,
          URI.create("https://example.jp/feed.json"),
          "ja",
          true,
          Duration.ofMinutes(10),
          1,
          Source.State.fresh(NOW));

  private static ReadItem read(String item) throws JsonProcessingException {
    String feed =
        "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"t\",\"items\":["
            + item
            + "]}";
    return JsonFeed.read(Json.mapper().readTree(feed), NEWS, NOW).getFirst();
  }

  private static ContentItem good(String item) throws JsonProcessingException {
    return ((ReadItem.Good) read(item)).item();
  }

  @Test
  void anItemIsReadWithItsWindowAndLanguage() throws JsonProcessingException {
    ContentItem item =
        good(
            """
            {"id": 7, "url": "https://example.jp/7", "title": "A & B", "content_text": "1 < 2\\n次",
             "date_published": "2026-11-01T09:00:00+09:00", "date_modified": "2026-11-02T00:00:00Z",
             "tags": ["防災", "防災", ""], "language": "en", "summary": "要約",
             "_todoke": {"valid_from": "2026-11-01T00:00:00+09:00", "valid_to": "2026-12-01T00:00:00+09:00"}}
            """);
    assertThat(item)
        .returns("news:7", ContentItem::id)
        .returns("A & B", ContentItem::title)
        .returns("<p>1 &lt; 2<br>次</p>", ContentItem::bodyHtml)
        .returns("en", ContentItem::language)
        .returns(List.of("防災"), ContentItem::categories)
        .returns(Instant.parse("2026-11-01T00:00:00Z"), ContentItem::publishedAt)
        .returns(Instant.parse("2026-11-02T00:00:00Z"), ContentItem::modifiedAt)
        .returns(Optional.of(Instant.parse("2026-11-30T15:00:00Z")), ContentItem::validTo);
    assertThat(item.shownAt(Instant.parse("2026-11-30T14:59:59Z"))).isTrue();
    assertThat(item.shownAt(Instant.parse("2026-11-30T15:00:00Z"))).isFalse();
    assertThat(item.shownAt(Instant.parse("2026-10-31T14:59:59Z"))).isFalse();
  }

  @Test
  void anIdThatIsAnAddressBecomesOneThatFitsInAPath() throws JsonProcessingException {
    String address =
        "{\"id\":\"https://example.jp/a/b\",\"title\":\"t\",\"date_published\":\"2026-11-01T00:00:00Z\"}";
    assertThat(good(address).id()).matches("news:[0-9a-f]{24}").isEqualTo(good(address).id());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"title":"t","date_published":"2026-11-01T00:00:00Z"}           | item-id-missing
          {"id":"1","date_published":"2026-11-01T00:00:00Z"}              | item-title-missing
          {"id":"1","title":"t","date_published":"2026/11/01"}            | item-date-malformed
          {"id":"1","title":"t"}                                          | item-date-missing
          "text"                                                          | item-id-missing
          """)
  void aBadItemIsNamedByACode(String item, String code) throws JsonProcessingException {
    assertThat(((ReadItem.Dead) read(item)).code()).isEqualTo(code);
  }

  @Test
  void whatIsNoJsonFeedIsRefused() throws JsonProcessingException {
    assertThatThrownBy(() -> JsonFeed.read(Json.mapper().readTree("{\"items\":[]}"), NEWS, NOW))
        .isInstanceOf(SourceFailed.class);
  }

  @Test
  void theFeedOfTheSampleCityHasElevenItemsAndOneThatIsBadOnPurpose() throws IOException {
    try (InputStream feed =
        Objects.requireNonNull(
            JsonFeedTest.class.getResourceAsStream("/jp/todoke/api/cli/sample/feed.json"))) {
      List<ReadItem> items = JsonFeed.read(Json.mapper().readTree(feed), NEWS, NOW);
      assertThat(items).hasSize(12);
      assertThat(items.subList(0, 11)).allMatch(ReadItem.Good.class::isInstance);
      assertThat(((ReadItem.Dead) items.getLast()).code()).isEqualTo("item-id-missing");
    }
  }
}

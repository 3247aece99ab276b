package jp.todoke.api.sources;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafeHtmlTest {

  private static final String BASE = "https://www.example.jp/news/1";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<script>alert(1)</script>",
        "<p onclick=\"alert(1)\">x</p>",
        "<img src=x onerror=alert(1)>",
        "<a href=\"javascript:alert(1)\">x</a>",
        "<a href=\" jav&#x09;ascript:alert(1)\">x</a>",
        "<a href=\"data:text/html,<script>alert(1)</script>\">x</a>",
        "<iframe src=\"https://example.com\"></iframe>",
        "<svg onload=alert(1)></svg>",
        "<style>body{background:url(javascript:alert(1))}</style>",
        "<form action=\"https://example.com\"><input name=a></form>",
        "<object data=\"x.swf\"></object>",
        "<base href=\"https://example.com/\">",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>"
      })
  void nothingThatRunsOrLoadsIsLeft(String html) {
    assertThat(SafeHtml.of(html, BASE))
        .doesNotContainIgnoringCase("alert")
        .doesNotContainIgnoringCase("script")
        .doesNotContain("on", "<iframe", "<svg", "<style", "<form", "<object", "<base");
  }

  @Test
  void structureTablesRubyAndImagesStay() {
    String html =
        "<h2>見出し</h2><p><ruby>漢字<rt>かんじ</rt></ruby></p>"
            + "<table><tbody><tr><td>1</td></tr></tbody></table>"
            + "<img src=\"https://www.example.jp/a.png\" alt=\"図\">";
    assertThat(SafeHtml.of(html, BASE)).isEqualTo(html);
  }

  @Test
  void aRelativeLinkLeadsToItsSiteAndNoLinkReachesBack() {
    assertThat(SafeHtml.of("<a href=\"../seido\" target=\"_top\">制度</a>", BASE))
        .isEqualTo("<a href=\"https://www.example.jp/seido\" rel=\"noopener\">制度</a>");
  }

  @Test
  void aTitleIsTextWithEntitiesResolved() {
    assertThat(SafeHtml.text("A &amp; B &#8211; <b>お知らせ</b>\n")).isEqualTo("A & B – お知らせ");
  }
}

package jp.todoke.templates;

import static jp.todoke.templates.Drafts.HEALTH_CHECK;
import static jp.todoke.templates.Drafts.NOON_IN_JAPAN;
import static jp.todoke.templates.Drafts.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import jp.todoke.templates.Rendering.Rendered;
import jp.todoke.templates.Rendering.ValuesMissing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RenderingTest {

  private final Renderer renderer = new Renderer();

  private static MessageTemplate template(TemplateDraft draft) {
    TemplateSyntax.check(draft);
    return new MessageTemplate(
        "preview", 1, draft.title(), false, draft.variants(), NOON_IN_JAPAN.instant());
  }

  private Rendered rendered(TemplateDraft draft, String language, Object... values) {
    return (Rendered) renderer.render(template(draft), language, values(values));
  }

  @Test
  void fillsSubjectTextAndHtmlInJapanese() {
    Rendered words =
        rendered(
            HEALTH_CHECK,
            "ja",
            "child",
            "はなこ",
            "date",
            "12月1日",
            "items",
            List.of("母子手帳", "問診票"),
            "link",
            "https://city.example.jp/kenshin?a=1&b=2");

    assertThat(words.subject()).isEqualTo("【大阪市】はなこさんの三歳児健康診査のお知らせ");
    assertThat(words.text()).isEqualTo("はなこさんの健診は12月1日です。\n・母子手帳\n・問診票\n");
    assertThat(words.html())
        .contains(
            "<p>はなこさんの健診は12月1日です。</p>"
                + "<a href=\"https://city.example.jp/kenshin?a&#61;1&amp;b&#61;2\">くわしく</a>");
    assertThat(words.fallback()).isFalse();
  }

  @Test
  void valuesAreEscapedInHtmlAndPlainElsewhere() {
    TemplateDraft draft =
        new TemplateDraft(
            "試し",
            false,
            Map.of(
                "ja",
                new Variant(
                    "{{name}}様", "{{name}}様", Optional.of("<b title=\"{{name}}\">{{name}}</b>"))));

    Rendered words = rendered(draft, "ja", "name", "<i>\"A&B\"</i>");

    assertThat(words.subject()).isEqualTo("<i>\"A&B\"</i>様");
    assertThat(words.text()).isEqualTo("<i>\"A&B\"</i>様");
    assertThat(words.html().orElseThrow())
        .isEqualTo(
            "<b title=\"&lt;i&gt;&quot;A&amp;B&quot;&lt;/i&gt;\">"
                + "&lt;i&gt;&quot;A&amp;B&quot;&lt;/i&gt;</b>");
  }

  @Test
  void missingValuesAreNamedAndNothingIsHandedOut() {
    assertThat(renderer.render(template(HEALTH_CHECK), "ja", values("child", "はなこ")))
        .isEqualTo(new ValuesMissing(Set.of("date", "items", "link")));
  }

  @Test
  void onlyNamesTheMessageReachesAreAskedFor() {
    TemplateDraft draft =
        Drafts.japanese("件名", "{{#fee}}手数料は{{amount}}円{{/fee}}{{^fee}}無料{{/fee}}");

    assertThat(rendered(draft, "ja", "fee", false).text()).isEqualTo("無料");
    assertThat(renderer.render(template(draft), "ja", values("fee", true)))
        .isEqualTo(new ValuesMissing(Set.of("amount")));
  }

  @ParameterizedTest(name = "asked {0}, written in {1}, fallback {2}")
  @CsvSource({
    "ja, ja, false",
    "en, en, false",
    "en-GB, en, true",
    "ja-x-easy, ja, true",
    "vi, ja, true",
    "not_a_tag, ja, true"
  })
  void theNearestLanguageIsTakenAndSaid(String asked, String used, boolean fallback) {
    Rendered words =
        rendered(
            HEALTH_CHECK,
            asked,
            "child",
            "はなこ",
            "date",
            "12/1",
            "items",
            List.of(),
            "link",
            "https://city.example.jp/");

    assertThat(words.language()).isEqualTo(used);
    assertThat(words.fallback()).isEqualTo(fallback);
  }

  @Test
  void numbersAndNestedMapsAreWritten() {
    Rendered words =
        rendered(
            Drafts.japanese(
                "件名", "{{family.name}} {{count}} {{yen}} {{#family}}{{name}}{{/family}}"),
            "ja",
            "family",
            Map.of("name", "佐藤"),
            "count",
            3,
            "yen",
            new BigDecimal("1E+4"));

    assertThat(words.text()).isEqualTo("佐藤 3 10000 佐藤");
  }

  @ParameterizedTest
  @ValueSource(strings = {"一\r\nBcc: all@example.jp", "一\n二", "一\u0000"})
  void aValueCanNotBreakTheSubjectLine(String value) {
    assertThatExceptionOfType(ValueRefused.class)
        .isThrownBy(() -> rendered(Drafts.japanese("{{x}}", "本文"), "ja", "x", value))
        .withMessageNotContaining("Bcc");
  }

  @Test
  void objectsAndLambdasAreNoValues() {
    TemplateDraft draft = Drafts.japanese("件名", "{{x}}");
    Function<String, String> lambda = text -> text;
    Callable<String> call = () -> "called";

    for (Object foreign : List.of(lambda, call, new Object(), Thread.currentThread(), 'c')) {
      assertThatExceptionOfType(ValueRefused.class)
          .isThrownBy(() -> rendered(draft, "ja", "x", foreign));
    }
    assertThatExceptionOfType(ValueRefused.class)
        .isThrownBy(() -> rendered(draft, "ja", "x", List.of("一")))
        .withMessageContaining("can not be written");
  }

  @Test
  void propertiesOfAValueAreOutOfReach() {
    assertThat(
            renderer.render(
                template(Drafts.japanese("件名", "{{x.class.name}}{{x.length}}")),
                "ja",
                values("x", "文字")))
        .isEqualTo(new ValuesMissing(Set.of("x.class.name", "x.length")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"javascript:alert(1)", "data:text/html,x", "//evil.example", "x y"})
  void aLinkLeadsToTheWebMailOrTelephoneOnly(String link) {
    assertThatExceptionOfType(ValueRefused.class)
        .isThrownBy(() -> rendered(Drafts.html("<a href = '{{link}}'>x</a>"), "ja", "link", link))
        .withMessageNotContaining(link);
  }

  @Test
  void aRenderingCanNotGrowWithoutEnd() {
    assertThatExceptionOfType(ValueRefused.class)
        .isThrownBy(
            () -> rendered(Drafts.japanese("件名", "{{x}}{{x}}"), "ja", "x", "あ".repeat(15_000)));
  }

  @Test
  void variablesAreListedOverAllLanguages() {
    assertThat(TemplateSyntax.variables(template(HEALTH_CHECK)))
        .containsExactly("child", "date", "items", "link");
  }
}

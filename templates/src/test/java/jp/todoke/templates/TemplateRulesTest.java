package jp.todoke.templates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateRulesTest {

  private static TemplateRefused refusal(TemplateDraft draft) {
    return catchThrowableOfType(TemplateRefused.class, () -> TemplateSyntax.check(draft));
  }

  @ParameterizedTest(name = "{0} is refused: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{{{x}}} | unescaped",
        "{{&x}} | unescaped",
        "{{>part}} | partials",
        "{{> *dynamic}} | partials",
        "{{=<% %>=}} | delimiter",
        "{{<layout}}{{/layout}} | inheritance",
        "{{$block}}{{/block}} | inheritance",
        "{{?x}}{{/x}} | name checks",
        "{{%pragma}} | pragmas",
        "{{}} | names are",
        "{{x | never closed",
        "{{#x}} | never closed",
        "{{/x}} | not open",
        "{{#a}}{{#b}}{{/a}}{{/b}} | not open",
        "{{a b}} | names are",
        "{{x.}} | names are",
        "{{*x}} | names are",
        "<p class={{x}}></p> | quoted attributes",
        "<{{x}}> | quoted attributes",
        "<p {{x}}></p> | quoted attributes",
        "<p onclick=\"f('{{x}}')\"></p> | attribute onclick",
        "<p onclick = \"{{x}}\"></p> | attribute onclick",
        "<p style=\"color:{{x}}\"></p> | attribute style",
        "<script>var a = \"{{x}}\"</script> | quoted attributes",
        "<STYLE>{{x}}</STYLE> | quoted attributes",
        "<!-- {{x}} --> | quoted attributes",
        "<a href=\"{{#u}}{{.}}{{/u}}\"></a> | named value",
        "{{#x}}<a href=\"{{/x}}https://city.example.jp\"></a> | same place",
      })
  void whatCouldHarmIsRefusedInHtml(String html, String reason) {
    assertThat(refusal(Drafts.html(html))).hasMessageContaining(reason);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<p>{{氏名}}</p>",
        "<a href=\"https://city.example.jp/{{path}}\" title='{{title}}'>{{title}}</a>",
        "<script>var a = 1 < 2;</script>{{x}}",
        "{{! 職員用メモ }}<br/>{{x}}",
        "{{#rows}}<tr><td>{{name}}</td></tr>{{/rows}}",
        "<img src=\"https://city.example.jp/a.png\" alt=\"\">{{x}}",
      })
  void ordinaryHtmlIsAccepted(String html) {
    assertThatCode(() -> TemplateSyntax.check(Drafts.html(html))).doesNotThrowAnyException();
  }

  @Test
  void aRefusalSaysWhere() {
    TemplateRefused refused = refusal(Drafts.html("<p>一行目</p>\n<p>あ{{{x}}}</p>"));

    assertThat(refused.place()).isEqualTo("ja/html");
    assertThat(refused.line()).isEqualTo(2);
    assertThat(refused.column()).isEqualTo(5);
  }

  @Test
  void aSubjectIsOneLineWithinItsLimit() {
    assertThat(refusal(Drafts.japanese("一\n二", "本文"))).hasMessageContaining("one line");
    assertThat(refusal(Drafts.japanese("一\r", "本文"))).hasMessageContaining("one line");
    assertThat(refusal(Drafts.japanese("あ".repeat(201), "本文"))).hasMessageContaining("200");
    assertThat(refusal(Drafts.japanese("件名", "あ".repeat(20_001)))).hasMessageContaining("20000");
    assertThat(refusal(Drafts.japanese("件名", " "))).hasMessageContaining("ja/text");
  }

  @Test
  void japaneseIsRequiredAndLanguagesAreBcp47() {
    Variant words = Variant.plain("件名", "本文");
    assertThat(refusal(new TemplateDraft("題", false, Map.of("en", words))))
        .hasMessageContaining("ja");
    for (String language : new String[] {"EN", "en_US", "日本語"}) {
      assertThat(refusal(new TemplateDraft("題", false, Map.of("ja", words, language, words))))
          .hasMessageContaining("language tag");
    }
    assertThatCode(
            () ->
                TemplateSyntax.check(
                    new TemplateDraft(
                        "題", false, Map.of("ja", words, "ja-x-easy", words, "zh-Hant-TW", words))))
        .doesNotThrowAnyException();
  }

  @Test
  void rawValuesInPlainTextDoNoHarm() {
    assertThatCode(
            () ->
                TemplateSyntax.check(
                    new TemplateDraft(
                        "題",
                        false,
                        Map.of("ja", new Variant("件名", "{{{x}}} {{&y}}", Optional.empty())))))
        .doesNotThrowAnyException();
  }
}

package jp.todoke.templates;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Wordings the tests speak of. */
final class Drafts {

  static final Clock NOON_IN_JAPAN =
      Clock.fixed(Instant.parse("2026-11-20T03:00:00Z"), ZoneOffset.UTC);

  static final Variant HEALTH_CHECK_JA =
      new Variant(
          "【大阪市】{{child}}さんの三歳児健康診査のお知らせ",
          "{{child}}さんの健診は{{date}}です。\n{{#items}}・{{.}}\n{{/items}}{{^items}}持ち物はありません。\n{{/items}}",
          Optional.of("<p>{{child}}さんの健診は{{date}}です。</p><a href=\"{{link}}\">くわしく</a>"));

  static final Variant HEALTH_CHECK_EN =
      Variant.plain("Health check for {{child}}", "{{child}}: {{date}}");

  static final TemplateDraft HEALTH_CHECK =
      new TemplateDraft("三歳児健診", true, Map.of("ja", HEALTH_CHECK_JA, "en", HEALTH_CHECK_EN));

  private Drafts() {}

  static TemplateDraft japanese(String subject, String text) {
    return new TemplateDraft("試し", false, Map.of("ja", Variant.plain(subject, text)));
  }

  static TemplateDraft html(String html) {
    return new TemplateDraft("試し", false, Map.of("ja", new Variant("件名", "本文", Optional.of(html))));
  }

  static Map<String, Object> values(Object... namesAndValues) {
    Map<String, Object> values = new HashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      values.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return values;
  }
}

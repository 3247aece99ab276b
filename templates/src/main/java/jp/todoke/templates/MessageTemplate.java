package jp.todoke.templates;

import java.time.Instant;
import java.util.Map;

/**
 * One immutable version of the city's wording for a kind of message.
 *
 * @param id business name, {@code [a-z0-9][a-z0-9-]{0,63}}
 * @param version 1, 2, 3 ...; campaigns pin it
 * @param title name for staff
 * @param sensitive see {@link TemplateDraft#sensitive()}
 * @param variants words by BCP 47 language tag, always with {@code ja}
 * @param savedAt when this version was saved, UTC
 */
public record MessageTemplate(
    String id,
    int version,
    String title,
    boolean sensitive,
    Map<String, Variant> variants,
    Instant savedAt) {

  /** The language every template has and every other falls back to. */
  public static final String JAPANESE = "ja";

  /** Keeps its own copy of the variants. */
  public MessageTemplate {
    variants = Map.copyOf(variants);
  }
}

package jp.todoke.templates;

import java.util.Map;

/**
 * What an editor hands in to be saved as a version.
 *
 * @param title name of the template for staff, not shown to citizens
 * @param sensitive true where the mere wording tells something about the person; the sender then
 *     keeps it out of lock screens and shared addresses
 * @param variants words by BCP 47 language tag; {@code ja} is required
 */
public record TemplateDraft(String title, boolean sensitive, Map<String, Variant> variants) {

  /** Keeps its own copy of the variants. */
  public TemplateDraft {
    variants = Map.copyOf(variants);
  }
}

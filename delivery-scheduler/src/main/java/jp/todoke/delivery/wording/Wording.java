package jp.todoke.delivery.wording;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import jp.todoke.delivery.approvals.ContentHash;
import jp.todoke.templates.MessageTemplate;
import jp.todoke.templates.Rendering;
import jp.todoke.templates.Templates;
import org.jspecify.annotations.Nullable;

/** A template version filled with the values of one delivery, in every language. Thread-safe. */
public final class Wording {

  private final Templates templates;
  private final MessageTemplate template;
  private final Map<String, Object> values;
  private final Map<String, Rendering.Rendered> byLanguage = new ConcurrentHashMap<>();
  private volatile @Nullable String hash;

  private Wording(Templates templates, MessageTemplate template, Map<String, Object> values) {
    this.templates = templates;
    this.template = template;
    this.values = values;
  }

  /**
   * Renders every language the template has.
   *
   * @throws UnknownTemplateVersion when there is none
   * @throws TemplateValuesMissing when a language asks for a value that is not given
   * @throws jp.todoke.templates.ValueRefused when a value can not be put into the message
   */
  public static Wording of(
      Templates templates, String templateId, int version, Map<String, Object> values) {
    MessageTemplate template =
        templates
            .find(templateId, version)
            .orElseThrow(() -> new UnknownTemplateVersion(templateId, version));
    Wording wording = new Wording(templates, template, values);
    template.variants().keySet().forEach(wording::in);
    return wording;
  }

  /** The words in that language, or the nearest the template has. */
  public Rendering.Rendered in(String language) {
    return byLanguage.computeIfAbsent(language, this::render);
  }

  private Rendering.Rendered render(String language) {
    return switch (templates.render(template, language, values)) {
      case Rendering.Rendered words -> words;
      case Rendering.ValuesMissing missing ->
          throw new TemplateValuesMissing(template.id(), missing.names());
    };
  }

  /** The words in each language the template has, by tag. */
  public SortedMap<String, Rendering.Rendered> samples() {
    SortedMap<String, Rendering.Rendered> samples = new TreeMap<>();
    template.variants().keySet().forEach(language -> samples.put(language, in(language)));
    return samples;
  }

  /** Whether the mere wording tells something about the person. */
  public boolean sensitive() {
    return template.sensitive();
  }

  /** SHA-256 over template, version and all words. */
  public String hash() {
    String known = hash;
    if (known == null) {
      known = hashed();
      hash = known;
    }
    return known;
  }

  private String hashed() {
    ContentHash over = new ContentHash().add(template.id()).add(template.version());
    samples()
        .forEach(
            (language, words) ->
                over.add(language)
                    .add(words.subject())
                    .add(words.text())
                    .add(words.html().orElse("")));
    return over.hex();
  }
}

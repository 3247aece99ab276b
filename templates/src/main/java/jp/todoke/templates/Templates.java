package jp.todoke.templates;

import com.mongodb.client.MongoDatabase;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The city's wordings: saved as versions, found again, filled with values. Thread-safe. */
public final class Templates {

  private final TemplateStore store;
  private final Clock clock;
  private final Renderer renderer = new Renderer();

  /** Opens the collection {@code templates} of this database and makes sure of its index. */
  public Templates(MongoDatabase database, Clock clock) {
    this.store = new TemplateStore(database);
    this.clock = clock;
  }

  /**
   * Saves version 1 of a new template.
   *
   * @throws TemplateRefused when the id or a part breaks a rule
   * @throws TemplateAlreadyExists when the id is taken
   */
  public MessageTemplate create(String id, TemplateDraft draft) {
    MessageTemplate first = version(id, 1, draft);
    if (!store.insert(first)) {
      throw new TemplateAlreadyExists(id);
    }
    return first;
  }

  /**
   * Saves the next version of a template the editor read as {@code expectedVersion}.
   *
   * @throws TemplateRefused when a part breaks a rule
   * @throws UnknownTemplate when there is no template of this id
   * @throws StaleTemplate when {@code expectedVersion} is not the latest any more
   */
  public MessageTemplate revise(String id, int expectedVersion, TemplateDraft draft) {
    MessageTemplate next = version(id, expectedVersion + 1, draft);
    MessageTemplate latest = store.latest(id).orElseThrow(() -> new UnknownTemplate(id));
    if (latest.version() != expectedVersion || !store.insert(next)) {
      throw new StaleTemplate(id, expectedVersion);
    }
    return next;
  }

  /** The latest version of a template. */
  public Optional<MessageTemplate> find(String id) {
    return store.latest(id);
  }

  /** One version of a template, as a campaign pinned it. */
  public Optional<MessageTemplate> find(String id, int version) {
    return store.find(id, version);
  }

  /**
   * Latest versions in the order of their ids.
   *
   * @param after id of the last template of the page before; the empty string for the first page
   * @param limit 1 to 100
   */
  public List<MessageTemplate> page(String after, int limit) {
    return store.page(after, Math.clamp(limit, 1, 100));
  }

  /**
   * Checks a draft as saving would and gives it an id for a preview, without saving.
   *
   * @throws TemplateRefused when the id or a part breaks a rule
   */
  public MessageTemplate preview(String id, TemplateDraft draft) {
    return version(id, 1, draft);
  }

  /** Names a template uses, over all languages; names inside a section may belong to its items. */
  public Set<String> variables(MessageTemplate template) {
    return TemplateSyntax.variables(template);
  }

  /**
   * Fills a template with values in the language asked for, or the nearest it has (RFC 4647 lookup,
   * then Japanese). Subject and text are plain, the HTML part is escaped. In a section, {@code
   * false}, the empty string and the empty list count as no; every number counts as yes.
   *
   * @param language BCP 47 tag the person reads
   * @param values strings, numbers, booleans, lists and maps of these; null is not a value
   * @throws ValueRefused when a value is of another type, breaks the subject's line, is no safe
   *     link where a link stands, or makes a part too long
   */
  public Rendering render(MessageTemplate template, String language, Map<String, Object> values) {
    return renderer.render(template, language, values);
  }

  private MessageTemplate version(String id, int version, TemplateDraft draft) {
    TemplateSyntax.checkId(id);
    TemplateSyntax.check(draft);
    return new MessageTemplate(
        id,
        version,
        draft.title().strip(),
        draft.sensitive(),
        draft.variants(),
        clock.instant().truncatedTo(ChronoUnit.MILLIS));
  }
}

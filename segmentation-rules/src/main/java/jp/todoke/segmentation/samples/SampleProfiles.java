package jp.todoke.segmentation.samples;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.mongodb.client.MongoDatabase;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import jp.todoke.segmentation.attributes.ValueRefused;
import jp.todoke.segmentation.profiles.Profile;
import jp.todoke.segmentation.profiles.ProfileRowRefused;
import jp.todoke.segmentation.profiles.Profiles;

/**
 * The door to sample profiles: kept by staff, read by previews. Thread-safe; any number of nodes.
 */
public final class SampleProfiles {

  private static final Pattern ID = Pattern.compile("[a-z][a-z0-9-]{0,63}");
  private static final Set<String> PARTS =
      Set.of("kind", "attributes", "household", "receives", "language");
  private static final String ATTRIBUTES = "attributes";
  private static final int LONGEST_TITLE = 100;
  private static final int MOST_FAULTS = 100;

  private final SampleStore store;
  private final Profiles profiles;
  private final Clock clock;

  /** Uses the collection of this database. */
  public SampleProfiles(MongoDatabase database, Profiles profiles, Clock clock) {
    this.store = new SampleStore(database);
    this.profiles = profiles;
    this.clock = clock;
  }

  /**
   * Keeps a new one.
   *
   * @throws SampleRefused with everything that is wrong
   * @throws SampleExists when the id is taken
   */
  public SampleProfile create(String id, SampleDraft draft, String by) {
    SampleProfile sample = checked(id, draft, store.next(id), by);
    if (!store.insert(sample)) {
      throw new SampleExists(id);
    }
    return sample;
  }

  /**
   * Replaces one that was read at version {@code expected}.
   *
   * @throws SampleRefused with everything that is wrong
   * @throws UnknownSample when there is none
   * @throws StaleSample when it is no longer at {@code expected}
   */
  public SampleProfile replace(String id, SampleDraft draft, int expected, String by) {
    SampleProfile before = store.find(id).orElseThrow(UnknownSample::new);
    if (before.version() != expected) {
      throw new StaleSample(id, expected);
    }
    SampleProfile after = checked(id, draft, expected + 1, by);
    if (!store.replace(after)) {
      throw new StaleSample(id, expected);
    }
    return after;
  }

  /**
   * Removes one that was read at version {@code expected}.
   *
   * @throws UnknownSample when there is none
   * @throws StaleSample when it is no longer at {@code expected}
   */
  public void remove(String id, int expected, String by) {
    if (store.find(id).isEmpty()) {
      throw new UnknownSample();
    }
    if (!store.remove(id, expected, now(), by)) {
      throw new StaleSample(id, expected);
    }
  }

  /** The sample of that id. */
  public Optional<SampleProfile> find(String id) {
    return store.find(id);
  }

  /** Up to {@code limit} samples whose id comes after {@code after}, in order. */
  public List<SampleProfile> page(String after, int limit) {
    return store.page(after, limit);
  }

  /**
   * The person a sample describes, as the catalogue is today.
   *
   * @throws ValueRefused when the catalogue does not admit a value any more
   */
  public Profile person(SampleProfile sample) {
    return profiles.madeUp(row(sample.id(), sample.person()));
  }

  private SampleProfile checked(String id, SampleDraft draft, int version, String by) {
    List<SampleRefused.Fault> faults = new ArrayList<>();
    if (!ID.matcher(id).matches()) {
      faults.add(
          fault("/id", "a small letter, then small letters, digits or -, at most 64 in all"));
    } else {
      read(id, draft.person(), faults);
    }
    if (draft.title().isBlank()
        || draft.title().length() > LONGEST_TITLE
        || draft.title().chars().anyMatch(Character::isISOControl)) {
      faults.add(fault("/title", "1 to " + LONGEST_TITLE + " characters in one line"));
    }
    if (!draft.values().isObject()) {
      faults.add(fault("/values", "an object"));
    }
    if (!faults.isEmpty()) {
      throw new SampleRefused(faults.toArray(SampleRefused.Fault[]::new));
    }
    return new SampleProfile(
        id, draft.title().strip(), draft.person(), draft.values(), version, now(), by);
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  /** Each part and each attribute by itself, so that one fault does not hide the next. */
  private void read(String id, JsonNode person, List<SampleRefused.Fault> faults) {
    if (!person.isObject()) {
      faults.add(fault("", "an object"));
      return;
    }
    for (Map.Entry<String, JsonNode> part : person.properties()) {
      if (!PARTS.contains(part.getKey())) {
        faults.add(
            fault("", "a sample has none but kind, attributes, household, receives, language"));
      } else if (part.getKey().equals(ATTRIBUTES) && part.getValue().isObject()) {
        for (Map.Entry<String, JsonNode> one : part.getValue().properties()) {
          if (faults.size() < MOST_FAULTS) {
            read(id, "/attributes/" + escaped(one.getKey()), ATTRIBUTES, single(one), faults);
          }
        }
      } else {
        read(id, "/" + part.getKey(), part.getKey(), part.getValue(), faults);
      }
    }
  }

  private void read(
      String id, String pointer, String part, JsonNode value, List<SampleRefused.Fault> faults) {
    ObjectNode alone = JsonNodeFactory.instance.objectNode();
    alone.set(part, value);
    try {
      profiles.madeUp(row(id, alone));
    } catch (ValueRefused refused) {
      faults.add(new SampleRefused.Fault(pointer, refused.code(), refused.reason()));
    } catch (ProfileRowRefused refused) {
      faults.add(
          new SampleRefused.Fault(pointer, refused.code(), String.valueOf(refused.getMessage())));
    }
  }

  private static JsonNode single(Map.Entry<String, JsonNode> attribute) {
    ObjectNode only = JsonNodeFactory.instance.objectNode();
    only.set(attribute.getKey(), attribute.getValue());
    return only;
  }

  private static String row(String id, JsonNode person) {
    ObjectNode row = JsonNodeFactory.instance.objectNode();
    row.put("commonId", id);
    person.properties().forEach(part -> row.set(part.getKey(), part.getValue()));
    return row.toString();
  }

  /** A name within a JSON Pointer (RFC 6901); a hostile one is not repeated in full. */
  private static String escaped(String name) {
    String shown = name.length() > 100 ? name.substring(0, 100) : name;
    return shown.replace("~", "~0").replace("/", "~1");
  }

  private static SampleRefused.Fault fault(String pointer, String reason) {
    return new SampleRefused.Fault(pointer, "invalid-sample-part", reason);
  }
}

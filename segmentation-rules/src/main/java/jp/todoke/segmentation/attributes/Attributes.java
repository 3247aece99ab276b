package jp.todoke.segmentation.attributes;

import com.mongodb.client.MongoDatabase;
import java.util.Optional;

/**
 * The door to the attribute catalogue: which facts about people exist in this city (function #23).
 *
 * <p>Thread-safe. Readers get an immutable {@link Catalogue}; a change made on this node is seen at
 * once, one made on another node after {@link #refresh()}.
 */
public final class Attributes {

  private final AttributeStore store;
  private final ParameterStore parameters;
  private volatile Catalogue catalogue;

  /** Reads the catalogue once from the collection {@code attributes}. */
  public Attributes(MongoDatabase database) {
    store = new AttributeStore(database);
    parameters = new ParameterStore(database);
    catalogue = new Catalogue(store.all(), parameters.all());
  }

  /** The catalogue as this node knows it. */
  public Catalogue catalogue() {
    return catalogue;
  }

  /** Reads again what other nodes may have written. */
  public synchronized Catalogue refresh() {
    Catalogue read = new Catalogue(store.all(), parameters.all());
    if (!read.equals(catalogue)) {
      catalogue = read;
    }
    return catalogue;
  }

  /** The entry of that name. */
  public Optional<Attribute> find(String name) {
    return catalogue.find(name);
  }

  /**
   * Adds an entry.
   *
   * @throws AttributeExists when the name is taken or built in
   */
  public Attribute create(Attribute attribute) {
    if (Catalogue.builtIn(attribute.name()) || !store.insert(attribute)) {
      throw new AttributeExists(attribute.name());
    }
    refresh();
    return attribute;
  }

  /**
   * Replaces an entry. Its type stays, and values may be added but not taken away, because stored
   * profiles and conditions rely on them.
   *
   * @param expected the version the caller edited
   * @throws AttributeStale when it has changed since
   * @throws AttributeRefused when it is unknown or built in, or the type or a value would go
   */
  public Attribute replace(Attribute edited, int expected) {
    Attribute before =
        refresh()
            .find(edited.name())
            .filter(entry -> !Catalogue.builtIn(entry.name()))
            .orElseThrow(() -> new AttributeRefused("name", edited.name() + " cannot be edited"));
    if (before.type() != edited.type()) {
      throw new AttributeRefused("type", "cannot change");
    }
    if (!edited.allowed().containsAll(before.allowed())) {
      throw new AttributeRefused("allowed", "a value in use cannot be taken away");
    }
    Attribute next =
        new Attribute(
            edited.name(),
            edited.label(),
            edited.type(),
            edited.allowed(),
            edited.unit(),
            edited.purpose(),
            edited.source(),
            expected + 1);
    if (before.version() != expected || !store.replace(next, expected)) {
      throw new AttributeStale(edited.name(), expected);
    }
    refresh();
    return next;
  }

  /**
   * Adds a parameter.
   *
   * @throws AttributeExists when the name is taken
   */
  public Parameter create(Parameter parameter) {
    if (!parameters.insert(parameter)) {
      throw new AttributeExists(parameter.name());
    }
    refresh();
    return parameter;
  }

  /**
   * Replaces a parameter; what it was in earlier periods is the editor's to keep.
   *
   * @param expected the version the caller edited
   * @throws AttributeStale when it has changed since
   */
  public Parameter replace(Parameter edited, int expected) {
    Parameter next =
        new Parameter(
            edited.name(),
            edited.label(),
            edited.unit(),
            edited.source(),
            edited.periods(),
            expected + 1);
    if (!parameters.replace(next, expected)) {
      throw new AttributeStale(edited.name(), expected);
    }
    refresh();
    return next;
  }
}

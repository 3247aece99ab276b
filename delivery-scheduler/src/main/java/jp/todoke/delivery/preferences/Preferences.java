package jp.todoke.delivery.preferences;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.or;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import java.time.Clock;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import jp.todoke.channels.Route;
import org.bson.Document;
import org.bson.conversions.Bson;

/** The door to everybody's delivery preferences (collection {@code deliveryPreferences}). */
public final class Preferences {

  /** What a topic is called, such as {@code kosodate}. */
  public static final Pattern TOPIC = Pattern.compile("[a-z0-9-]{1,40}");

  private static final int TOPICS = 100;

  private final MongoCollection<Document> preferences;
  private final Clock clock;

  /** Opens the collection of this database. */
  public Preferences(MongoDatabase database, Clock clock) {
    this.preferences = database.getCollection("deliveryPreferences");
    this.clock = clock;
  }

  /** What that person said, {@link Preference#NONE} where nothing. */
  public Preference find(String commonId) {
    return Optional.ofNullable(preferences.find(eq("_id", commonId)).first())
        .map(Preferences::preference)
        .orElse(Preference.NONE);
  }

  /** What those of the people said who said anything, by common ID. */
  public Map<String, Preference> findAll(Collection<String> commonIds) {
    Map<String, Preference> found = new HashMap<>();
    preferences
        .find(in("_id", commonIds))
        .batchSize(commonIds.size() + 1)
        .forEach(document -> found.put(document.getString("_id"), preference(document)));
    return found;
  }

  /**
   * The common IDs of everybody who does not want a topic on a route, by the reason that counts
   * first: {@code everything-off}, then {@code topic-off}.
   */
  public SortedMap<String, List<String>> refusing(String topic, Route route) {
    SortedMap<String, List<String>> refusing = new TreeMap<>();
    refusing.put("everything-off", new ArrayList<>());
    refusing.put("topic-off", new ArrayList<>());
    Bson off = or(eq("everythingOff", true), eq("topicsOff." + topic, route.name()));
    for (Document document : preferences.find(off)) {
      String reason = document.getBoolean("everythingOff", false) ? "everything-off" : "topic-off";
      refusing.computeIfAbsent(reason, any -> new ArrayList<>()).add(document.getString("_id"));
    }
    return refusing;
  }

  /**
   * Replaces what the person said.
   *
   * @param wanted its version is not regarded
   * @param expected the version they read; 0 where there was none
   * @throws PreferenceRefused when a topic is not of its form or there are more than {@value
   *     #TOPICS}
   * @throws StalePreference when it changed since {@code expected}
   */
  public Preference prefer(String commonId, Preference wanted, long expected) {
    if (wanted.topicsOff().size() > TOPICS) {
      throw new PreferenceRefused("topicsOff", "at most " + TOPICS + " topics");
    }
    if (!wanted.topicsOff().keySet().stream().allMatch(TOPIC.asMatchPredicate())) {
      throw new PreferenceRefused("topicsOff", "a topic is 1 to 40 of a-z, 0-9 and -");
    }
    Preference kept =
        new Preference(
            expected + 1, wanted.everythingOff(), wanted.topicsOff(), wanted.quietHours());
    Document document = document(commonId, kept);
    if (expected > 0) {
      if (preferences
              .replaceOne(and(eq("_id", commonId), eq("version", expected)), document)
              .getMatchedCount()
          == 0) {
        throw new StalePreference(expected);
      }
      return kept;
    }
    try {
      preferences.insertOne(document);
      return kept;
    } catch (MongoWriteException refused) {
      if (refused.getError().getCategory() == ErrorCategory.DUPLICATE_KEY) {
        throw new StalePreference(expected);
      }
      throw refused;
    }
  }

  /**
   * Switches a topic off on a route, whatever else the person said. Safe to repeat.
   *
   * @throws IllegalArgumentException when the topic is not of its form
   */
  public void turnOff(String commonId, String topic, Route route) {
    if (!TOPIC.matcher(topic).matches()) {
      throw new IllegalArgumentException("not a topic");
    }
    if (!find(commonId).refuses(topic, route)) {
      preferences.updateOne(
          eq("_id", commonId),
          Updates.combine(
              Updates.addToSet("topicsOff." + topic, route.name()),
              Updates.inc("version", 1L),
              Updates.set("changedAt", Date.from(clock.instant())),
              Updates.setOnInsert("everythingOff", false)),
          new UpdateOptions().upsert(true));
    }
  }

  /** Removes what a person said who leaves the service; false when they said nothing. */
  public boolean forget(String commonId) {
    return preferences.deleteOne(eq("_id", commonId)).getDeletedCount() == 1;
  }

  private Document document(String commonId, Preference preference) {
    Document topics = new Document();
    new TreeMap<>(preference.topicsOff())
        .forEach(
            (topic, routes) ->
                topics.append(topic, routes.stream().map(Route::name).sorted().toList()));
    Document document =
        new Document("_id", commonId)
            .append("version", preference.version())
            .append("everythingOff", preference.everythingOff())
            .append("topicsOff", topics)
            .append("changedAt", Date.from(clock.instant()));
    preference
        .quietHours()
        .ifPresent(
            quiet ->
                document.append(
                    "quietHours",
                    new Document("from", quiet.from().toString())
                        .append("to", quiet.to().toString())));
    return document;
  }

  private static Preference preference(Document document) {
    Map<String, Set<Route>> topics = new HashMap<>();
    Document off = document.get("topicsOff", new Document());
    for (String topic : off.keySet()) {
      Set<Route> routes = EnumSet.noneOf(Route.class);
      off.getList(topic, String.class).forEach(name -> routes.add(Route.valueOf(name)));
      topics.put(topic, routes);
    }
    return new Preference(
        document.getLong("version"),
        document.getBoolean("everythingOff", false),
        topics,
        Optional.ofNullable(document.get("quietHours", Document.class))
            .map(
                quiet ->
                    new QuietHours(
                        LocalTime.parse(quiet.getString("from")),
                        LocalTime.parse(quiet.getString("to")))));
  }
}

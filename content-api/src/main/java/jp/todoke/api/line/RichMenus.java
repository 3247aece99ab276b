package jp.todoke.api.line;

import static com.mongodb.client.model.Filters.eq;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.ReplaceOptions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import jp.todoke.channels.line.LineCallFailed;
import jp.todoke.channels.line.LineChannel;
import jp.todoke.segmentation.conditions.Verdict;
import jp.todoke.segmentation.profiles.Profile;
import jp.todoke.segmentation.profiles.Profiles;
import jp.todoke.segmentation.profiles.Purpose;
import jp.todoke.segmentation.rules.Decisions;
import jp.todoke.segmentation.rules.Rule;
import jp.todoke.segmentation.rules.RuleBook;
import org.bson.Document;

/**
 * The rich menu each linked person sees: that of the first segment in the settings they match,
 * where they let their attributes be used; else the account's own. Looked at when an account is
 * linked and once a day, and told to LINE only where it changed. Thread-safe; any number of nodes.
 */
public final class RichMenus {

  private static final System.Logger LOG = System.getLogger(RichMenus.class.getName());
  private static final int LOT = 500;
  private static final String NONE = "";

  private final MongoCollection<Document> shown;
  private final MongoCollection<Document> rounds;
  private final Map<String, String> bySegment;
  private final LineChannel line;
  private final Profiles profiles;
  private final Decisions decisions;
  private final Clock clock;

  /**
   * Opens the collections of this database.
   *
   * @param bySegment segment id to LINE's rich menu id, the most special segment first
   */
  public RichMenus(
      MongoDatabase database,
      Map<String, String> bySegment,
      LineChannel line,
      Profiles profiles,
      Decisions decisions,
      Clock clock) {
    this.shown = database.getCollection("lineMenus");
    this.rounds = database.getCollection("lineMenuRounds");
    this.bySegment = new LinkedHashMap<>(bySegment);
    this.line = line;
    this.profiles = profiles;
    this.decisions = decisions;
    this.clock = clock;
  }

  /**
   * Shows a person who has just been linked their menu.
   *
   * @throws LineCallFailed when LINE does not do it
   */
  public void show(String commonId, String userId) {
    String menu = profiles.find(commonId).map(person -> of(person, decisions.book())).orElse(NONE);
    if (!menu.equals(NONE)) {
      line.linkRichMenu(userId, menu);
      note(userId, menu);
    }
  }

  /**
   * Takes a person's menu away again.
   *
   * @throws LineCallFailed when LINE does not do it
   */
  public void hide(String userId) {
    if (shown.find(eq("_id", userId)).first() != null) {
      line.unlinkRichMenu(userId);
      shown.deleteOne(eq("_id", userId));
    }
  }

  /** Brings all menus up to date; once a day (Asia/Tokyo), on one node, when menus are set. */
  public void daily() {
    String today = decisions.today().toString();
    if (bySegment.isEmpty() || !isMine(today)) {
      return;
    }
    Map<String, List<String>> changed = new HashMap<>();
    RuleBook book = decisions.book();
    profiles.each(
        person ->
            person
                .contacts()
                .lineUserId()
                .ifPresent(
                    userId -> {
                      String menu = of(person, book);
                      if (!menu.equals(noted(userId))) {
                        List<String> lot = changed.computeIfAbsent(menu, it -> new ArrayList<>());
                        lot.add(userId);
                        if (lot.size() == LOT) {
                          tell(menu, lot);
                          lot.clear();
                        }
                      }
                    }));
    changed.forEach(this::tell);
  }

  private boolean isMine(String today) {
    try {
      rounds.insertOne(new Document("_id", today).append("at", Date.from(clock.instant())));
      return true;
    } catch (MongoWriteException refused) {
      if (refused.getError().getCategory() == ErrorCategory.DUPLICATE_KEY) {
        return false;
      }
      throw refused;
    }
  }

  /** One lot that LINE does not take does not stop the others; the next day tries it again. */
  private void tell(String menu, List<String> userIds) {
    if (userIds.isEmpty()) {
      return;
    }
    try {
      if (menu.equals(NONE)) {
        userIds.forEach(this::hide);
      } else {
        line.linkRichMenu(List.copyOf(userIds), menu);
        userIds.forEach(userId -> note(userId, menu));
      }
    } catch (LineCallFailed failed) {
      LOG.log(
          System.Logger.Level.WARNING,
          "{0} rich menus could not be changed: status {1}",
          userIds.size(),
          failed.status());
    }
  }

  private String of(Profile person, RuleBook book) {
    if (!person.consentsTo(Purpose.PERSONALIZATION)) {
      return NONE;
    }
    return bySegment.entrySet().stream()
        .filter(entry -> book.find(Rule.Key.segment(entry.getKey())).isPresent())
        .filter(entry -> book.decide(person).of(Rule.Key.segment(entry.getKey())) == Verdict.YES)
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(NONE);
  }

  private String noted(String userId) {
    return Optional.ofNullable(shown.find(eq("_id", userId)).first())
        .map(kept -> Objects.requireNonNull(kept.getString("menu")))
        .orElse(NONE);
  }

  private void note(String userId, String menu) {
    shown.replaceOne(
        eq("_id", userId),
        new Document("menu", menu).append("at", Date.from(clock.instant())),
        new ReplaceOptions().upsert(true));
  }
}

package jp.todoke.faq.answers;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoBulkWriteException;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Accumulators;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.InsertManyOptions;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Date;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiFunction;
import jp.todoke.search.languages.Tags;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;

/**
 * The collection {@code faqQueries}: what was asked and how it was answered, never by whom.
 *
 * <p>An answer never waits for it: a question is put into a bounded buffer and written by {@link
 * #flush}, which a timer calls. Where the buffer is full, the question is answered and not counted;
 * how many were not is counted ({@code faqUncounted}) and reported. Written without waiting for the
 * journal: a few lost lines after a crash change no report.
 *
 * <p>A wording counts once per asker and day. Who asks is hashed under a secret of the day ({@link
 * DaySecret}) together with the wording, so that neither who it was nor what else they asked can be
 * told from a line. Whether somebody asked again in other words is told by a salted hash that lives
 * in this process for three minutes.
 */
public final class FaqQueries {

  static final String COLLECTION = "faqQueries";
  static final String UNCOUNTED = "faqUncounted";
  static final String AT = "at";
  static final String QUERY = "query";
  static final String HIT = "hit";
  static final String CATEGORY = "category";
  static final String COUNT = "count";

  private static final String TOP_KIND = "topKind";
  private static final String TOP_ID = "topId";
  private static final String BEFORE = "before";
  private static final String ASKED_IN = "askedIn";
  private static final String LANGUAGE = "language";
  private static final int MOST_LANGUAGES = 20;
  private static final int MOST_WAITING = 10_000;
  private static final int BATCH = 1_000;
  private static final int MOST_LATELY = 20_000;
  private static final Duration AT_ONCE = Duration.ofMinutes(3);
  private static final double ALIKE = .5;

  private final MongoCollection<Document> queries;
  private final MongoCollection<Document> uncounted;
  private final DaySecret secret;
  private final BlockingQueue<Line> buffer;
  private final AtomicLong dropped = new AtomicLong();
  private final Map<HitClass, LongAdder> answered = new EnumMap<>(HitClass.class);
  private final LongAdder droppedEver = new LongAdder();
  private final String salt = new ObjectId().toHexString() + System.nanoTime();

  private final Object writing = new Object();
  private final List<Document> waiting = new ArrayList<>();
  private final Deque<Lately> lately = new ArrayDeque<>();
  private final Map<String, List<Lately>> latelyBy = new HashMap<>();

  /** Uses the database's collections and sees to their index. */
  public FaqQueries(MongoDatabase database) {
    this(database, MOST_WAITING, true);
  }

  /**
   * The same.
   *
   * @param indexed whether to see to the index now
   */
  FaqQueries(MongoDatabase database, int mostWaiting, boolean indexed) {
    WriteConcern quick = WriteConcern.W1.withJournal(false);
    queries = database.getCollection(COLLECTION).withWriteConcern(quick);
    uncounted = database.getCollection(UNCOUNTED).withWriteConcern(quick);
    secret = new DaySecret(database.getCollection(DaySecret.COLLECTION));
    buffer = new ArrayBlockingQueue<>(mostWaiting);
    for (HitClass hit : HitClass.values()) {
      answered.put(hit, new LongAdder());
    }
    if (indexed) {
      queries.createIndex(Indexes.ascending(AT));
    }
  }

  /** How many questions wait to be written. */
  int waiting() {
    synchronized (writing) {
      return buffer.size() + waiting.size();
    }
  }

  /**
   * How many questions were answered so on this node since its start, each time they were asked.
   */
  public long answeredHere(HitClass hit) {
    return Objects.requireNonNull(answered.get(hit)).sum();
  }

  /** How many questions this node answered and could not log since its start. */
  public long uncountedHere() {
    return droppedEver.sum();
  }

  private record Line(Instant at, String asker, Document document) {}

  private record Lately(Instant at, String who, String question, Set<String> words) {}

  /**
   * Has a question counted; never waits, never fails.
   *
   * @param asker in any stable form, kept until it is written; empty where nobody can be told from
   *     another, each then counts
   * @param asked the language the question is put in, without region
   * @param language the one the answer was wanted in
   * @param category of what answers or comes nearest; empty for none
   */
  void record(
      Instant at,
      String question,
      String asked,
      String language,
      Answer answer,
      String category,
      String asker) {
    HitClass hit = HitClass.of(answer);
    Objects.requireNonNull(answered.get(hit)).increment();
    String kept = Scrubber.scrub(question);
    if (kept.isEmpty()) {
      return;
    }
    Document line =
        new Document(AT, Date.from(at))
            .append(QUERY, kept)
            .append(ASKED_IN, asked)
            .append(LANGUAGE, language)
            .append(HIT, hit.name())
            .append(COUNT, answer.items().size())
            .append(CATEGORY, category);
    if (!(answer instanceof Answer.NoAnswer)) {
      AnswerItem top = answer.items().getFirst();
      line.append(TOP_KIND, top.kind().name()).append(TOP_ID, top.id());
    }
    if (!buffer.offer(new Line(at, asker, line))) {
      dropped.incrementAndGet();
      droppedEver.increment();
    }
  }

  /**
   * Writes what waits. Where the database is away it goes on waiting, and the next call tries again
   * without counting anything twice.
   *
   * @param words the meaning-carrying words of a text in a language
   */
  void flush(Instant now, BiFunction<String, String, List<String>> words) {
    synchronized (writing) {
      long lost = dropped.getAndSet(0);
      if (lost > 0) {
        try {
          uncounted.insertOne(new Document(AT, Date.from(now)).append(COUNT, lost));
        } catch (RuntimeException away) {
          dropped.addAndGet(lost);
          throw away;
        }
      }
      List<Line> fresh = new ArrayList<>();
      do {
        fresh.clear();
        buffer.drainTo(fresh, BATCH - waiting.size());
        fresh.forEach(line -> waiting.add(prepared(line, words)));
        write();
      } while (!fresh.isEmpty());
    }
  }

  /** A line that nobody can be told by has an id of chance, the others one that is theirs today. */
  private Document prepared(Line line, BiFunction<String, String, List<String>> words) {
    Document document = line.document();
    if (line.asker().isEmpty()) {
      return document.append("_id", new ObjectId());
    }
    String question = document.getString(QUERY);
    String who = DaySecret.sha256(salt + line.asker());
    Set<String> said = new HashSet<>(words.apply(question, document.getString(ASKED_IN)));
    Instant since = line.at().minus(AT_ONCE);
    while (!lately.isEmpty() && lately.getFirst().at().isBefore(since)) {
      forgetFirst();
    }
    for (Lately before : latelyBy.getOrDefault(who, List.of())) {
      if (!before.at().isBefore(since)
          && !before.question().equals(question)
          && like(before.words(), said) >= ALIKE) {
        document.append(BEFORE, before.question());
      }
    }
    Lately now = new Lately(line.at(), who, question, said);
    lately.addLast(now);
    latelyBy.computeIfAbsent(who, added -> new ArrayList<>()).add(now);
    if (lately.size() > MOST_LATELY) {
      forgetFirst();
    }
    return document.append("_id", line.asker() + "\n" + document.getString(LANGUAGE) + question);
  }

  private void forgetFirst() {
    Lately first = lately.removeFirst();
    latelyBy.computeIfPresent(
        first.who(),
        (who, theirs) -> {
          theirs.remove(first);
          return theirs.isEmpty() ? null : theirs;
        });
  }

  static double like(Set<String> one, Set<String> other) {
    long common = one.stream().filter(other::contains).count();
    return common == 0 ? 0 : common / Math.sqrt((double) one.size() * other.size());
  }

  private void write() {
    if (waiting.isEmpty()) {
      return;
    }
    List<Document> documents = new ArrayList<>();
    for (Document line : waiting) {
      Document document = new Document(line);
      if (line.get("_id") instanceof String own) {
        document.append("_id", secret.hash(DaySecret.day(line.getDate(AT).toInstant()), own));
      }
      documents.add(document);
    }
    try {
      queries.insertMany(documents, new InsertManyOptions().ordered(false));
    } catch (MongoBulkWriteException e) {
      // What is there already was asked before by the same asker, or written before a failure.
      if (e.getWriteErrors().stream()
          .anyMatch(error -> error.getCategory() != ErrorCategory.DUPLICATE_KEY)) {
        throw e;
      }
    }
    waiting.clear();
  }

  /**
   * The languages asked in.
   *
   * @param tags without region, Japanese first, then the most frequent
   * @param leftOut how many askings were in yet others
   */
  public record Tongues(List<String> tags, long leftOut) {

    /** Keeps its own copy. */
    public Tongues {
      tags = List.copyOf(tags);
    }
  }

  /** The languages asked in, to {@code to} exclusive; Japanese always is among them. */
  public Tongues languages(Instant from, Instant to) {
    Set<String> tags = new LinkedHashSet<>(List.of(Tags.JAPANESE));
    long leftOut = 0;
    for (Document row :
        queries.aggregate(
            List.of(
                Aggregates.match(Filters.and(during(from, to), Filters.exists(ASKED_IN))),
                Aggregates.group("$" + ASKED_IN, Accumulators.sum(COUNT, 1L)),
                Aggregates.sort(Sorts.orderBy(Sorts.descending(COUNT), Sorts.ascending("_id")))))) {
      if (tags.size() < MOST_LANGUAGES) {
        tags.add(row.getString("_id"));
      } else if (!tags.contains(row.getString("_id"))) {
        leftOut += number(row, COUNT);
      }
    }
    return new Tongues(List.copyOf(tags), leftOut);
  }

  /**
   * A wording with how often it was asked.
   *
   * @param wanted BCP 47 tag of the language its answer was wanted in
   */
  public record Asked(String question, String wanted, long count) {}

  /**
   * The wordings asked in a language from an instant on, the most frequent first.
   *
   * @param language without region, see {@link #languages}
   * @param most at most so many wordings
   */
  public List<Asked> asked(Instant from, String language, int most) {
    List<Asked> asked = new ArrayList<>();
    for (Document row :
        queries.aggregate(
            List.of(
                Aggregates.match(Filters.and(Filters.gte(AT, Date.from(from)), in(language))),
                // One text, since a store may take a wording that begins with $ for a field.
                Aggregates.group(
                    new Document("$concat", List.of("$" + LANGUAGE, "\n", "$" + QUERY)),
                    Accumulators.sum(COUNT, 1L)),
                Aggregates.sort(Sorts.orderBy(Sorts.descending(COUNT), Sorts.ascending("_id"))),
                Aggregates.limit(most)))) {
      String of = row.getString("_id");
      int end = of.indexOf('\n');
      asked.add(new Asked(of.substring(end + 1), of.substring(0, end), number(row, COUNT)));
    }
    return List.copyOf(asked);
  }

  /**
   * One wording of the log.
   *
   * @param asked how often it was asked
   * @param solved how often it found an answer
   * @param missed how often it found none, or its asker had just asked alike in other words
   * @param again how often its asker had just asked alike in other words
   */
  public record Wording(String question, long asked, long solved, long missed, long again) {}

  /**
   * Wordings of a period.
   *
   * @param leftOut how many askings are not among them, because there were too many wordings
   */
  public record Wordings(List<Wording> wordings, long leftOut) {

    /** Keeps its own copy. */
    public Wordings {
      wordings = List.copyOf(wordings);
    }
  }

  /**
   * The wordings asked in a language in a period, to {@code to} exclusive, the most frequent first.
   *
   * @param language without region, see {@link #languages}
   * @param most at most so many; what is left out is counted
   */
  public Wordings wordings(Instant from, Instant to, String language, int most) {
    Bson period = Filters.and(during(from, to), in(language));
    Document none = new Document("$eq", List.of("$" + HIT, HitClass.NONE.name()));
    Document again = new Document("$gt", List.of("$" + BEFORE, ""));
    List<Wording> found = new ArrayList<>();
    long counted = 0;
    for (Document row :
        queries.aggregate(
            List.of(
                Aggregates.match(period),
                Aggregates.group(
                    "$" + QUERY,
                    Accumulators.sum(COUNT, 1L),
                    Accumulators.sum("solved", oneIf(new Document("$not", List.of(none)))),
                    Accumulators.sum("missed", oneIf(new Document("$or", List.of(none, again)))),
                    Accumulators.sum("again", oneIf(again))),
                Aggregates.sort(Sorts.orderBy(Sorts.descending(COUNT), Sorts.ascending("_id"))),
                Aggregates.limit(most)))) {
      Wording wording =
          new Wording(
              row.getString("_id"),
              number(row, COUNT),
              number(row, "solved"),
              number(row, "missed"),
              number(row, "again"));
      counted += wording.asked();
      found.add(wording);
    }
    return new Wordings(found, Math.max(0, queries.countDocuments(period) - counted));
  }

  static Document oneIf(Document condition) {
    return new Document("$cond", List.of(condition, 1L, 0L));
  }

  static long number(Document row, String field) {
    return row.get(field, Number.class).longValue();
  }

  /**
   * How often each entry stood first among the answers, from one day to another, both inclusive,
   * Asia/Tokyo.
   */
  public Map<String, Long> first(LocalDate from, LocalDate to) {
    ZoneId city = ZoneId.of("Asia/Tokyo");
    Map<String, Long> first = new HashMap<>();
    for (Document row :
        queries.aggregate(
            List.of(
                Aggregates.match(
                    Filters.and(
                        Filters.gte(AT, Date.from(from.atStartOfDay(city).toInstant())),
                        Filters.lt(AT, Date.from(to.plusDays(1).atStartOfDay(city).toInstant())),
                        Filters.eq(TOP_KIND, AnswerKind.FAQ.name()))),
                Aggregates.group("$" + TOP_ID, Accumulators.sum("times", 1L))))) {
      first.put(row.getString("_id"), number(row, "times"));
    }
    return first;
  }

  /**
   * Which answers people came to who had just asked in these wordings without finding any.
   *
   * @return for each wording the ids of FAQ entries with how often
   */
  public Map<String, Map<String, Long>> foundAfterwards(Instant from, Instant to) {
    Map<String, Map<String, Long>> found = new HashMap<>();
    for (Document row :
        queries
            .find(
                Filters.and(during(from, to), Filters.gt(BEFORE, ""), Filters.eq(TOP_KIND, "FAQ")))
            .projection(Projections.include(BEFORE, TOP_ID))) {
      found
          .computeIfAbsent(row.getString(BEFORE), wording -> new HashMap<>())
          .merge(row.getString(TOP_ID), 1L, Long::sum);
    }
    return found;
  }

  private static Bson during(Instant from, Instant to) {
    return Filters.and(Filters.gte(AT, Date.from(from)), Filters.lt(AT, Date.from(to)));
  }

  /** Older lines tell but the language that was wanted. */
  private static Bson in(String language) {
    return Filters.or(
        Filters.eq(ASKED_IN, language),
        Filters.and(Filters.exists(ASKED_IN, false), Filters.eq(LANGUAGE, language)));
  }

  /**
   * Forgets what was asked before an instant.
   *
   * @return how many questions were forgotten
   */
  public long forgetQueriesBefore(Instant instant) {
    uncounted.deleteMany(Filters.lt(AT, Date.from(instant)));
    return queries.deleteMany(Filters.lt(AT, Date.from(instant))).getDeletedCount();
  }
}

package jp.todoke.segmentation.rules;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.InsertManyOptions;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import jp.todoke.segmentation.attributes.AttributeValue;
import jp.todoke.segmentation.attributes.Attributes;
import jp.todoke.segmentation.audiences.Audiences;
import jp.todoke.segmentation.audiences.Recomputation;
import jp.todoke.segmentation.conditions.Verdict;
import jp.todoke.segmentation.profiles.Profile;
import jp.todoke.segmentation.profiles.Profiles;
import org.bson.Document;
import org.bson.types.Decimal128;

/**
 * A whole city through 300 rules on two threads: from the heap, and, where {@code
 * TODOKE_MONGODB_URI} names one, from a real MongoDB and back into it. Also an unsaved rule counted
 * exactly, how soon a publication decides, and one decision with its explanations.
 *
 * <p>Arguments: {@code --people N} (2,800,000), {@code --rules N} (300).
 */
public final class PopulationBench {

  private static final int THREADS = 2;
  private static final int ASKED = 20_000;

  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
  private final ObjectNode figures = new JsonMapper().createObjectNode();
  private final int people;
  private final SyntheticCity synthetic;

  private PopulationBench(int people, int rules) {
    this.people = people;
    this.synthetic = new SyntheticCity(rules, 1);
    figures.put("bench", "population").put("people", people).put("rules", rules);
  }

  /** Runs it and prints the figures as one line of JSON at the end. */
  public static void main(String[] arguments) throws Exception {
    List<String> given = List.of(arguments);
    PopulationBench bench =
        new PopulationBench(option(given, "--people", 2_800_000), option(given, "--rules", 300));
    bench.inMemory();
    bench.single();
    String uri = System.getenv("TODOKE_MONGODB_URI");
    if (uri != null && !uri.isBlank()) {
      bench.fromMongoDb(uri);
    }
    bench.out.println(bench.figures);
  }

  private static int option(List<String> given, String name, int otherwise) {
    int place = given.indexOf(name);
    return place < 0 ? otherwise : Integer.parseInt(given.get(place + 1));
  }

  private void say(String name, double value) {
    double rounded = Math.round(value * 1_000) / 1_000.0;
    figures.put(name, rounded);
    out.println(name + " " + rounded);
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }

  private static double heapMegabytes() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1e6;
  }

  private void inMemory() throws InterruptedException {
    double before = heapMegabytes();
    CompactCity city = new CompactCity(synthetic.catalogue());
    for (int ordinal = 0; ordinal < people; ordinal++) {
      city.put(ordinal, synthetic.person(ordinal), ordinal & 127);
    }
    say("factsBytesPerPerson", (double) city.bytes() / people);
    say("cityHeapMegabytes", heapMegabytes() - before);
    RuleBook book = synthetic.book();
    compare(city, book);
    for (String round : List.of("First", "Second", "Third")) {
      long since = System.nanoTime();
      AtomicInteger next = new AtomicInteger();
      together(
          () -> {
            for (int slice = next.getAndIncrement();
                slice < city.slices();
                slice = next.getAndIncrement()) {
              book.decide(city, slice);
            }
          });
      say("recomputeInMemory" + round + "Seconds", seconds(since));
    }
    List<Double> exact = new ArrayList<>();
    long members = 0;
    for (Rule rule : synthetic.rules().subList(0, 40)) {
      long since = System.nanoTime();
      RuleBook draft = RuleBook.compile(List.of(rule), synthetic.catalogue(), book.asOf());
      for (int slice = 0; slice < city.slices(); slice++) {
        for (long word : draft.decide(city, slice).yes(0)) {
          members += Long.bitCount(word);
        }
      }
      exact.add(seconds(since));
    }
    say("exactCountMedianSeconds", at(exact, 0.5));
    say("exactCountMaxSeconds", at(exact, 1));
    figures.put("exactCountSum", members);
    List<Double> publish = new ArrayList<>();
    for (int round = 0; round < 30; round++) {
      long since = System.nanoTime();
      RuleBook.compile(synthetic.rules(), synthetic.catalogue(), book.asOf());
      publish.add(1_000 * seconds(since));
    }
    say("publishToLiveMedianMilliseconds", at(publish, 0.5));
    say("publishToLiveMaxMilliseconds", at(publish, 1));
  }

  /** Every verdict of a slice is the one the tree gives person by person. */
  private void compare(CompactCity city, RuleBook book) {
    SliceVerdicts verdicts = book.decide(city, 0);
    List<Test> tests = synthetic.tests();
    long[][] words = new long[synthetic.catalogue().entries().size()][];
    Rows rows = city.slice(0).rows(0, city.slice(0).size(), words);
    for (int row = 0; row < rows.size(); row++) {
      FactSheet sheet = rows.sheet(row);
      for (int rule = 0; rule < tests.size(); rule++) {
        long yes = verdicts.yes(rule)[row / Long.SIZE] >>> row & 1;
        long unknown = verdicts.unknown(rule)[row / Long.SIZE] >>> row & 1;
        if (2 * yes + unknown != tests.get(rule).of(sheet)) {
          throw new IllegalStateException("rule " + rule + " differs at " + row);
        }
      }
    }
  }

  private void single() {
    RuleBook book = synthetic.book();
    List<Double> alone = new ArrayList<>();
    List<Double> explained = new ArrayList<>();
    List<Double> one = new ArrayList<>();
    for (int index = 0; index < 3 * ASKED; index++) {
      Profile person = synthetic.person(index);
      long since = System.nanoTime();
      Verdicts verdicts = book.decide(person);
      double decided = 1e6 * seconds(since);
      List<Rule> which = new ArrayList<>(verdicts.which(Rule.Subject.SEGMENT, Verdict.YES));
      which.addAll(verdicts.which(Rule.Subject.SEGMENT, Verdict.UNKNOWN));
      double first = decided;
      for (int rule = 0; rule < which.size(); rule++) {
        book.explain(which.get(rule).key(), person);
        first = rule == 0 ? 1e6 * seconds(since) : first;
      }
      if (index >= 2 * ASKED) {
        alone.add(decided);
        one.add(first);
        explained.add(1e6 * seconds(since));
      }
    }
    say("decisionP50Microseconds", at(alone, 0.5));
    say("decisionP99Microseconds", at(alone, 0.99));
    say("decisionAndOneExplanationP50Microseconds", at(one, 0.5));
    say("decisionAndOneExplanationP99Microseconds", at(one, 0.99));
    say("decisionAndAllExplanationsP50Microseconds", at(explained, 0.5));
    say("decisionAndAllExplanationsP99Microseconds", at(explained, 0.99));
  }

  private static double at(List<Double> values, double share) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return sorted[(int) Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  }

  private static void together(Runnable work) throws InterruptedException {
    Thread[] threads = new Thread[THREADS];
    Arrays.setAll(threads, index -> new Thread(work, "recompute-" + index));
    for (Thread thread : threads) {
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private void fromMongoDb(String uri) throws InterruptedException {
    try (MongoClient client = MongoClients.create(uri)) {
      MongoDatabase database = client.getDatabase("bench-population");
      database.drop();
      long since = System.nanoTime();
      fill(database.getCollection("profiles"));
      say("mongoLoadSeconds", seconds(since));
      Clock clock = Clock.tick(Clock.systemUTC(), java.time.Duration.ofMillis(1));
      Attributes attributes = new Attributes(database);
      synthetic.attributes().forEach(attributes::create);
      Profiles profiles = new Profiles(database, attributes, clock);
      Decisions decisions = new Decisions(attributes, clock);
      decisions.replace(Rule.Subject.SEGMENT, synthetic.rules());
      double heap = heapMegabytes();
      since = System.nanoTime();
      Audiences audiences =
          new Audiences(database, attributes, profiles, decisions, "bench", "ward", clock);
      audiences.load();
      say("mongoReadSeconds", seconds(since));
      say("factsAndIdsMegabytes", (audiences.city().bytes() + audiences.bytesOfIds()) / 1e6);
      long decided = System.nanoTime();
      Recomputation recomputation = audiences.recompute();
      together(recomputation);
      say("mongoDecideAndStoreSeconds", seconds(decided));
      say("mongoRecomputeSeconds", seconds(since));
      out.println(recomputation.progress());
      say("cityAndAudiencesHeapMegabytes", heapMegabytes() - heap);
      long again = System.nanoTime();
      Audiences restarted =
          new Audiences(database, attributes, profiles, decisions, "bench", "ward", clock);
      restarted.load();
      figures.put("restartLeaves", restarted.recompute().progress().segments());
      say("mongoRestartSeconds", seconds(again));
      database.drop();
    }
  }

  private void fill(MongoCollection<Document> profiles) {
    Date at = Date.from(Instant.parse("2026-01-01T00:00:00Z"));
    List<Document> some = new ArrayList<>();
    for (int index = 0; index < people; index++) {
      Profile person = synthetic.person(index);
      Document document =
          new Document("_id", String.format(java.util.Locale.ROOT, "c%012d", index * 7_919L))
              .append("kind", "citizen")
              .append("attributes", bson(person.attributes()))
              .append("changedAt", at)
              .append("consents", new Document("push", new Document("granted", index % 3 > 0)));
      person
          .household()
          .ifPresent(
              members -> {
                List<Document> household = new ArrayList<>();
                members.forEach(
                    member -> {
                      Document child = new Document("relationship", member.relationship());
                      member.birthOn().ifPresent(day -> child.append("birthOn", date(day)));
                      household.add(child.append("attributes", bson(member.attributes())));
                    });
                document.append("household", household);
              });
      some.add(document);
      if (some.size() == 5_000 || index == people - 1) {
        profiles.insertMany(some, new InsertManyOptions().ordered(false));
        some.clear();
      }
    }
  }

  private static Document bson(Map<String, AttributeValue> values) {
    Document document = new Document();
    values.forEach(
        (name, value) ->
            document.append(
                name,
                switch (value) {
                  case AttributeValue.Text text -> text.text();
                  case AttributeValue.Number number -> new Decimal128(number.number());
                  case AttributeValue.Flag flag -> flag.flag();
                  case AttributeValue.Day day -> date(day.day());
                  case AttributeValue.Choices choices -> List.copyOf(choices.choices());
                }));
    return document;
  }

  private static Date date(LocalDate day) {
    return Date.from(day.atStartOfDay(ZoneOffset.UTC).toInstant());
  }
}

package jp.todoke.api.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import jp.todoke.api.rest.Json;
import jp.todoke.faq.ranking.JudgedQuestion;
import jp.todoke.faq.ranking.Ranking;
import jp.todoke.search.PlainSearch;
import jp.todoke.search.SearchDocument;

/**
 * Times the whole order of answers, from the words of a question to ten items, beside raw Lucene on
 * the same entries in the same run: at the size of a real city's FAQ and at 100,000 entries.
 */
final class AnswersBench {

  private static final int MANY = 100_000;
  private static final int PER_SECOND = 200;
  private static final int CORES = 2;
  private static final int SHOWN = 10;
  private static final int ROUNDS = 5;

  private static final List<String> WARDS =
      List.of("東区", "西区", "南区", "北区", "中央区", "港区", "緑区", "旭区", "青葉区", "山手区");

  private final List<SearchDocument> entries;
  private final List<JudgedQuestion> questions;
  private final int seconds;
  private final PrintStream out;

  private AnswersBench(
      List<SearchDocument> entries, List<JudgedQuestion> questions, int seconds, PrintStream out) {
    this.entries = entries;
    this.questions = questions;
    this.seconds = seconds;
    this.out = out;
  }

  static void run(int seconds, PrintStream out) throws IOException, InterruptedException {
    Path data = Todoke.home().resolve("../shared/data/faq");
    Path entries = data.resolve("entries.jsonl");
    Path queries = data.resolve("queries.dev.jsonl");
    if (!Files.isReadable(entries) || !Files.isReadable(queries)) {
      out.println("no FAQ data beside the project; measuring with the sample city");
      entries = sample("faq.ndjson");
      queries = sample("faq-gold.ndjson");
    }
    AnswersBench bench =
        new AnswersBench(FaqFiles.entries(entries), FaqFiles.questions(queries), seconds, out);
    ObjectNode figures = Json.mapper().createObjectNode().put("bench", "answers");
    figures.set("entries" + bench.entries.size(), bench.measure(bench.entries));
    figures.set("entries" + MANY, bench.measure(bench.many()));
    out.println(figures);
  }

  private static Path sample(String name) throws IOException {
    Path copy = Files.createTempFile("todoke", name);
    copy.toFile().deleteOnExit();
    try (InputStream file =
        Objects.requireNonNull(AnswersBench.class.getResourceAsStream("sample/" + name), name)) {
      Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
    }
    return copy;
  }

  /**
   * The same entries again and again, each time for another place and with another's last words.
   */
  private List<SearchDocument> many() {
    return IntStream.range(0, MANY)
        .mapToObj(
            i -> {
              SearchDocument base = entries.get(i % entries.size());
              int turn = i / entries.size();
              String other = entries.get((i * 7 + turn) % entries.size()).body();
              return new SearchDocument(
                  base.kind(),
                  base.id() + "-" + turn,
                  base.language(),
                  base.title() + "（" + WARDS.get(turn % WARDS.size()) + turn + "丁目）",
                  base.aliases(),
                  base.body() + other.substring(0, Math.min(80, other.length())),
                  false);
            })
        .toList();
  }

  private ObjectNode measure(List<SearchDocument> documents)
      throws IOException, InterruptedException {
    ObjectNode figures = Json.mapper().createObjectNode();
    List<String> asked = questions.stream().map(JudgedQuestion::text).toList();
    try (PlainSearch plain = new PlainSearch(documents)) {
      alone("plain", asked, question -> plain.search(question, SHOWN), figures, documents.size());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try (Ranking ranking = new Ranking()) {
      long begun = System.nanoTime();
      ranking.replaceAll(documents);
      ranking.remember(questions);
      double built = (System.nanoTime() - begun) / 1e9;
      figures.put("buildSeconds", Math.round(built * 10) / 10.0);
      out.printf(
          Locale.ROOT, "%,d entries: index and models built in %.1f s%n", documents.size(), built);
      Consumer<String> ask = question -> ranking.ask(question, "ja", SHOWN, hit -> true);
      alone("whole", asked, ask, figures, documents.size());
      paced(asked, ask, figures);
      alone(
          "suggestion",
          typed(),
          typed -> ranking.suggest(typed, "ja", SHOWN),
          figures,
          documents.size());
      begun = System.nanoTime();
      for (int i = 0; i < 20; i++) {
        ranking.put(List.of(documents.get(i)));
      }
      figures.put("oneEntryMillis", millis((System.nanoTime() - begun) / 20));
      switched(ranking, documents, asked, ask, figures);
    }
    return figures;
  }

  /** What somebody types, letter by letter, and some things nobody has a title for. */
  private List<String> typed() {
    return Stream.concat(
            questions.stream()
                .limit(60)
                .map(JudgedQuestion::text)
                .flatMap(
                    text ->
                        IntStream.of(1, 2, 3, 5, 8)
                            .filter(length -> length <= text.length())
                            .mapToObj(length -> text.substring(0, length))),
            Stream.of(
                "こ", "じゅう", "ほいくs", "住民", "ごみ", "こくみんけ", "保育 申込", "zzz", "大型ゴミ", "タンス", "引越し"))
        .toList();
  }

  private void alone(
      String name, List<String> asked, Consumer<String> ask, ObjectNode figures, int size) {
    for (int i = 0; i < 2; i++) {
      asked.forEach(ask);
    }
    List<Long> nanos = new ArrayList<>();
    ThreadMXBean processor = ManagementFactory.getThreadMXBean();
    long worked = processor.getCurrentThreadCpuTime();
    long begun = System.nanoTime();
    do {
      for (String question : asked) {
        long start = System.nanoTime();
        ask.accept(question);
        nanos.add(System.nanoTime() - start);
      }
    } while (System.nanoTime() - begun < Duration.ofSeconds(seconds).toNanos() / 2);
    double took = (System.nanoTime() - begun) / 1e9;
    // What a busy machine does not change.
    worked = (processor.getCurrentThreadCpuTime() - worked) / nanos.size();
    long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
    figures.put(name + "ProcessorMillis", millis(worked));
    figures.put(name + "P50Millis", millis(at(sorted, .5)));
    figures.put(name + "P95Millis", millis(at(sorted, .95)));
    figures.put(name + "PerSecond", Math.round(sorted.length / took));
    out.printf(
        Locale.ROOT,
        "%,d entries, %s, one thread: p50 %.2f ms, p95 %.2f ms, %.0f a second,"
            + " %.2f ms of processor each%n",
        size,
        name,
        millis(at(sorted, .5)),
        millis(at(sorted, .95)),
        sorted.length / took,
        millis(worked));
  }

  /** In rounds, because a virtual machine is not always its own; see {@link StolenTime}. */
  private void paced(List<String> asked, Consumer<String> ask, ObjectNode figures)
      throws IOException, InterruptedException {
    List<double[]> rounds = new ArrayList<>();
    int failed = 0;
    for (int round = 0; round < ROUNDS; round++) {
      StolenTime stolen = new StolenTime();
      Load load = new Load(asked, ask, Duration.ofSeconds(seconds));
      long[] sorted = load.run();
      double[] figure = {
        millis(at(sorted, .5)), millis(at(sorted, .95)), millis(at(sorted, .99)), stolen.percent()
      };
      rounds.add(figure);
      failed += load.failed.get();
      out.printf(
          Locale.ROOT,
          "  %d questions a second by %d threads: p50 %.2f ms, p95 %.2f ms, p99 %.2f ms, %d failed,"
              + " taken by others %.1f %%%n",
          PER_SECOND,
          CORES,
          figure[0],
          figure[1],
          figure[2],
          load.failed.get(),
          figure[3]);
    }
    List<double[]> quiet =
        rounds.stream().filter(round -> round[3] <= StolenTime.QUIET_PERCENT).toList();
    figures.put("pacedPerSecond", PER_SECOND);
    figures.put("pacedP50Millis", StolenTime.median(rounds, 0));
    figures.put("pacedP95Millis", StolenTime.median(rounds, 1));
    figures.put("pacedP99Millis", StolenTime.median(rounds, 2));
    figures.put("pacedFailed", failed);
    figures.put("quietRounds", quiet.size());
    figures.put("quietP95Millis", StolenTime.median(quiet, 1));
  }

  private void switched(
      Ranking ranking,
      List<SearchDocument> documents,
      List<String> asked,
      Consumer<String> ask,
      ObjectNode figures)
      throws InterruptedException {
    AtomicBoolean done = new AtomicBoolean();
    Thread builder =
        Thread.ofPlatform()
            .name("rebuild")
            .start(
                () -> {
                  ranking.replaceAll(documents);
                  done.set(true);
                });
    Load load = new Load(asked, ask, Duration.ofSeconds(600), done);
    long[] sorted = load.run();
    builder.join();
    figures.put("switchQuestions", sorted.length);
    figures.put("switchFailed", load.failed.get());
    figures.put("switchP95Millis", millis(at(sorted, .95)));
    out.printf(
        Locale.ROOT,
        "  rebuilt and switched under that load: %d questions, %d failed, p95 %.2f ms%n",
        sorted.length,
        load.failed.get(),
        millis(at(sorted, .95)));
  }

  private static long at(long[] sorted, double share) {
    return sorted.length == 0
        ? 0
        : sorted[(int) Math.min(sorted.length - 1, sorted.length * share)];
  }

  private static double millis(long nanos) {
    return Math.round(nanos / 10_000.0) / 100.0;
  }

  /** Questions at a fixed pace; a late answer makes the next ones late, and that is counted. */
  private static final class Load {
    private final List<String> asked;
    private final Consumer<String> ask;
    private final long nanos;
    private final AtomicBoolean done;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();

    Load(List<String> asked, Consumer<String> ask, Duration longest) {
      this(asked, ask, longest, new AtomicBoolean());
    }

    Load(List<String> asked, Consumer<String> ask, Duration longest, AtomicBoolean done) {
      this.asked = asked;
      this.ask = ask;
      this.nanos = longest.toNanos();
      this.done = done;
    }

    long[] run() throws InterruptedException {
      long begun = System.nanoTime();
      List<List<Long>> times = new ArrayList<>();
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < CORES; i++) {
        List<Long> own = new ArrayList<>();
        times.add(own);
        threads.add(Thread.ofPlatform().name("asker-" + i).start(() -> ask(begun, own)));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      return times.stream().flatMap(List::stream).mapToLong(Long::longValue).sorted().toArray();
    }

    private void ask(long begun, List<Long> own) {
      while (!done.get()) {
        int number = next.getAndIncrement();
        long due = begun + number * (1_000_000_000L / PER_SECOND);
        if (due - begun > nanos) {
          return;
        }
        while (System.nanoTime() < due) {
          LockSupport.parkNanos(due - System.nanoTime());
        }
        try {
          ask.accept(asked.get(number % asked.size()));
        } catch (RuntimeException broken) {
          failed.incrementAndGet();
        }
        own.add(System.nanoTime() - due);
      }
    }
  }
}

package jp.todoke.api.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.bson.Document;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the embedded store acknowledged with a journal survives the death of its process. */
class EmbeddedStoreTest {

  private static final int THREADS = 4;
  private static final WriteConcern JOURNALED = WriteConcern.MAJORITY.withJournal(true);

  @TempDir Path folder;

  /**
   * Writes until it is killed, from four threads, and says each thing after it is acknowledged. Of
   * three documents one is only inserted, one is updated, one is deleted.
   */
  static final class Writer {

    public static void main(String[] arguments) {
      EmbeddedStore store = EmbeddedStore.in(Path.of(arguments[0]));
      MongoClient client = MongoClients.create(store.uri());
      for (int thread = 0; thread < THREADS; thread++) {
        String name = "writer-" + thread;
        Thread.ofPlatform().name(name).start(() -> write(documents(client, JOURNALED), name));
      }
    }

    private static void write(MongoCollection<Document> documents, String name) {
      try (FileOutputStream out = new FileOutputStream(FileDescriptor.out)) {
        for (int number = 0; number < 1_000_000; number++) {
          String id = name + ":" + number;
          long before = System.nanoTime();
          documents.insertOne(new Document("_id", id).append("value", 0));
          say(out, "inserted", id, before);
          before = System.nanoTime();
          if (number % 3 == 1) {
            documents.updateOne(Filters.eq("_id", id), Updates.set("value", 1));
            say(out, "updated", id, before);
          } else if (number % 3 == 2) {
            documents.deleteOne(Filters.eq("_id", id));
            say(out, "deleted", id, before);
          }
        }
      } catch (IOException broken) {
        throw new UncheckedIOException(broken);
      }
    }

    private static void say(FileOutputStream out, String what, String id, long since)
        throws IOException {
      String line = what + " " + id + " " + (System.nanoTime() - since) + "\n";
      out.write(line.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static MongoCollection<Document> documents(MongoClient client, WriteConcern concern) {
    return client.getDatabase("test").getCollection("documents").withWriteConcern(concern);
  }

  @RepeatedTest(3)
  void everythingAcknowledgedSurvivesAKillAtAnyMoment() throws IOException, InterruptedException {
    Process writer =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--class-path",
                System.getProperty("java.class.path"),
                Writer.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    Map<String, Set<String>> said = new HashMap<>();
    List<Long> nanos = new ArrayList<>();
    int moment = 300 + new Random().nextInt(1_500);
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(writer.getInputStream(), StandardCharsets.UTF_8))) {
      int heard = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] parts = line.split(" ", 3);
        said.computeIfAbsent(parts[0], what -> new HashSet<>()).add(parts[1]);
        nanos.add(Long.valueOf(parts[2]));
        heard++;
        if (heard == moment) {
          // Process.destroyForcibly would also close the pipe with what it said last.
          writer.toHandle().destroyForcibly();
        }
      }
      assertThat(heard).isGreaterThanOrEqualTo(moment);
    }
    assertThat(writer.waitFor(10, TimeUnit.SECONDS)).isTrue();

    try (EmbeddedStore store = EmbeddedStore.in(folder);
        MongoClient client = MongoClients.create(store.uri())) {
      Map<String, Integer> found = new HashMap<>();
      for (Document document : documents(client, JOURNALED).find()) {
        found.put(document.getString("_id"), document.getInteger("value"));
      }
      Set<String> inserted =
          said.getOrDefault("inserted", Set.of()).stream()
              .filter(id -> Integer.parseInt(id.substring(id.indexOf(':') + 1)) % 3 != 2)
              .collect(Collectors.toSet());
      assertThat(found.keySet()).as("killed at %d", moment).containsAll(inserted);
      assertThat(said.getOrDefault("updated", Set.of()))
          .allMatch(id -> Integer.valueOf(1).equals(found.get(id)));
      assertThat(said.getOrDefault("deleted", Set.of())).noneMatch(found::containsKey);
    }
    long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
    System.out.printf(
        Locale.ROOT,
        "journaled, %d threads: %d writes acknowledged, median %.2f ms, 99th percentile %.2f ms%n",
        THREADS,
        sorted.length,
        sorted[sorted.length / 2] / 1e6,
        sorted[sorted.length * 99 / 100] / 1e6);
  }

  @Test
  void aClosedStoreIsReadAgainWhole() {
    try (EmbeddedStore store = EmbeddedStore.in(folder);
        MongoClient client = MongoClients.create(store.uri())) {
      for (int number = 0; number < 100; number++) {
        documents(client, WriteConcern.W1).insertOne(new Document("_id", number));
      }
    }
    try (EmbeddedStore store = EmbeddedStore.in(folder);
        MongoClient client = MongoClients.create(store.uri())) {
      assertThat(documents(client, JOURNALED).countDocuments()).isEqualTo(100);
    }
  }

  @Test
  void writesThatDoNotAskForTheJournalDoNotWaitForTheDisk() {
    try (EmbeddedStore store = EmbeddedStore.in(folder);
        MongoClient client = MongoClients.create(store.uri())) {
      median(documents(client, WriteConcern.W1), "warm-up");
      double plain = median(documents(client, WriteConcern.W1), "plain");
      double journaled = median(documents(client, JOURNALED), "journaled");
      assertThat(plain).isLessThan(journaled);
      System.out.printf(
          Locale.ROOT,
          "one thread: median %.2f ms a write, %.2f ms with journal%n",
          plain,
          journaled);
    }
  }

  private static double median(MongoCollection<Document> documents, String name) {
    long[] nanos = new long[300];
    for (int number = 0; number < nanos.length; number++) {
      long before = System.nanoTime();
      documents.insertOne(new Document("_id", name + ":" + number));
      nanos[number] = System.nanoTime() - before;
    }
    Arrays.sort(nanos);
    return nanos[nanos.length / 2] / 1e6;
  }
}

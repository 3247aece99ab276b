package jp.todoke.delivery.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.bson.BsonDocument;
import org.bson.Document;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.DocumentCodec;
import org.junit.jupiter.api.Test;

class StandingsTest {

  private static final Instant NOON = Instant.parse("2026-11-26T03:00:00Z");

  /** As it comes back from the store. */
  private static List<Document> stored(List<Document> written) {
    BsonDocument wire =
        new Document("standings", written)
            .toBsonDocument(
                Document.class, com.mongodb.MongoClientSettings.getDefaultCodecRegistry());
    return new DocumentCodec()
        .decode(wire.asBsonReader(), DecoderContext.builder().build())
        .getList("standings", Document.class);
  }

  private static BitSet all(int size) {
    BitSet all = new BitSet();
    all.set(0, size);
    return all;
  }

  private static List<String> people(int size) {
    return IntStream.range(0, size).mapToObj(place -> "c" + place).toList();
  }

  @Provide
  Arbitrary<List<Recipient>> recipients() {
    Arbitrary<Recipient> one =
        Combinators.combine(
                Arbitraries.of(Recipient.State.values()),
                Arbitraries.of("", "hard-bounce", "no-answer"),
                Arbitraries.of("", "250 ok A1", "250 ok B2"),
                Arbitraries.integers().between(0, 3),
                Arbitraries.integers().between(0, 3),
                Arbitraries.of("", "f1-0"),
                Arbitraries.of(0L, 0x00ffL, -0x11eeL),
                Arbitraries.of(true, false))
            .as(
                (state, reason, receipt, attempts, minutes, request, print, doubted) ->
                    new Recipient(
                        "",
                        state,
                        reason,
                        receipt,
                        attempts,
                        minutes == 0
                            ? Optional.empty()
                            : Optional.of(NOON.plusSeconds(60L * minutes)),
                        request,
                        print,
                        doubted));
    return one.list().ofMinSize(1).ofMaxSize(40).map(StandingsTest::named);
  }

  private static List<Recipient> named(List<Recipient> recipients) {
    List<Recipient> named = new ArrayList<>();
    for (Recipient one : recipients) {
      named.add(
          new Recipient(
              "c" + named.size(),
              one.state(),
              one.reason(),
              one.receipt(),
              one.attempts(),
              one.at(),
              one.request(),
              one.print(),
              one.doubted()));
    }
    return named;
  }

  @Property(tries = 300)
  void whatIsWrittenIsRead(@ForAll("recipients") List<Recipient> recipients) {
    assertThat(
            Standings.read(
                people(recipients.size()),
                stored(Standings.write(recipients, all(recipients.size())))))
        .isEqualTo(recipients);
  }

  @Property(tries = 300)
  void whatIsAddedReplacesWhatWasThere(
      @ForAll("recipients") List<Recipient> before,
      @ForAll("recipients") List<Recipient> after,
      @ForAll long seed) {
    int size = Math.min(before.size(), after.size());
    BitSet changed = BitSet.valueOf(new long[] {seed & ((1L << size) - 1)});
    List<Document> standings = new ArrayList<>(Standings.write(before.subList(0, size), all(size)));
    standings.addAll(Standings.write(after, changed));
    List<Recipient> read = Standings.read(people(size), stored(standings));
    for (int place = 0; place < size; place++) {
      assertThat(read.get(place)).isEqualTo((changed.get(place) ? after : before).get(place));
    }
  }

  @Test
  void fiveHundredOfOneRequestAreOneStanding() {
    List<Recipient> sent =
        people(500).stream()
            .map(id -> Recipient.pending(id).started("f1-0", 0, NOON).sent("receipt", NOON))
            .toList();
    assertThat(Standings.write(sent, all(500)))
        .singleElement()
        .satisfies(
            standing -> {
              assertThat(standing.getString("x")).isEqualTo("receipt");
              assertThat(standing).doesNotContainKey("p");
            });
  }
}

package jp.todoke.delivery.ledger;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import jp.todoke.delivery.ledger.Recipient.State;
import org.bson.Document;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;

/**
 * How it is written where the recipients of a chunk stand: those alike once, with their places as
 * bits. 500 people of one LINE request are one such standing; a later one of a place replaces an
 * earlier one, so that a slice of mails is written by adding to what is there.
 */
final class Standings {

  /** What members of one standing have in common; the rest is one value, or one each in order. */
  private record Alike(
      State state, String reason, int attempts, boolean timed, String request, boolean doubted) {

    static Alike of(Recipient recipient) {
      return new Alike(
          recipient.state(),
          recipient.reason(),
          recipient.attempts(),
          recipient.at().isPresent(),
          recipient.request(),
          recipient.doubted());
    }
  }

  private Standings() {}

  /** The recipients of these places as they stand. */
  static List<Document> write(List<Recipient> recipients, BitSet places) {
    Map<Alike, BitSet> groups = new LinkedHashMap<>();
    places.stream()
        .forEach(
            place ->
                groups
                    .computeIfAbsent(Alike.of(recipients.get(place)), added -> new BitSet())
                    .set(place));
    List<Document> written = new ArrayList<>();
    groups.forEach(
        (alike, members) ->
            written.add(
                write(alike, members, members.stream().mapToObj(recipients::get).toList())));
    return written;
  }

  private static Document write(Alike alike, BitSet places, List<Recipient> members) {
    Document standing =
        new Document("i", new Binary(places.toByteArray())).append("s", alike.state().name());
    if (!alike.reason().isEmpty()) {
      standing.append("r", alike.reason());
    }
    if (alike.attempts() > 0) {
      standing.append("n", alike.attempts());
    }
    if (!alike.request().isEmpty()) {
      standing.append("q", alike.request());
    }
    if (alike.doubted()) {
      standing.append("d", true);
    }
    if (alike.timed()) {
      column(standing, "t", members, member -> Date.from(member.at().orElse(Instant.EPOCH)));
    }
    column(standing, "x", members, Recipient::receipt);
    prints(members).ifPresent(prints -> standing.append("p", prints));
    return standing;
  }

  /** Eight octets of each in order; nothing where nobody has any. */
  private static Optional<Binary> prints(List<Recipient> members) {
    if (members.stream().allMatch(member -> member.print() == 0)) {
      return Optional.empty();
    }
    ByteBuffer prints = ByteBuffer.allocate(members.size() * Long.BYTES);
    members.forEach(member -> prints.putLong(member.print()));
    return Optional.of(new Binary(prints.array()));
  }

  private static void column(
      Document standing, String name, List<Recipient> members, Function<Recipient, Object> value) {
    Object first = value.apply(members.getFirst());
    boolean same = members.stream().allMatch(member -> value.apply(member).equals(first));
    if (!same) {
      standing.append(name, members.stream().map(value).toList());
    } else if (!first.equals("")) {
      standing.append(name, first);
    }
  }

  /** The people in the order of their places, each where the last standing of the place says. */
  static List<Recipient> read(List<String> people, List<Document> standings) {
    List<Recipient> recipients = new ArrayList<>(people.size());
    people.forEach(commonId -> recipients.add(Recipient.pending(commonId)));
    for (Document standing : standings) {
      BitSet places = BitSet.valueOf(standing.get("i", Binary.class).getData());
      State state = State.valueOf(standing.getString("s"));
      String reason = standing.get("r", "");
      int attempts = standing.get("n", 0);
      String request = standing.get("q", "");
      boolean doubted = standing.get("d", false);
      Optional<ByteBuffer> prints =
          Optional.ofNullable(standing.get("p", Binary.class))
              .map(Binary::getData)
              .map(ByteBuffer::wrap);
      int member = 0;
      for (int place = places.nextSetBit(0); place >= 0; place = places.nextSetBit(place + 1)) {
        recipients.set(
            place,
            new Recipient(
                people.get(place),
                state,
                reason,
                text(standing.get("x"), member),
                attempts,
                Optional.ofNullable((Date) cell(standing.get("t"), member)).map(Date::toInstant),
                request,
                prints.map(ByteBuffer::getLong).orElse(0L),
                doubted));
        member++;
      }
    }
    return recipients;
  }

  private static String text(@Nullable Object column, int member) {
    Object cell = cell(column, member);
    return cell == null ? "" : (String) cell;
  }

  private static @Nullable Object cell(@Nullable Object column, int member) {
    return column instanceof List<?> each ? each.get(member) : column;
  }
}

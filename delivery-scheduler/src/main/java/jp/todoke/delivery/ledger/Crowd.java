package jp.todoke.delivery.ledger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.bson.Document;

/**
 * Many people of a delivery who get the same message at one stroke and are counted, not listed: the
 * audience of a post on the portal.
 *
 * @param set the name of the set of those who get it
 * @param selected how many people were frozen, those included who do not get it
 * @param lines how many are in each state for each reason
 * @param at when the message was put up, or given up, UTC
 */
public record Crowd(String set, long selected, Map<Tally.Line, Long> lines, Optional<Instant> at) {

  public Crowd {
    lines = Map.copyOf(lines);
  }

  /** Everybody who was to get it ends in a state. */
  public Crowd ended(Recipient.State state, String reason, Instant now) {
    Map<Tally.Line, Long> after = new TreeMap<>();
    lines.forEach(
        (line, people) ->
            after.merge(
                line.state() == Recipient.State.PENDING ? new Tally.Line(state, reason) : line,
                people,
                Long::sum));
    return new Crowd(set, selected, after, Optional.of(now));
  }

  Document document() {
    List<Document> written = new ArrayList<>();
    new TreeMap<>(lines)
        .forEach(
            (line, people) ->
                written.add(
                    new Document("s", line.state().name())
                        .append("r", line.reason())
                        .append("n", people)));
    Document document =
        new Document("set", set).append("selected", selected).append("lines", written);
    at.ifPresent(instant -> document.append("t", Date.from(instant)));
    return document;
  }

  static Crowd read(Document document) {
    Map<Tally.Line, Long> lines = new TreeMap<>();
    document
        .getList("lines", Document.class)
        .forEach(
            line ->
                lines.put(
                    new Tally.Line(
                        Recipient.State.valueOf(line.getString("s")), line.getString("r")),
                    line.getLong("n")));
    return new Crowd(
        document.getString("set"),
        document.getLong("selected"),
        lines,
        Optional.ofNullable(document.getDate("t")).map(Date::toInstant));
  }
}

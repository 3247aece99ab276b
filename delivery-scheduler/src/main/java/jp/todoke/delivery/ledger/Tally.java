package jp.todoke.delivery.ledger;

import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/**
 * The sums of one route of a delivery at one moment.
 *
 * @param selected how many people were frozen, counted by the size of the chunks
 * @param lines how many are in each state for each reason, counted by what is recorded of them
 */
public record Tally(long selected, Map<Line, Long> lines) {

  /** Nobody. */
  public static final Tally NONE = new Tally(0, Map.of());

  /** A state and the reason for it. */
  public record Line(Recipient.State state, String reason) implements Comparable<Line> {

    @Override
    public int compareTo(Line other) {
      return Comparator.comparing(Line::state).thenComparing(Line::reason).compare(this, other);
    }
  }

  /** Keeps its own copy of the lines. */
  public Tally {
    lines = Map.copyOf(lines);
  }

  /** The sums of both together. */
  public Tally plus(Tally other) {
    Map<Line, Long> both = new TreeMap<>(lines);
    other.lines.forEach((line, people) -> both.merge(line, people, Long::sum));
    return new Tally(selected + other.selected, both);
  }

  /** Whether everybody who was frozen is recorded in one state. */
  public boolean balances() {
    return selected == lines.values().stream().mapToLong(Long::longValue).sum();
  }

  /** How many are in a state, whatever the reason. */
  public long of(Recipient.State state) {
    return lines.entrySet().stream()
        .filter(line -> line.getKey().state() == state)
        .mapToLong(Map.Entry::getValue)
        .sum();
  }
}

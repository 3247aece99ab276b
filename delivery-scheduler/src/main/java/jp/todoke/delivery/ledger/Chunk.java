package jp.todoke.delivery.ledger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.UnaryOperator;
import jp.todoke.channels.Batch;
import jp.todoke.channels.Route;

/**
 * At most {@value #LIMIT} recipients of a delivery on one route: a working copy in the hands of
 * whom it was claimed by. For one thread.
 */
public final class Chunk {

  /** Most recipients in a chunk; LINE's limit for one multicast. */
  public static final int LIMIT = Batch.LIMIT;

  private final String delivery;
  private final Kind kind;
  private final Route route;
  private final int number;
  private final String payload;
  private final long fence;
  private final List<Recipient> recipients;
  private final BitSet dirty = new BitSet();
  private final Optional<Instant> openedAt;
  private Optional<Crowd> crowd = Optional.empty();
  private boolean crowdChanged;
  private int standings;
  private final String refs;
  private UUID key;

  Chunk(
      String delivery,
      Kind kind,
      Route route,
      int number,
      String payload,
      long fence,
      UUID key,
      Optional<Instant> openedAt,
      List<Recipient> recipients) {
    this.openedAt = openedAt;
    this.delivery = delivery;
    this.kind = kind;
    this.route = route;
    this.number = number;
    this.payload = payload;
    this.fence = fence;
    this.key = key;
    this.recipients = new ArrayList<>(recipients);
    this.refs = delivery + "-" + route.name().toLowerCase(Locale.ROOT).charAt(0) + number + "-";
  }

  /**
   * A chunk not yet in the ledger, with a retry key of its own.
   *
   * @param delivery id of the campaign or notice, {@code [a-z0-9-]{1,24}}
   * @param payload hash of the words it was frozen with
   * @throws IllegalArgumentException when there is nobody in it or more than {@value #LIMIT}
   */
  public static Chunk frozen(
      String delivery,
      Kind kind,
      Route route,
      int number,
      String payload,
      List<Recipient> recipients) {
    if (recipients.isEmpty() || recipients.size() > LIMIT) {
      throw new IllegalArgumentException("a chunk holds 1 to " + LIMIT + " recipients");
    }
    return new Chunk(
        delivery, kind, route, number, payload, 0, UUID.randomUUID(), Optional.empty(), recipients);
  }

  /** A chunk not yet in the ledger of a crowd that is counted, not listed. */
  public static Chunk of(String delivery, Kind kind, Route route, String payload, Crowd crowd) {
    return new Chunk(
            delivery, kind, route, 0, payload, 0, UUID.randomUUID(), Optional.empty(), List.of())
        .with(crowd);
  }

  Chunk with(Crowd counted) {
    crowd = Optional.of(counted);
    return this;
  }

  /** The crowd that is counted in place of recipients; empty where these are listed. */
  public Optional<Crowd> crowd() {
    return crowd;
  }

  /** Changes the crowd in this copy. */
  public void set(Crowd changed) {
    crowd = Optional.of(changed);
    crowdChanged = true;
  }

  boolean crowdChanged() {
    return crowdChanged;
  }

  /** How many people are in it. */
  long selected() {
    return crowd.map(Crowd::selected).orElse((long) recipients.size());
  }

  static String id(String delivery, Route route, int number) {
    return delivery + ":" + route + ":" + number;
  }

  /** Whether chunks of these ids are of one delivery and road. */
  static boolean together(String one, String other) {
    int end = one.lastIndexOf(':');
    return end == other.lastIndexOf(':') && one.regionMatches(0, other, 0, end);
  }

  /** {@code delivery:ROUTE:number}. */
  public String id() {
    return id(delivery, route, number);
  }

  /** The campaign or notice. */
  public String delivery() {
    return delivery;
  }

  /** What it belongs to. */
  public Kind kind() {
    return kind;
  }

  /** The road its messages take. */
  public Route route() {
    return route;
  }

  /** From 0; the same number on every route holds the same people. */
  public int number() {
    return number;
  }

  /** Hash of the words it was frozen with. */
  public String payload() {
    return payload;
  }

  /** When it could be taken for the first time, UTC; empty before. */
  public Optional<Instant> openedAt() {
    return openedAt;
  }

  /** The fencing token of this claim. */
  public long fence() {
    return fence;
  }

  /** The root of LINE retry keys, saved before any attempt. */
  public UUID key() {
    return key;
  }

  /** All recipients, in the order in which they were frozen; none where there is a crowd. */
  public List<Recipient> recipients() {
    return List.copyOf(recipients);
  }

  /** One recipient by place, from 0. */
  public Recipient at(int index) {
    return recipients.get(index);
  }

  /**
   * The parcel reference of one recipient, such as {@code flu-2026-m0-17}: names delivery, route,
   * chunk and place, so that a bounce finds its way back, and nobody.
   */
  public String ref(int index) {
    return refs + index;
  }

  /** Changes one recipient in this copy. */
  public void set(int index, Recipient recipient) {
    recipients.set(index, recipient);
    dirty.set(index);
  }

  /** Changes all recipients of a state in this copy. */
  public void each(Recipient.State state, UnaryOperator<Recipient> change) {
    where(state).forEach(index -> set(index, change.apply(at(index))));
  }

  /** The places of all recipients in a state. */
  public List<Integer> where(Recipient.State state) {
    List<Integer> places = new ArrayList<>();
    for (int index = 0; index < recipients.size(); index++) {
      if (recipients.get(index).state() == state) {
        places.add(index);
      }
    }
    return places;
  }

  /** Whether anybody is in that state. */
  public boolean has(Recipient.State state) {
    return recipients.stream().anyMatch(recipient -> recipient.state() == state);
  }

  void rekey() {
    key = UUID.randomUUID();
  }

  /** How many standings its recipients have in the store. */
  int standings() {
    return standings;
  }

  Chunk standings(int stored) {
    standings = stored;
    return this;
  }

  BitSet dirty() {
    return dirty;
  }

  void clean() {
    dirty.clear();
    crowdChanged = false;
  }

  /** How many recipients there are by state and reason. */
  Map<Tally.Line, Long> tally() {
    if (crowd.isPresent()) {
      return crowd.get().lines();
    }
    Map<Tally.Line, Long> tally = new TreeMap<>();
    for (Recipient recipient : recipients) {
      tally.merge(new Tally.Line(recipient.state(), recipient.reason()), 1L, Long::sum);
    }
    return tally;
  }

  @Override
  public String toString() {
    return "Chunk[" + id() + "]";
  }
}

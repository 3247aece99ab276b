package jp.todoke.delivery.dispatch;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import jp.todoke.channels.Batch;
import jp.todoke.channels.Channel;
import jp.todoke.channels.DeferralReason;
import jp.todoke.channels.Parcel;
import jp.todoke.channels.RefusalReason;
import jp.todoke.channels.Route;
import jp.todoke.channels.SendResult;
import jp.todoke.channels.Suppression;
import jp.todoke.delivery.addresses.Addressed;
import jp.todoke.delivery.ledger.Chunk;
import jp.todoke.delivery.ledger.Recipient;
import jp.todoke.delivery.ledger.Recipient.State;
import jp.todoke.delivery.ledger.Release;
import jp.todoke.delivery.wording.Footer;
import jp.todoke.delivery.wording.Hint;
import jp.todoke.templates.Rendering;

/**
 * One worker's work on one chunk, from the claim to its release, a step at a time as its {@link
 * Convoy} has it done. For one thread.
 */
final class Shift {

  private static final System.Logger LOG = System.getLogger(Shift.class.getName());

  /** An hour less than LINE keeps a retry key. */
  private static final Duration KEY_HOLDS = Duration.ofHours(23);

  private static final Duration PACE = Duration.ofSeconds(1);
  private static final Duration FULL_MAILBOX_REST = Duration.ofDays(7);

  private static final String NO_ANSWER = "no-answer";
  private static final String LAPSED = "lapsed";
  private static final String CHANGED = "changed";

  /** An unknown one with such a reason waits for a machine or a person; others are settled. */
  private static final Set<String> OPEN = Set.of(NO_ANSWER, LAPSED, CHANGED);

  private final Dispatcher.Tools tools;
  private final Channel channel;
  private final Chunk chunk;
  private final Outgoing outgoing;
  private final Route route;
  private final BitSet tried = new BitSet();
  private final MessageDigest digest = sha256();
  private final byte[] salt;
  private Duration wait = Duration.ZERO;
  private Instant postponed = Instant.MIN;
  private List<Integer> next = List.of();
  private Map<Integer, Addressed.At> going = Map.of();
  private boolean open;
  private boolean asked;
  private boolean resting;
  private boolean lost;
  private int attempt;

  Shift(Dispatcher.Tools tools, Channel channel, Chunk chunk, Outgoing outgoing) {
    this.tools = tools;
    this.channel = channel;
    this.chunk = chunk;
    this.outgoing = outgoing;
    this.route = chunk.route();
    this.salt = (chunk.key() + " ").getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Takes up what earlier holders left.
   *
   * @param halted whether staff stopped what it is about
   */
  void begin(boolean halted) {
    recover();
    open = !ended(halted);
    if (open) {
      asked = !resolve();
    }
  }

  /** Whether there is somebody to be sent to next; who that is, is then asked by {@link #next}. */
  boolean goesOn() {
    next = open && !resting && !lost ? slice() : List.of();
    if (!next.isEmpty() && !asked && ended(outgoing.halted().getAsBoolean())) {
      next = List.of();
    }
    asked = false;
    return !next.isEmpty();
  }

  /** The common IDs of those who are next. */
  List<String> next() {
    return ids(next);
  }

  /** Notes what was decided about those who are next, and that an attempt begins. */
  void decided(Map<String, Admission> judged) {
    next.forEach(tried::set);
    going = admitted(next, judged);
    if (going.isEmpty()) {
      return;
    }
    String request = "f" + chunk.fence() + "-" + attempt++;
    Instant now = now();
    going.forEach(
        (index, at) ->
            chunk.set(
                index, chunk.at(index).started(request, route == Route.LINE ? print(at) : 0, now)));
  }

  /** Whether an attempt has begun, which must be recorded before {@link #send}. */
  boolean isReady() {
    return !going.isEmpty();
  }

  /** Leaves the chunk alone from now on: somebody else has it. */
  void lose() {
    lost = true;
    LOG.log(System.Logger.Level.WARNING, "{0} was taken over; nothing recorded", chunk.id());
  }

  boolean isLost() {
    return lost;
  }

  /** Whether the road takes nothing from this node any more. */
  boolean isResting() {
    return resting;
  }

  /** Does not make the attempt that has begun, because staff stopped what it is about. */
  void callOff() {
    leave();
    giveBack(going.keySet());
    open = !ended(true);
  }

  /** Does not make the attempt that has begun, because the road takes nothing any more. */
  void putOff() {
    leave();
    resting = true;
  }

  private void leave() {
    Instant until = now().plus(PACE);
    going
        .keySet()
        .forEach(
            index -> chunk.set(index, chunk.at(index).paced(word(DeferralReason.UNTRIED), until)));
  }

  /** How the chunk is released when nothing more is done about it now; empty when it was lost. */
  Optional<Release> end() {
    return lost ? Optional.empty() : Optional.of(release());
  }

  Chunk chunk() {
    return chunk;
  }

  /** What a holder that died left behind: its requests may have been accepted. */
  private void recover() {
    chunk.each(
        State.STARTED,
        recipient ->
            repeatedByItself(recipient.attempts())
                ? recipient.repeated(recipient.attempts())
                : recipient.unanswered(NO_ANSWER, recipient.request()));
  }

  private boolean repeatedByItself(int attempts) {
    // Another provider knows a repeated request by its key; mail may come twice.
    return (route == Route.HTTP || route == Route.MAIL && outgoing.resends())
        && attempts < tools.settings().attempts();
  }

  /** Ends what is pending when nothing may be sent any more. */
  private boolean ended(boolean halted) {
    Instant now = now();
    if (halted) {
      end(State.SUPPRESSED, "stopped", "stopped", now);
    } else if (outgoing.usefulUntil().filter(until -> !now.isBefore(until)).isPresent()) {
      end(State.EXPIRED, "late", "late", now);
    } else if (!outgoing.wording().hash().equals(chunk.payload())) {
      LOG.log(System.Logger.Level.ERROR, "{0} is no longer what was approved", chunk.id());
      end(State.FAILED, "payload-changed", "left", now);
    } else {
      return false;
    }
    return true;
  }

  private void end(State state, String reason, String unknownReason, Instant now) {
    chunk.each(State.PENDING, recipient -> recipient.ended(state, reason, now));
    boolean personDecides = route == Route.MAIL && state == State.EXPIRED;
    if (!personDecides) {
      chunk.each(
          State.UNKNOWN,
          recipient ->
              OPEN.contains(recipient.reason())
                  ? recipient.unanswered(unknownReason, "")
                  : recipient);
    }
  }

  /**
   * Asks LINE about requests without an answer, by making them again under the same key.
   *
   * @return whether there were any
   */
  private boolean resolve() {
    if (route != Route.LINE) {
      return false;
    }
    Map<String, List<Integer>> requests = new LinkedHashMap<>();
    for (int index : chunk.where(State.UNKNOWN)) {
      Recipient recipient = chunk.at(index);
      if (recipient.reason().equals(NO_ANSWER)) {
        requests.computeIfAbsent(recipient.request(), added -> new ArrayList<>()).add(index);
      }
    }
    for (List<Integer> request : requests.values()) {
      if (!resting && !lost) {
        resolve(request);
      }
    }
    return !requests.isEmpty();
  }

  private void resolve(List<Integer> request) {
    Instant first =
        request.stream()
            .flatMap(index -> chunk.at(index).at().stream())
            .min(Instant::compareTo)
            .orElse(Instant.EPOCH);
    if (!now().isBefore(first.plus(KEY_HOLDS))) {
      change(request, LAPSED);
      return;
    }
    Map<String, Admission> judged = tools.rules().judge(ids(request), matter());
    Optional<Instant> quietUntil =
        judged.values().stream()
            .flatMap(
                one ->
                    one instanceof Admission.Defer later
                        ? Stream.of(later.until())
                        : Stream.<Instant>empty())
            .max(Instant::compareTo);
    if (quietUntil.isPresent()) {
      // The question may turn out to be the message itself, so it keeps the hours as well.
      postponed = postponed.isBefore(quietUntil.get()) ? quietUntil.get() : postponed;
      return;
    }
    Map<Integer, Addressed.At> addressed = new LinkedHashMap<>();
    for (int index : request) {
      if (judged.get(chunk.at(index).commonId()) instanceof Admission.Send(Addressed.At at)) {
        addressed.put(index, at);
      }
    }
    boolean same =
        request.stream()
            .allMatch(
                index -> {
                  Addressed.At at = addressed.get(index);
                  return at != null && print(at) == chunk.at(index).print();
                });
    if (!same) {
      // Another list of people would go out under another key, and perhaps a second time.
      change(request, CHANGED);
      return;
    }
    if (!tools.ledger().save(chunk, new Release.Keep())) {
      lost = true;
      return;
    }
    List<SendResult> results = deliver(request, addressed);
    for (int place = 0; place < request.size(); place++) {
      int index = request.get(place);
      Recipient recipient = chunk.at(index).triedAgain();
      switch (results.get(place)) {
        case SendResult.Accepted(String receipt) ->
            chunk.set(index, recipient.sent(receipt, now()));
        case SendResult.Refused(RefusalReason reason, String detail) when !reason.concernsRoute() ->
            chunk.set(index, recipient.ended(State.FAILED, word(reason), now()));
        case SendResult.Unknown(String detail, Optional<UUID> again) ->
            unanswered(index, recipient, again);
        case SendResult.Refused refused -> pause(index, recipient, Duration.ZERO);
        case SendResult.Deferred(DeferralReason reason, Optional<Duration> after) ->
            pause(index, recipient, after.orElse(Duration.ZERO));
      }
    }
  }

  private void pause(int index, Recipient recipient, Duration atLeast) {
    chunk.set(index, recipient);
    backOff(recipient.attempts(), atLeast);
  }

  private void change(List<Integer> request, String reason) {
    request.forEach(
        index -> chunk.set(index, chunk.at(index).unanswered(reason, chunk.at(index).request())));
  }

  /** By mail those first who were tried least: whoever stops the road is not first again. */
  private Comparator<Integer> fewestAttemptsFirst() {
    return route == Route.MAIL
        ? Comparator.comparingInt(index -> chunk.at(index).attempts())
        : Comparator.naturalOrder();
  }

  private List<Integer> slice() {
    int most = route == Route.MAIL ? tools.settings().mailSlice() : Chunk.LIMIT;
    Instant now = now();
    return chunk.where(State.PENDING).stream()
        .filter(index -> !tried.get(index) && !chunk.at(index).waitsAt(now))
        .sorted(fewestAttemptsFirst())
        .limit(most)
        .toList();
  }

  /** Makes the attempt that has begun. */
  void send() {
    List<Integer> places = List.copyOf(going.keySet());
    List<SendResult> results = deliver(places, going);
    Instant answered = now();
    for (int place = 0; place < places.size(); place++) {
      int index = places.get(place);
      record(
          index, results.get(place), Objects.requireNonNull(going.get(index)).address(), answered);
    }
    giveBack(places.stream().filter(index -> chunk.at(index).state() == State.FAILED).toList());
  }

  /** Gives the slots of those back who certainly got nothing. */
  private void giveBack(Collection<Integer> places) {
    List<String> unused =
        places.stream()
            .map(chunk::at)
            .filter(recipient -> !recipient.doubted())
            .map(Recipient::commonId)
            .toList();
    tools.rules().release(unused, matter());
  }

  private void record(int index, SendResult result, String address, Instant now) {
    Recipient recipient = chunk.at(index);
    resting |= result.stopsRoute();
    tools.states().saw(route, result, now);
    switch (result) {
      case SendResult.Accepted(String receipt) ->
          chunk.set(index, recipient.sent(route == Route.PORTAL ? "" : receipt, now));
      case SendResult.Refused(RefusalReason reason, String detail) -> {
        if (reason.concernsRoute()) {
          LOG.log(System.Logger.Level.ERROR, "{0} refuses the city: {1}", route, reason);
          later(index, recipient, word(reason), Duration.ZERO);
        } else {
          chunk.set(index, recipient.ended(State.FAILED, word(reason), now));
          if (reason == RefusalReason.HARD_BOUNCE) {
            tools.suppressions().add(route, address, Suppression.Reason.HARD_BOUNCE);
          }
        }
      }
      case SendResult.Deferred(DeferralReason reason, Optional<Duration> after)
          when reason == DeferralReason.PACED || reason == DeferralReason.UNTRIED ->
          chunk.set(index, recipient.paced(word(reason), now.plus(after.orElse(PACE))));
      case SendResult.Deferred(DeferralReason reason, Optional<Duration> after) -> {
        later(index, recipient, word(reason), after.orElse(Duration.ZERO));
        if (reason == DeferralReason.MAILBOX_FULL && chunk.at(index).state() == State.FAILED) {
          tools
              .suppressions()
              .add(route, address, Suppression.Reason.MAILBOX_FULL, now.plus(FULL_MAILBOX_REST));
        }
      }
      case SendResult.Unknown(String detail, Optional<UUID> request) -> {
        if (route == Route.PORTAL && recipient.attempts() < tools.settings().attempts()) {
          later(index, recipient, NO_ANSWER, Duration.ZERO);
        } else if (repeatedByItself(recipient.attempts())) {
          chunk.set(index, recipient.repeated(recipient.attempts()));
          backOff(recipient.attempts(), Duration.ZERO);
        } else {
          unanswered(index, recipient, request);
        }
      }
    }
  }

  private void unanswered(int index, Recipient recipient, Optional<UUID> request) {
    chunk.set(
        index,
        recipient.unanswered(NO_ANSWER, request.map(UUID::toString).orElse(recipient.request())));
    backOff(recipient.attempts(), Duration.ZERO);
  }

  private void later(int index, Recipient recipient, String reason, Duration atLeast) {
    if (recipient.attempts() >= tools.settings().attempts()) {
      chunk.set(index, recipient.ended(State.FAILED, reason, now()));
    } else {
      chunk.set(index, recipient.waiting(reason));
      backOff(recipient.attempts(), atLeast);
    }
  }

  private void backOff(int attempts, Duration atLeast) {
    Duration usual = tools.settings().waitAfter(attempts);
    Duration longer = usual.compareTo(atLeast) < 0 ? atLeast : usual;
    wait = wait.compareTo(longer) < 0 ? longer : wait;
  }

  /**
   * Where those are reached who may be sent to now; what becomes of the others is noted, and
   * whoever was tried before and is not any more gives their slot of the budget back.
   */
  private Map<Integer, Addressed.At> admitted(List<Integer> places, Map<String, Admission> judged) {
    Map<Integer, Addressed.At> addressed = new LinkedHashMap<>();
    for (int index : places) {
      Recipient recipient = chunk.at(index);
      switch (Objects.requireNonNull(judged.get(recipient.commonId()))) {
        case Admission.Send(Addressed.At at) -> addressed.put(index, at);
        case Admission.Defer(Instant until, String reason) ->
            chunk.set(index, recipient.deferred(reason, until));
        case Admission.Suppress(String reason) ->
            chunk.set(index, recipient.ended(State.SUPPRESSED, reason, now()));
        case Admission.Expire(String reason) ->
            chunk.set(index, recipient.ended(State.EXPIRED, reason, now()));
      }
    }
    giveBack(
        places.stream()
            .filter(index -> chunk.at(index).state() != State.PENDING)
            .filter(index -> chunk.at(index).attempts() > 0)
            .toList());
    return addressed;
  }

  private List<String> ids(List<Integer> places) {
    return places.stream().map(index -> chunk.at(index).commonId()).toList();
  }

  SendRules.Matter matter() {
    return new SendRules.Matter(
        chunk.delivery(), chunk.kind(), route, outgoing.topic(), outgoing.usefulUntil());
  }

  private List<SendResult> deliver(List<Integer> places, Map<Integer, Addressed.At> addressed) {
    List<Parcel> parcels = new ArrayList<>();
    places.forEach(
        index -> parcels.add(parcel(index, Objects.requireNonNull(addressed.get(index)))));
    Batch batch =
        new Batch(
            chunk.delivery(),
            chunk.key(),
            outgoing.category(),
            outgoing.importance(),
            subscription()
                ? tools.settings().listId().map(list -> outgoing.topic() + "." + list)
                : Optional.empty(),
            parcels);
    try {
      return channel.send(batch);
    } catch (RuntimeException broken) {
      // A channel answers with results; one that does not may have sent all the same.
      LOG.log(
          System.Logger.Level.ERROR,
          "{0}: the channel failed with {1}",
          chunk.id(),
          broken.getClass().getName());
      return places.stream()
          .<SendResult>map(index -> new SendResult.Unknown("the channel failed"))
          .toList();
    }
  }

  private Parcel parcel(int index, Addressed.At at) {
    Rendering.Rendered words =
        outgoing.hintOnly() && route != Route.PORTAL && route != Route.HTTP
            ? Hint.in(at.language(), tools.settings().portal())
            : outgoing.wording().in(at.language());
    if (at.observed() && subscription()) {
      words = tools.unsubscribe().counted(words, chunk.ref(index));
    }
    Rendering.Rendered said = words;
    Optional<UnsubscribeLinks.Links> links =
        subscription() ? tools.unsubscribe().of(chunk.ref(index)) : Optional.empty();
    Rendering.Rendered whole =
        links.map(to -> Footer.under(said, to.stop(), to.settings())).orElse(said);
    return new Parcel(
        chunk.ref(index),
        at.address(),
        whole.language(),
        whole.subject(),
        whole.text(),
        whole.html(),
        Optional.empty(),
        links.map(UnsubscribeLinks.Links::stop));
  }

  /** Only mail that a person may end carries a list's headers. */
  private boolean subscription() {
    return chunk.kind().subscription() && route == Route.MAIL;
  }

  private Release release() {
    Instant again = now().plus(wait);
    List<Instant> due = new ArrayList<>();
    for (int index : chunk.where(State.PENDING)) {
      due.add(chunk.at(index).at().filter(again::isBefore).orElse(again));
    }
    for (int index : chunk.where(State.UNKNOWN)) {
      if (route == Route.LINE && chunk.at(index).reason().equals(NO_ANSWER)) {
        due.add(postponed.isAfter(again) ? postponed : again);
      }
    }
    if (!due.isEmpty()) {
      Instant first = Collections.min(due);
      return new Release.At(outgoing.usefulUntil().filter(first::isAfter).orElse(first));
    }
    boolean open =
        chunk.where(State.UNKNOWN).stream()
            .anyMatch(index -> OPEN.contains(chunk.at(index).reason()));
    if (!open) {
      return new Release.Done();
    }
    if (chunk.kind().watched()) {
      return new Release.Held();
    }
    chunk.each(State.UNKNOWN, recipient -> recipient.unanswered("gave-up", ""));
    return new Release.Done();
  }

  /** Knows a recipient's address and language again without telling them. */
  private long print(Addressed.At at) {
    digest.update(salt);
    digest.update(at.language().getBytes(StandardCharsets.UTF_8));
    digest.update((byte) ' ');
    return ByteBuffer.wrap(digest.digest(at.address().getBytes(StandardCharsets.UTF_8))).getLong();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static String word(Enum<?> reason) {
    return reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private Instant now() {
    return tools.clock().instant().truncatedTo(ChronoUnit.MILLIS);
  }
}

package jp.todoke.channels.mail;

import jakarta.mail.MessagingException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import jp.todoke.channels.Batch;
import jp.todoke.channels.Channel;
import jp.todoke.channels.DeferralReason;
import jp.todoke.channels.Parcel;
import jp.todoke.channels.RefusalReason;
import jp.todoke.channels.Route;
import jp.todoke.channels.RouteWatch;
import jp.todoke.channels.SendResult;

/**
 * Mail through the city's relay. One recipient per transaction over pooled connections; parallel
 * use comes from the callers' threads. Accepted means the relay has taken responsibility (RFC 5321
 * section 4.2.5). Thread-safe.
 */
public final class MailChannel implements Channel {

  /** Longest wait for one mail's turn within the limit of its domain. */
  private static final Duration PATIENCE = Duration.ofMillis(500);

  /** So many wait for their turn at once; the other workers go on with other domains. */
  private static final int WAITING = 2;

  private static final Duration WHEN_OTHERS_WAIT = Duration.ofSeconds(2);

  /** A slow relay does not hold a batch for longer than its holder's lease lasts. */
  private static final Duration LONGEST_BATCH = Duration.ofSeconds(40);

  private static final SendResult OUT_OF_TIME =
      new SendResult.Deferred(DeferralReason.UNTRIED, Optional.of(Duration.ofSeconds(1)));

  private static final SendResult CLOSED =
      SendResult.Deferred.because(DeferralReason.ROUTE_UNAVAILABLE);

  private static final int REFUSALS = 3;
  private static final Duration UNTIL_STAFF_ACTED = Duration.ofMinutes(15);
  private static final Duration UNTIL_THE_NEXT = Duration.ofMinutes(2);
  private static final SendResult CITY_REFUSED =
      new SendResult.Refused(RefusalReason.CONFIGURATION, "refused by policy time after time");

  private final MailSettings settings;
  private final Clock clock;
  private final Sender sender;
  private final Connections connections;
  private final DomainLimits limits;
  private final LongSupplier nanos;
  private final Semaphore waiting = new Semaphore(WAITING);

  /** Opens no connection yet; no domain is limited. */
  public MailChannel(MailSettings settings, Clock clock) {
    this(settings, DomainLimits.NONE, clock);
  }

  /** Opens no connection yet. */
  public MailChannel(MailSettings settings, DomainLimits limits, Clock clock) {
    this(settings, limits, clock, System::nanoTime);
  }

  MailChannel(MailSettings settings, DomainLimits limits, Clock clock, LongSupplier nanos) {
    this.settings = settings;
    this.limits = limits;
    this.clock = clock;
    this.nanos = nanos;
    this.sender = new Sender(settings);
    this.connections = new Connections(settings, clock);
  }

  @Override
  public Route route() {
    return Route.MAIL;
  }

  /**
   * {@inheritDoc}
   *
   * <p>Mails to limited domains go last, so that they hold up no other of the batch; those beyond
   * the limit are put off ({@link DeferralReason#PACED}), which is no attempt. Neither is it for
   * those behind a relay that is away and behind a refusal of the city itself, which {@value
   * #REFUSALS} refusals by policy one after the other are taken for: one receiver's trouble must
   * not become everybody's.
   */
  @Override
  public List<SendResult> send(Batch batch) {
    List<Parcel> parcels = batch.parcels();
    SendResult[] results = new SendResult[parcels.size()];
    RouteWatch watch = new RouteWatch();
    List<Integer> byPolicy = new ArrayList<>();
    long begun = nanos.getAsLong();
    for (boolean limited : new boolean[] {false, true}) {
      for (int place = 0; place < results.length; place++) {
        Parcel parcel = parcels.get(place);
        if (limits.limits(parcel.address()) == limited) {
          Optional<SendResult> rest =
              watch.rest().map(MailChannel::untried).or(() -> outOfTime(begun));
          results[place] = rest.orElseGet(() -> paced(mail(parcel, batch), watch));
          if (rest.isEmpty() && refusedTimeAfterTime(results[place], place, byPolicy)) {
            byPolicy.forEach(refused -> results[refused] = CITY_REFUSED);
            watch.saw(CITY_REFUSED);
          }
        }
      }
    }
    return List.of(results);
  }

  private Optional<SendResult> outOfTime(long begun) {
    return nanos.getAsLong() - begun > LONGEST_BATCH.toNanos()
        ? Optional.of(OUT_OF_TIME)
        : Optional.empty();
  }

  private static boolean refusedTimeAfterTime(
      SendResult result, int place, List<Integer> byPolicy) {
    if (result instanceof SendResult.Refused refused && refused.reason() == RefusalReason.POLICY) {
      byPolicy.add(place);
    } else {
      byPolicy.clear();
    }
    return byPolicy.size() == REFUSALS;
  }

  /** What a parcel behind the end of the road comes to: it was not tried, so it is no attempt. */
  private static SendResult untried(SendResult rest) {
    return new SendResult.Deferred(
        DeferralReason.UNTRIED,
        Optional.of(rest instanceof SendResult.Refused ? UNTIL_STAFF_ACTED : UNTIL_THE_NEXT));
  }

  private SendResult paced(MailMessage mail, RouteWatch watch) {
    Optional<Duration> wait = enter(mail.to());
    if (wait.isPresent()) {
      return new SendResult.Deferred(DeferralReason.PACED, wait);
    }
    try {
      return watch.saw(send(mail));
    } finally {
      limits.leave(mail.to());
    }
  }

  private Optional<Duration> enter(String to) {
    if (!limits.limits(to)) {
      return Optional.empty();
    }
    if (!waiting.tryAcquire()) {
      return limits.enter(to, Duration.ZERO).map(any -> WHEN_OTHERS_WAIT);
    }
    try {
      return limits.enter(to, PATIENCE);
    } finally {
      waiting.release();
    }
  }

  private static MailMessage mail(Parcel parcel, Batch batch) {
    return new MailMessage(
        parcel.address(),
        parcel.subject(),
        parcel.text(),
        parcel.html(),
        parcel.ref(),
        parcel.unsubscribe(),
        batch.listId());
  }

  /**
   * Sends one mail. Refused without a connection when the address is none or a header value holds a
   * line break; otherwise judged from the relay's reply, {@link SendResult.Unknown} when the
   * connection is lost after the end of the message.
   */
  public SendResult send(MailMessage message) {
    Optional<String> to = Mailbox.read(message.to());
    if (to.isEmpty()) {
      return new SendResult.Refused(RefusalReason.UNREACHABLE, "not a mailbox");
    }
    CityMail mail;
    try {
      mail =
          CityMail.of(connections.session(), settings, sender, message, to.get(), clock.instant());
    } catch (CityMail.HeaderInjection refused) {
      return new SendResult.Refused(
          RefusalReason.MESSAGE_REJECTED, "line break or control character in a header");
    } catch (MessagingException | IOException malformed) {
      return new SendResult.Refused(RefusalReason.MESSAGE_REJECTED, "can not be written as mail");
    }
    return hand(mail, false);
  }

  private SendResult hand(CityMail mail, boolean fresh) {
    Optional<Connections.Connection> borrowed;
    try {
      borrowed = connections.borrow(fresh);
    } catch (MessagingException failed) {
      return SmtpVerdict.onConnect(failed);
    }
    if (borrowed.isEmpty()) {
      return SendResult.Deferred.because(DeferralReason.THROTTLED);
    }
    Connections.Connection connection = borrowed.get();
    SendResult result;
    boolean sound = false;
    try {
      connection.transport.sendMessage(mail, mail.recipients());
      sound = true;
      return new SendResult.Accepted(
          SmtpVerdict.receipt(connection.transport.getLastServerResponse()));
    } catch (MessagingException failed) {
      result = SmtpVerdict.onSend(failed, mail.handedOver());
      sound = !(result instanceof SendResult.Unknown) && !result.stopsRoute();
    } finally {
      connections.giveBack(connection, sound);
    }
    // The relay may end a connection between two messages; that says nothing about the relay.
    return CLOSED.equals(result) && connection.wasUsed() && !mail.handedOver()
        ? hand(mail, true)
        : result;
  }

  @Override
  public void close() {
    connections.close();
  }
}

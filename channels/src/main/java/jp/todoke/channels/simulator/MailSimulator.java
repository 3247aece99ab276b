package jp.todoke.channels.simulator;

import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.subethamail.smtp.DropConnectionException;
import org.subethamail.smtp.MessageContext;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.server.SMTPServer;
import org.subethamail.smtp.server.Session;
import org.subethamail.smtp.server.SessionHandler;

/**
 * A mail relay on the loopback interface that keeps what it takes and delivers nothing. Faults come
 * from {@linkplain MailFault magic recipients} or from {@link #failNext}. Thread-safe.
 */
public final class MailSimulator implements AutoCloseable {

  private static final int HANG_SECONDS = 60;

  private final SMTPServer server;
  private final Clock clock;
  private final Received<ReceivedMail> received = new Received<>(ReceivedMail::to);
  private final Faults<MailFault> faults = new Faults<>();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong connections = new AtomicLong();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Semaphore admitted = new Semaphore(Integer.MAX_VALUE);

  private MailSimulator(int port, Clock clock) {
    this.clock = clock;
    this.server =
        SMTPServer.port(port)
            .bindAddress(Loopback.address())
            .hostName("simulator.invalid")
            .softwareName("Todoke mail simulator")
            .hideTLS()
            .insertReceivedHeaders(false)
            .messageHandlerFactory(Transaction::new)
            .sessionHandler(new CountingSessions())
            .build();
  }

  /** Starts a relay; port 0 takes a free one. */
  public static MailSimulator start(int port, Clock clock) {
    MailSimulator simulator = new MailSimulator(port, clock);
    simulator.server.start();
    return simulator;
  }

  /** The port on 127.0.0.1. */
  public int port() {
    return server.getPortAllocated();
  }

  /** The newest mails taken, oldest first, at most 10,000. */
  public List<ReceivedMail> received() {
    return received.all(mail -> true);
  }

  /** Those of the newest mails taken for one mailbox. */
  public List<ReceivedMail> receivedBy(String address) {
    return received.all(mail -> mail.to().equalsIgnoreCase(address));
  }

  /** How many mails each address got since the start, whatever is still kept. */
  public Map<String, Long> counts() {
    return received.counts();
  }

  /** How many mails were ever taken. */
  public long count() {
    return received.count();
  }

  /** How many transactions were refused, deferred or cut. */
  public long refused() {
    return refused.get();
  }

  /** How many connections were opened. */
  public long connections() {
    return connections.get();
  }

  /** Makes the next transactions fail. */
  public void failNext(int times, MailFault fault) {
    faults.add(times, fault);
  }

  /** Takes so many mails from now on and keeps the senders of all others waiting. */
  public synchronized void holdAfter(int mails) {
    admitted.drainPermits();
    admitted.release(mails);
  }

  /** Lets everybody in again who {@linkplain #holdAfter waits}. */
  public synchronized void release() {
    admitted.drainPermits();
    admitted.release(Integer.MAX_VALUE);
  }

  /** Forgets mails, counters and faults. */
  public void clear() {
    received.clear();
    faults.clear();
    refused.set(0);
    connections.set(0);
  }

  @Override
  public void close() {
    closing.countDown();
    release();
    server.stop();
  }

  private final class CountingSessions implements SessionHandler {
    @Override
    public SessionAcceptance accept(Session session) {
      connections.incrementAndGet();
      return SessionAcceptance.success();
    }

    @Override
    public void onSessionEnd(Session session) {
      // Nothing is kept per session.
    }
  }

  /** One MAIL, RCPT, DATA. */
  private final class Transaction implements MessageHandler {

    private final MessageContext context;
    private String from = "";
    private String to = "";
    private Optional<MailFault> fault = Optional.empty();

    private Transaction(MessageContext context) {
      this.context = context;
    }

    @Override
    public void from(String sender) {
      from = sender;
    }

    @Override
    public void recipient(String recipient) throws RejectException {
      to = recipient;
      fault = faults.take().or(() -> MailFault.of(recipient));
      if (fault.isPresent()) {
        atRecipient(fault.get());
      }
    }

    private void atRecipient(MailFault wanted) throws RejectException {
      switch (wanted) {
        case BOUNCE -> throw refuse(550, "5.1.1 No such mailbox: " + to);
        case GREYLISTED -> throw refuse(450, "4.2.0 Greylisted, try again later");
        case DEFER -> throw refuse(451, "4.7.1 Try again later");
        case FULL -> throw refuse(552, "5.2.2 Mailbox full");
        case CLOSING -> {
          refused.incrementAndGet();
          throw new DropConnectionException(421, "4.3.2 Closing");
        }
        case DROP_BEFORE_DATA -> throw cut();
        case POLICY, CONTENT, BUSY, DROP_AFTER_DATA, HANG -> {}
      }
    }

    @Override
    public @Nullable String data(InputStream data) throws RejectException, IOException {
      byte[] raw = data.readAllBytes();
      if (fault.isPresent()) {
        beforeAcceptance(fault.get());
      }
      await();
      received.add(new ReceivedMail(from, to, clock.instant(), raw));
      if (fault.equals(Optional.of(MailFault.DROP_AFTER_DATA))) {
        throw cut();
      }
      if (fault.equals(Optional.of(MailFault.HANG))) {
        hang();
      }
      return "2.0.0 Ok: queued as " + Long.toHexString(received.count());
    }

    private void await() throws DropConnectionException {
      try {
        admitted.acquire();
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        throw cut();
      }
    }

    private void beforeAcceptance(MailFault wanted) throws RejectException {
      switch (wanted) {
        case POLICY -> throw refuse(550, "5.7.1 Refused by policy");
        case CONTENT -> throw refuse(554, "5.6.0 Content refused");
        case BUSY -> throw refuse(451, "4.3.0 Local trouble");
        case BOUNCE, DEFER, GREYLISTED, FULL, CLOSING, DROP_BEFORE_DATA, DROP_AFTER_DATA, HANG -> {}
      }
    }

    private void hang() throws DropConnectionException {
      try {
        if (closing.await(HANG_SECONDS, TimeUnit.SECONDS)) {
          throw cut();
        }
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        throw cut();
      }
    }

    private RejectException refuse(int code, String words) {
      refused.incrementAndGet();
      return new RejectException(code, words);
    }

    private DropConnectionException cut() {
      refused.incrementAndGet();
      try {
        ((Session) context).closeSocket();
      } catch (IOException alreadyGone) {
        return new DropConnectionException(421, "cut");
      }
      return new DropConnectionException(421, "cut");
    }

    @Override
    public void done() {
      // The transaction is over; everything was kept as it came.
    }
  }
}

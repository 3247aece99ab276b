package jp.todoke.channels.mail;

import jakarta.mail.MessagingException;
import jakarta.mail.NoSuchProviderException;
import jakarta.mail.Session;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.eclipse.angus.mail.util.MailStreamProvider;
import org.jspecify.annotations.Nullable;

/** Open connections to the relay, each used by one thread at a time. */
final class Connections implements AutoCloseable {

  /** A connection at rest for longer is asked (NOOP) before it is used. */
  private static final Duration TRUSTED = Duration.ofSeconds(2);

  /**
   * Unless it is named, the library looks its own provider of streams up on the class path for
   * every header and body it encodes, which took a third of a mail's time.
   */
  private static final String STREAMS = "jakarta.mail.util.StreamProvider";

  static {
    if (System.getProperty(STREAMS) == null) {
      System.setProperty(STREAMS, MailStreamProvider.class.getName());
    }
  }

  private final MailSettings settings;
  private final Clock clock;
  private final Session session;
  private final ScheduledThreadPoolExecutor writeTimeouts;
  private final Semaphore free;
  private final ConcurrentLinkedDeque<Connection> idle = new ConcurrentLinkedDeque<>();
  private volatile boolean closed;

  /** One open connection and what it has done. */
  static final class Connection {
    final SMTPTransport transport;
    private int messages;
    private boolean used;
    private Instant usedAt;

    private Connection(SMTPTransport transport, Instant now) {
      this.transport = transport;
      this.usedAt = now;
    }

    /** Whether it carried messages before the one it carries now. */
    boolean wasUsed() {
      return used;
    }
  }

  Connections(MailSettings settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
    this.free = new Semaphore(settings.pool().connections());
    this.writeTimeouts =
        new ScheduledThreadPoolExecutor(
            1,
            work -> {
              Thread thread = new Thread(work, "mail-write-timeout");
              thread.setDaemon(true);
              return thread;
            });
    writeTimeouts.setRemoveOnCancelPolicy(true);
    // Something is always due sooner than a timeout that is set: the thread need not be woken for
    // each of the five writes of a mail, only to hear that it may sleep on.
    Future<?> ignored = writeTimeouts.scheduleAtFixedRate(() -> {}, 1, 1, TimeUnit.SECONDS);
    this.session = Session.getInstance(properties());
  }

  Session session() {
    return session;
  }

  /**
   * A connection ready to use; empty when all stayed in use for the connect timeout.
   *
   * @param fresh true for a new one whatever is open
   */
  Optional<Connection> borrow(boolean fresh) throws MessagingException {
    if (closed) {
      throw new IllegalStateException("the mail channel is closed");
    }
    try {
      if (!free.tryAcquire(settings.timeouts().connect().toMillis(), TimeUnit.MILLISECONDS)) {
        return Optional.empty();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
    boolean borrowed = false;
    try {
      Connection connection = fresh ? null : rested();
      if (connection == null) {
        connection = open();
      }
      borrowed = true;
      return Optional.of(connection);
    } finally {
      if (!borrowed) {
        free.release();
      }
    }
  }

  /** Ends the use of a connection; a sound one with messages left is kept for the next. */
  void giveBack(Connection connection, boolean sound) {
    connection.messages++;
    connection.usedAt = clock.instant();
    if (sound && !closed && connection.messages < settings.pool().messages()) {
      idle.push(connection);
    } else {
      quit(connection);
    }
    free.release();
  }

  private @Nullable Connection rested() {
    for (Connection next = idle.poll(); next != null; next = idle.poll()) {
      Duration rest = Duration.between(next.usedAt, clock.instant());
      if (rest.compareTo(settings.pool().idle()) < 0
          && (rest.compareTo(TRUSTED) < 0 || next.transport.isConnected())) {
        next.used = true;
        return next;
      }
      quit(next);
    }
    return null;
  }

  private Connection open() throws MessagingException {
    SMTPTransport transport = transport();
    String user = settings.credentials().map(MailSettings.Credentials::user).orElse(null);
    String password = settings.credentials().map(MailSettings.Credentials::password).orElse(null);
    transport.connect(settings.host(), settings.port(), user, password);
    return new Connection(transport, clock.instant());
  }

  private SMTPTransport transport() throws NoSuchProviderException {
    return (SMTPTransport) session.getTransport("smtp");
  }

  private static void quit(Connection connection) {
    try {
      connection.transport.close();
    } catch (MessagingException alreadyGone) {
      // The relay closed first; there is nothing left to say to it.
      return;
    }
  }

  private Properties properties() {
    Properties properties = new Properties();
    MailSettings.Timeouts timeouts = settings.timeouts();
    properties.put("mail.transport.protocol", "smtp");
    properties.put("mail.smtp.connectiontimeout", Long.toString(timeouts.connect().toMillis()));
    properties.put("mail.smtp.timeout", Long.toString(timeouts.read().toMillis()));
    properties.put("mail.smtp.writetimeout", Long.toString(timeouts.write().toMillis()));
    properties.put("mail.smtp.executor.writetimeout", writeTimeouts);
    properties.put("mail.smtp.localhost", settings.localHost());
    properties.put("mail.smtp.auth", Boolean.toString(settings.credentials().isPresent()));
    properties.put("mail.smtp.allow8bitmime", "false");
    properties.put("mail.mime.allowutf8", "false");
    boolean startTls = settings.security() == MailSettings.Security.STARTTLS;
    properties.put("mail.smtp.starttls.enable", Boolean.toString(startTls));
    properties.put("mail.smtp.starttls.required", Boolean.toString(startTls));
    properties.put(
        "mail.smtp.ssl.enable", Boolean.toString(settings.security() == MailSettings.Security.TLS));
    properties.put("mail.smtp.ssl.checkserveridentity", "true");
    return properties;
  }

  @Override
  public void close() {
    closed = true;
    for (Connection next = idle.poll(); next != null; next = idle.poll()) {
      quit(next);
    }
    writeTimeouts.shutdownNow();
  }
}

package jp.todoke.channels.mail;

import java.time.Duration;
import java.util.Optional;

/**
 * How to reach the city's mail relay.
 *
 * @param host relay
 * @param port 25, 465 or 587
 * @param security of the connection
 * @param credentials for SMTP AUTH
 * @param from mailbox in the From header
 * @param fromName name shown beside it, any script
 * @param localHost fully qualified name said in EHLO
 * @param messageIdDomain right part of Message-IDs
 * @param returnPath makes a return path per delivery; empty = the From mailbox
 * @param timeouts of each step
 * @param pool of open connections
 */
public record MailSettings(
    String host,
    int port,
    Security security,
    Optional<Credentials> credentials,
    String from,
    String fromName,
    String localHost,
    String messageIdDomain,
    Optional<ReturnPath> returnPath,
    Timeouts timeouts,
    Pool pool) {

  /** How the connection is protected. */
  public enum Security {
    /** Not at all: a relay on the same host, and tests. */
    NONE,
    /** STARTTLS required, certificate and name checked. */
    STARTTLS,
    /** TLS from the first byte, certificate and name checked. */
    TLS
  }

  /** Name and password for SMTP AUTH; never printed. */
  public record Credentials(String user, String password) {
    @Override
    public String toString() {
      return "Credentials[...]";
    }
  }

  /** How long to wait; Jakarta Mail itself would wait for ever. */
  public record Timeouts(Duration connect, Duration read, Duration write) {

    /** 10 s to connect, 30 s to read and to write. */
    public static final Timeouts USUAL =
        new Timeouts(Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(30));
  }

  /**
   * Open connections.
   *
   * @param connections most at a time; each carries one message at a time
   * @param messages after which a connection is closed
   * @param idle after which a connection is not used again
   */
  public record Pool(int connections, int messages, Duration idle) {

    /** 8 connections of 100 messages, 30 s idle. */
    public static final Pool USUAL = new Pool(8, 100, Duration.ofSeconds(30));
  }

  /** Settings for a relay on the same host, without TLS and with usual limits. */
  public static MailSettings local(int port, String from, String fromName) {
    String domain = from.substring(from.indexOf('@') + 1);
    return new MailSettings(
        "127.0.0.1",
        port,
        Security.NONE,
        Optional.empty(),
        from,
        fromName,
        domain,
        domain,
        Optional.empty(),
        Timeouts.USUAL,
        Pool.USUAL);
  }

  /** The same with a return path per delivery. */
  public MailSettings with(ReturnPath perDelivery) {
    return new MailSettings(
        host,
        port,
        security,
        credentials,
        from,
        fromName,
        localHost,
        messageIdDomain,
        Optional.of(perDelivery),
        timeouts,
        pool);
  }

  /** The same with room for so many connections at once. */
  public MailSettings with(int connections) {
    return with(timeouts, new Pool(connections, pool.messages(), pool.idle()));
  }

  /** The same with other limits. */
  public MailSettings with(Timeouts otherTimeouts, Pool otherPool) {
    return new MailSettings(
        host,
        port,
        security,
        credentials,
        from,
        fromName,
        localHost,
        messageIdDomain,
        returnPath,
        otherTimeouts,
        otherPool);
  }
}

package jp.todoke.channels.line;

import java.net.URI;
import java.time.Duration;

/**
 * How to reach the city's LINE account.
 *
 * @param endpoint {@code https://api.line.me}, or the simulator
 * @param token long-lived channel access token; never printed
 * @param timeout of each of connecting, reading and writing
 * @param parallel most requests at a time
 * @param rates most requests a second
 * @param aggregated whether pushes to many carry their campaign as aggregation unit; LINE allows it
 *     to accounts that applied for it only
 */
public record LineSettings(
    URI endpoint, String token, Duration timeout, int parallel, Rates rates, boolean aggregated) {

  /**
   * LINE's limits, each for one endpoint and one channel over all nodes.
   *
   * @param multicast a second
   * @param others a second: push, reply, validate, quota, link token, rich menu
   * @see <a href="https://developers.line.biz/en/reference/messaging-api/#rate-limits">LINE, rate
   *     limits</a>
   */
  public record Rates(int multicast, int others) {

    /** 200 multicasts a second, 2,000 of everything else. */
    public static final Rates LIMITS = new Rates(200, 2_000);
  }

  /** Requests at a time; each waits for the platform most of its time. */
  public static final int USUAL_PARALLEL = 16;

  /** At LINE's own limits, without aggregation units. */
  public LineSettings(URI endpoint, String token, Duration timeout, int parallel) {
    this(endpoint, token, timeout, parallel, Rates.LIMITS, false);
  }

  /** 10 s timeouts and 16 requests at a time. */
  public static LineSettings of(URI endpoint, String token) {
    return new LineSettings(endpoint, token, Duration.ofSeconds(10), USUAL_PARALLEL);
  }

  /** The same at other rates. */
  public LineSettings at(Rates others) {
    return new LineSettings(endpoint, token, timeout, parallel, others, aggregated);
  }

  /** The same with so many requests at a time. */
  public LineSettings with(int requests) {
    return new LineSettings(endpoint, token, timeout, requests, rates, aggregated);
  }

  /** The same with or without aggregation units. */
  public LineSettings aggregating(boolean on) {
    return new LineSettings(endpoint, token, timeout, parallel, rates, on);
  }

  /** The same with another timeout. */
  public LineSettings waiting(Duration longest) {
    return new LineSettings(endpoint, token, longest, parallel, rates, aggregated);
  }

  @Override
  public String toString() {
    return "LineSettings[" + endpoint + "]";
  }
}

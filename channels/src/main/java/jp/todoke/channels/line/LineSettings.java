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
 */
public record LineSettings(URI endpoint, String token, Duration timeout, int parallel) {

  /** 10 s timeouts and 16 requests at a time. */
  public static LineSettings of(URI endpoint, String token) {
    return new LineSettings(endpoint, token, Duration.ofSeconds(10), 16);
  }

  @Override
  public String toString() {
    return "LineSettings[" + endpoint + "]";
  }
}

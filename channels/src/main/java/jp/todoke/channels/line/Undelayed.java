package jp.todoke.channels.line;

import java.net.SocketException;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.EventListener;

/**
 * Sends the last segment of a request at once. Else a request of more than one segment, as every
 * multicast is, waits until the other side has acknowledged the first ones, which it may put off
 * for 40 ms (RFC 896 against RFC 1122, 4.2.3.2). Thread-safe.
 */
final class Undelayed extends EventListener {

  private static final System.Logger LOG = System.getLogger(Undelayed.class.getName());

  @Override
  public void connectionAcquired(Call call, Connection connection) {
    try {
      connection.socket().setTcpNoDelay(true);
    } catch (SocketException closed) {
      // The call that goes on over this connection fails by itself and says so.
      LOG.log(System.Logger.Level.DEBUG, "a connection to LINE was closed before its use");
    }
  }
}

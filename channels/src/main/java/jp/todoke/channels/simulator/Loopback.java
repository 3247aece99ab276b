package jp.todoke.channels.simulator;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** What listens on 127.0.0.1 itself; the platform's own loopback address may be the one of IPv6. */
final class Loopback {

  private Loopback() {}

  /**
   * A web server on a port of the loopback interface; 0 for any.
   *
   * @throws UncheckedIOException when the port is taken
   */
  static HttpServer server(int port) {
    // Else the JDK's server waits 40 ms for the answer to its headers before it sends the body.
    if (System.getProperty("sun.net.httpserver.nodelay") == null) {
      System.setProperty("sun.net.httpserver.nodelay", "true");
    }
    try {
      return HttpServer.create(new InetSocketAddress(address(), port), 0);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  static InetAddress address() {
    try {
      return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}

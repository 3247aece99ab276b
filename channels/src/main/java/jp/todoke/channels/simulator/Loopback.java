package jp.todoke.channels.simulator;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** 127.0.0.1 itself; the platform's own loopback address may be the one of IPv6. */
final class Loopback {

  private Loopback() {}

  static InetAddress address() {
    try {
      return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}

package jp.todoke.channels.http;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;

/** Which addresses the engine may call: no door into the network it stands in. */
public final class OutboundAddress {

  /** What a look at an address comes to. */
  public enum Verdict {
    /** It may be called. */
    ALLOWED,
    /** Its scheme or network is not allowed. */
    FORBIDDEN,
    /** Its host has no address at present. */
    UNKNOWN_HOST
  }

  private OutboundAddress() {}

  /**
   * Looks at every network address the host has now; the name is resolved anew for the call.
   *
   * @param allowInternal whether loopback and private networks may be called (tests, and providers
   *     inside the city's network)
   */
  public static Verdict judge(URI address, boolean allowInternal) {
    String scheme = address.getScheme();
    if (!"http".equals(scheme) && !"https".equals(scheme) || address.getHost() == null) {
      return Verdict.FORBIDDEN;
    }
    try {
      for (InetAddress resolved : InetAddress.getAllByName(address.getHost())) {
        if (never(resolved) || !allowInternal && internal(resolved)) {
          return Verdict.FORBIDDEN;
        }
      }
      return Verdict.ALLOWED;
    } catch (UnknownHostException unknown) {
      return Verdict.UNKNOWN_HOST;
    }
  }

  /** Addresses nobody outside can have: link-local ones give away cloud credentials. */
  private static boolean never(InetAddress address) {
    return address.isLinkLocalAddress()
        || address.isMulticastAddress()
        || address.isAnyLocalAddress();
  }

  /** Loopback, RFC 1918, RFC 6598, RFC 4193 and 0.0.0.0/8. */
  private static boolean internal(InetAddress address) {
    byte[] bytes = address.getAddress();
    int first = bytes[0] & 0xff;
    int second = bytes[1] & 0xff;
    return address.isLoopbackAddress()
        || address.isSiteLocalAddress()
        || address instanceof Inet4Address
            && (first == 0 || first >= 240 || first == 100 && second >= 64 && second < 128)
        || address instanceof Inet6Address && (first & 0xfe) == 0xfc;
  }
}

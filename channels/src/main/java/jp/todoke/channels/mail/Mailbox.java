package jp.todoke.channels.mail;

import java.util.Optional;
import java.util.regex.Pattern;

/** Reads a citizen's mailbox into the form SMTP takes. */
final class Mailbox {

  private static final Pattern LOCAL = Pattern.compile("[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}");
  private static final Pattern DOT_ATOM = Pattern.compile("[^.]+(\\.[^.]+)*");
  private static final Pattern DOMAIN =
      Pattern.compile(
          "(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
              + "(\\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*");

  private Mailbox() {}

  /**
   * The mailbox as SMTP wants it; empty when it is none. Old addresses of mobile carriers with
   * {@code ..} or a dot before the {@code @} are quoted, as RFC 5321 section 4.1.2 asks.
   */
  static Optional<String> read(String address) {
    int at = address.lastIndexOf('@');
    if (at < 1) {
      return Optional.empty();
    }
    String local = address.substring(0, at);
    String domain = address.substring(at + 1);
    if (!LOCAL.matcher(local).matches() || !DOMAIN.matcher(domain).matches()) {
      return Optional.empty();
    }
    boolean plain = DOT_ATOM.matcher(local).matches();
    return Optional.of((plain ? local : '"' + local + '"') + "@" + domain);
  }
}

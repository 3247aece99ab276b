package jp.todoke.channels.mail;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A return path per delivery (VERP), {@code b+<ref>.<mac>@<domain>}, so that a bounce names its
 * delivery and a forged bounce is seen. The MAC is HMAC-SHA256 cut to 80 bits; all lower case,
 * because some hosts fold it; local part at most 64 octets. Thread-safe.
 */
public final class ReturnPath {

  private static final int MAC_BYTES = 10;
  private static final Pattern FORM =
      Pattern.compile("b\\+([a-z0-9-]{1,40})\\.([0-9a-f]{20})@(.+)");

  private final String domain;
  private final SecretKeySpec key;

  /**
   * Makes return paths at a domain.
   *
   * @param key at least 16 octets, the same on every node
   * @throws IllegalArgumentException when the key is shorter
   */
  public ReturnPath(String domain, byte[] key) {
    if (key.length < 16) {
      throw new IllegalArgumentException("the return path needs a key of 16 octets or more");
    }
    this.domain = domain.toLowerCase(Locale.ROOT);
    this.key = new SecretKeySpec(key, "HmacSHA256");
  }

  /** The envelope sender of a delivery. */
  public String of(String ref) {
    return "b+" + ref + "." + HexFormat.of().formatHex(mac(ref)) + "@" + domain;
  }

  /** The delivery a bounce came back for; empty when the address was not made with our key. */
  public Optional<String> read(String address) {
    Matcher parts = FORM.matcher(address.strip().toLowerCase(Locale.ROOT));
    if (!parts.matches()
        || !parts.group(3).equals(domain)
        || !MessageDigest.isEqual(HexFormat.of().parseHex(parts.group(2)), mac(parts.group(1)))) {
      return Optional.empty();
    }
    return Optional.of(parts.group(1));
  }

  private byte[] mac(String ref) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      byte[] full = mac.doFinal(ref.getBytes(StandardCharsets.US_ASCII));
      byte[] cut = new byte[MAC_BYTES];
      System.arraycopy(full, 0, cut, 0, MAC_BYTES);
      return cut;
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}

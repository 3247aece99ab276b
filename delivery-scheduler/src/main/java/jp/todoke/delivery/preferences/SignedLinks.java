package jp.todoke.delivery.preferences;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tokens that stand for a sign-in in a link of a message: they name the message, never the person,
 * and hold for one purpose. Thread-safe.
 */
public final class SignedLinks {

  private static final int MAC_BYTES = 16;
  private static final long FOR_EVER = 0;

  private final SecretKeySpec key;
  private final Clock clock;

  /** What a token may be used for. */
  public enum Purpose {
    /** To end one topic on mail (RFC 8058). */
    UNSUBSCRIBE,
    /** To read and change all preferences. */
    PREFERENCES,
    /** To be led on to an address of the city. */
    CLICK
  }

  /**
   * Signs with this key.
   *
   * @param key at least 16 bytes, the same on every node
   * @throws IllegalArgumentException when it is shorter
   */
  public SignedLinks(byte[] key, Clock clock) {
    if (key.length < MAC_BYTES) {
      throw new IllegalArgumentException("a key for links has at least " + MAC_BYTES + " bytes");
    }
    this.key = new SecretKeySpec(key, "HmacSHA256");
    this.clock = clock;
  }

  /** A token that holds for ever: a mail may be opened years later. */
  public String sign(Purpose purpose, String ref) {
    return sign(purpose, ref, FOR_EVER);
  }

  /**
   * A token that holds for a time.
   *
   * @param ref the parcel's reference, or what else the token stands for; never with a {@code ~}
   * @param until first instant at which it does not hold any more, UTC, to the second
   */
  public String sign(Purpose purpose, String ref, Instant until) {
    return sign(purpose, ref, until.getEpochSecond());
  }

  private String sign(Purpose purpose, String ref, long until) {
    String words = ref + "~" + Long.toString(until, Character.MAX_RADIX);
    return words
        + "~"
        + Base64.getUrlEncoder().withoutPadding().encodeToString(mac(purpose, words));
  }

  /** The reference in a token of that purpose; empty for any other, altered or lapsed one. */
  public Optional<String> verify(Purpose purpose, String token) {
    String[] parts = token.split("~", -1);
    if (parts.length != 3) {
      return Optional.empty();
    }
    try {
      byte[] given = Base64.getUrlDecoder().decode(parts[2]);
      if (!MessageDigest.isEqual(given, mac(purpose, parts[0] + "~" + parts[1]))) {
        return Optional.empty();
      }
      long until = Long.parseLong(parts[1], Character.MAX_RADIX);
      return until == FOR_EVER || clock.instant().getEpochSecond() < until
          ? Optional.of(parts[0])
          : Optional.empty();
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  private byte[] mac(Purpose purpose, String words) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      mac.update((purpose + "~").getBytes(StandardCharsets.UTF_8));
      return Arrays.copyOf(mac.doFinal(words.getBytes(StandardCharsets.UTF_8)), MAC_BYTES);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}

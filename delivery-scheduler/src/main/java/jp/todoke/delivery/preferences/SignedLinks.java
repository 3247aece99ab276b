package jp.todoke.delivery.preferences;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tokens that stand for a sign-in in a link of a message: they name the message, never the person,
 * and hold for one purpose. They are opaque: what they name is encrypted, so that a link tells
 * whoever sees it neither the campaign nor the place in it. The same words always make the same
 * token, because the nonce is a MAC of them (as in RFC 5297). Thread-safe.
 */
public final class SignedLinks {

  private static final int SHORTEST_KEY = 16;
  private static final int NONCE = 12;
  private static final int TAG_BITS = 128;
  private static final long FOR_EVER = 0;
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  private final SecretKeySpec macKey;
  private final SecretKeySpec cipherKey;
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
    if (key.length < SHORTEST_KEY) {
      throw new IllegalArgumentException("a key for links has at least " + SHORTEST_KEY + " bytes");
    }
    SecretKeySpec root = new SecretKeySpec(key, "HmacSHA256");
    this.macKey = new SecretKeySpec(mac(root, "nonce"), "HmacSHA256");
    this.cipherKey = new SecretKeySpec(mac(root, "cipher"), "AES");
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
    byte[] nonce = Arrays.copyOf(mac(macKey, purpose + "~" + words), NONCE);
    try {
      byte[] hidden =
          cipher(Cipher.ENCRYPT_MODE, purpose, nonce)
              .doFinal(words.getBytes(StandardCharsets.UTF_8));
      byte[] token = Arrays.copyOf(nonce, NONCE + hidden.length);
      System.arraycopy(hidden, 0, token, NONCE, hidden.length);
      return ENCODER.encodeToString(token);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** The reference in a token of that purpose; empty for any other, altered or lapsed one. */
  public Optional<String> verify(Purpose purpose, String token) {
    try {
      byte[] all = Base64.getUrlDecoder().decode(token);
      // Some last letters stand for the same bytes; only the one we wrote is ours.
      if (all.length <= NONCE || !ENCODER.encodeToString(all).equals(token)) {
        return Optional.empty();
      }
      byte[] words =
          cipher(Cipher.DECRYPT_MODE, purpose, Arrays.copyOf(all, NONCE))
              .doFinal(all, NONCE, all.length - NONCE);
      String[] parts = new String(words, StandardCharsets.UTF_8).split("~", -1);
      long until = Long.parseLong(parts[1], Character.MAX_RADIX);
      return until == FOR_EVER || clock.instant().getEpochSecond() < until
          ? Optional.of(parts[0])
          : Optional.empty();
    } catch (AEADBadTagException | IllegalArgumentException altered) {
      return Optional.empty();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private Cipher cipher(int mode, Purpose purpose, byte[] nonce) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, cipherKey, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(purpose.name().getBytes(StandardCharsets.UTF_8));
    return cipher;
  }

  private static byte[] mac(SecretKeySpec key, String words) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return mac.doFinal(words.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}

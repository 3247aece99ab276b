package jp.todoke.channels.line;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The signature of a webhook call, header {@value #HEADER}. */
public final class LineSignature {

  /** The header it travels in; names of headers have no case. */
  public static final String HEADER = "x-line-signature";

  private LineSignature() {}

  /**
   * Whether LINE signed exactly these bytes: Base64 of HMAC-SHA256 with the channel secret,
   * compared in constant time. A missing or malformed header is a plain no. Check before parsing.
   *
   * @param secret channel secret, not blank
   * @param rawBody the request body as received
   * @param header the header's value; the empty string where it is missing
   * @see <a
   *     href="https://developers.line.biz/en/docs/messaging-api/verify-webhook-signature/">LINE,
   *     verify webhook signature</a>
   */
  public static boolean matches(String secret, byte[] rawBody, String header) {
    byte[] signature;
    try {
      signature = Base64.getDecoder().decode(header);
    } catch (IllegalArgumentException malformed) {
      return false;
    }
    return MessageDigest.isEqual(mac(secret, rawBody), signature);
  }

  /** What LINE puts into the header for these bytes. */
  public static String of(String secret, byte[] rawBody) {
    return Base64.getEncoder().encodeToString(mac(secret, rawBody));
  }

  private static byte[] mac(String secret, byte[] rawBody) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return mac.doFinal(rawBody);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}

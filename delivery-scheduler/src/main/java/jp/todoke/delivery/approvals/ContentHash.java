package jp.todoke.delivery.approvals;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 over a list of parts; no two different lists read alike. For one thread. */
public final class ContentHash {

  private final MessageDigest digest;

  /** Begins with nothing. */
  public ContentHash() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Adds one part; its length goes first. */
  public ContentHash add(Object part) {
    byte[] bytes = part.toString().getBytes(StandardCharsets.UTF_8);
    digest.update(ByteBuffer.allocate(4).putInt(bytes.length).flip());
    digest.update(bytes);
    return this;
  }

  /** 64 hexadecimal digits; the hash is used up. */
  public String hex() {
    return HexFormat.of().formatHex(digest.digest());
  }
}

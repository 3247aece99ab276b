package jp.todoke.api.sources;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;
import jp.todoke.api.contents.ContentItem;

/** What became of one item of a source. */
sealed interface ReadItem {

  /** It can be shown. */
  record Good(ContentItem item) implements ReadItem {}

  /** It is there but not for the public. */
  record Hidden(String id) implements ReadItem {}

  /**
   * It could not be read; skipped and recorded.
   *
   * @param id where the source gave one the id its item would have, else made of its content
   * @param code what is wrong with it
   */
  record Dead(String id, String code) implements ReadItem {}

  /** Ids of a source that can stand in a path are kept as they are. */
  Pattern PLAIN = Pattern.compile("[A-Za-z0-9._-]{1,100}");

  /** Our id of an item: its own where it can stand in a path, else a digest of it. */
  static String id(Source source, String externalId) {
    return source.id()
        + ":"
        + (PLAIN.matcher(externalId).matches() ? externalId : digest(externalId));
  }

  /** A short digest that stands for a text. */
  static String digest(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 12);
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException(missing);
    }
  }

  /** The id of whatever it is. */
  default String anyId() {
    return switch (this) {
      case Good(ContentItem item) -> item.id();
      case Hidden(String id) -> id;
      case Dead(String id, String code) -> id;
    };
  }
}

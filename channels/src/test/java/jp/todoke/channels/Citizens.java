package jp.todoke.channels;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** People, parcels and a clock held in the hand, shared by the tests of this room. */
public final class Citizens {

  /** Noon in Japan on 20 November 2026. */
  public static final Instant NOON = Instant.parse("2026-11-20T03:00:00Z");

  /** LINE users of the Sato family. */
  public static final String HANAKO_LINE = "U" + "0".repeat(31) + "1";

  /** Another LINE user of the Sato family. */
  public static final String TARO_LINE = "U" + "0".repeat(31) + "2";

  /** A third LINE user of the Sato family. */
  public static final String JIRO_LINE = "U" + "0".repeat(31) + "3";

  private Citizens() {}

  /** A LINE user id that brings a fault about. */
  public static String lineUser(String suffix) {
    return "U" + "0".repeat(32 - suffix.length()) + suffix;
  }

  /** A campaign batch of these parcels. */
  public static Batch campaign(UUID key, Parcel... parcels) {
    return new Batch(
        "campaign-7",
        key,
        Category.PUSH,
        Importance.NORMAL,
        Optional.of("kosodate.city.example.jp"),
        List.of(parcels));
  }

  /** One parcel of the same text to each address, in order. */
  public static Parcel[] toAll(String text, String... addresses) {
    int[] n = {0};
    return Arrays.stream(addresses)
        .map(address -> Parcel.plain("ref-" + n[0]++, address, "三歳児健診のお知らせ", text))
        .toArray(Parcel[]::new);
  }
}

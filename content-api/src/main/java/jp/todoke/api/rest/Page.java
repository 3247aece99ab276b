package jp.todoke.api.rest;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import jp.todoke.api.problems.Problem;
import jp.todoke.api.problems.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list.
 *
 * @param items at most as many as were asked for
 * @param nextCursor opaque; where the next page begins, null on the last
 */
public record Page<T>(List<T> items, @Nullable String nextCursor) {

  /** The page size when none is asked for. */
  public static final int DEFAULT_LIMIT = 20;

  /** The largest page a person's client may ask for. */
  public static final int MOST = 100;

  /** The largest page another system may ask for. */
  public static final int MOST_FOR_SYSTEMS = 500;

  public Page {
    items = List.copyOf(items);
  }

  /**
   * Makes a page of a list that was read one longer than asked.
   *
   * @param key what the next page begins after, taken from the last item shown
   */
  public static <T> Page<T> of(List<T> oneMore, int limit, Function<T, String> key) {
    if (oneMore.size() <= limit) {
      return new Page<>(oneMore, null);
    }
    List<T> shown = oneMore.subList(0, limit);
    return new Page<>(shown, cursor(key.apply(shown.get(limit - 1))));
  }

  /** A page whose next one begins after that key; the last where there is none. */
  public static <T> Page<T> upTo(List<T> items, Optional<String> next) {
    return new Page<>(items, next.map(Page::cursor).orElse(null));
  }

  /** The same page with every item shown otherwise. */
  public <U> Page<U> map(Function<T, U> view) {
    return new Page<>(items.stream().map(view).toList(), nextCursor);
  }

  private static String cursor(String key) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(key.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * What a cursor begins after; the empty text for the first page.
   *
   * @throws Refusal 400 {@code invalid-cursor} when it is none of ours
   */
  public static String after(@Nullable String cursor) {
    if (cursor == null || cursor.isEmpty()) {
      return "";
    }
    try {
      return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException foreign) {
      throw new Refusal(Problem.at(400, "invalid-cursor", "cursor", "this cursor is not ours"));
    }
  }

  /**
   * The page size asked for.
   *
   * @throws Refusal 400 {@code invalid-limit} outside 1 to {@code most}
   */
  public static int limit(@Nullable Integer asked, int most) {
    int limit = asked == null ? DEFAULT_LIMIT : asked;
    if (limit < 1 || limit > most) {
      throw new Refusal(Problem.at(400, "invalid-limit", "limit", "from 1 to " + most));
    }
    return limit;
  }
}

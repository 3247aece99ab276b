package jp.todoke.api.sources;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import jp.todoke.api.contents.ContentItem;
import jp.todoke.api.contents.Contents;

/** Reads one source once, for the holder of its lease. */
final class SourcePull {

  private static final int MOST_PAGES = 1_000;

  /** Asked before anything is stored. */
  interface Held {
    /**
     * Keeps the lease.
     *
     * @throws SourceFailed {@code lease-lost} when another node took it
     */
    void keep();
  }

  /**
   * What was done and from where to go on.
   *
   * @param watermark unchanged by a sweep
   * @param validator unchanged by a sweep
   */
  record Outcome(
      Source.Counts counts, Optional<Instant> watermark, Optional<Source.Validator> validator) {}

  private final Contents contents;
  private final DeadItems dead;
  private final SourceFetch fetch;
  private final Clock clock;

  SourcePull(Contents contents, DeadItems dead, SourceFetch fetch, Clock clock) {
    this.contents = contents;
    this.dead = dead;
    this.fetch = fetch;
    this.clock = clock;
  }

  /**
   * Takes over what changed.
   *
   * @throws SourceFailed when the source gives no usable answer; pages stored before stay
   */
  Outcome pull(Source source, Held held) {
    return switch (source.type()) {
      case WORDPRESS -> pullWordPress(source, held);
      case JSONFEED -> {
        Tally tally = new Tally(source, held);
        Optional<Source.Validator> validator = readFeed(source, tally, source.state().validator());
        yield new Outcome(tally.counts(0), Optional.empty(), validator);
      }
    };
  }

  /**
   * Compares everything the source has with what we have: withdraws what is gone, takes over what
   * was missed.
   *
   * @throws SourceFailed when the source gives no usable answer or an empty list; then nothing is
   *     withdrawn
   */
  Outcome sweep(Source source, Held held) {
    Tally tally = new Tally(source, held);
    Map<String, Instant> ours = contents.modifiedOf(source.id());
    Set<String> gone = new HashSet<>(ours.keySet());
    switch (source.type()) {
      case WORDPRESS -> {
        Map<String, Instant> theirs = wordPressIds(source, held);
        refuseEmpty(theirs.keySet(), ours.keySet());
        gone.removeAll(theirs.keySet());
        Set<String> asked = new HashSet<>(gone);
        theirs.forEach(
            (id, modified) -> {
              if (!modified.equals(ours.get(id))) {
                asked.add(id);
              }
            });
        // A post that moved between two pages of the list would look gone: ask for it by its id.
        gone.removeAll(wordPressThese(source, asked, tally));
      }
      case JSONFEED -> {
        readFeed(source, tally, Optional.empty());
        refuseEmpty(tally.ids, ours.keySet());
        gone.removeAll(tally.ids);
      }
    }
    held.keep();
    int withdrawn = contents.withdraw(gone);
    dead.forgetOld(source.id(), clock.instant());
    return new Outcome(
        tally.counts(withdrawn), source.state().watermark(), source.state().validator());
  }

  private static void refuseEmpty(Set<String> theirs, Set<String> ours) {
    if (theirs.isEmpty() && !ours.isEmpty()) {
      throw new SourceFailed("empty-listing");
    }
  }

  private Outcome pullWordPress(Source source, Held held) {
    Tally tally = new Tally(source, held);
    Optional<Instant> since = source.state().watermark();
    Optional<Source.Validator> validator = Optional.empty();
    for (int page = 1; page <= MOST_PAGES; page++) {
      URI address = WordPress.changed(source, since, page);
      Optional<Source.Validator> known = page == 1 ? source.state().validator() : Optional.empty();
      switch (fetch.get(address, known)) {
        case SourceFetch.Answer.Unchanged() -> {
          return new Outcome(tally.counts(0), since, source.state().validator());
        }
        case SourceFetch.Answer.Json(
                JsonNode body,
                Optional<Source.Validator> given,
                OptionalInt pages) -> {
          validator = page == 1 ? given : validator;
          tally.take(posts(body, source));
          if (last(body, page, pages)) {
            return new Outcome(tally.counts(0), watermark(since, tally), validator);
          }
        }
      }
    }
    throw new SourceFailed("too-many-pages");
  }

  /** Never beyond our own time: a post dated in the future must not hide those before it. */
  private Optional<Instant> watermark(Optional<Instant> since, Tally tally) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    Instant seen = tally.latest.isAfter(now) ? now : tally.latest;
    return since.filter(mark -> mark.isAfter(seen)).or(() -> Optional.of(seen));
  }

  private static boolean last(JsonNode body, int page, OptionalInt pages) {
    return pages.isPresent() ? page >= pages.getAsInt() : body.size() < WordPress.PER_PAGE;
  }

  private List<ReadItem> posts(JsonNode body, Source source) {
    if (!body.isArray()) {
      throw new SourceFailed("unexpected-shape");
    }
    List<ReadItem> items = new ArrayList<>();
    body.forEach(post -> items.add(WordPress.read(post, source, now())));
    return items;
  }

  private Map<String, Instant> wordPressIds(Source source, Held held) {
    Map<String, Instant> theirs = new HashMap<>();
    for (int page = 1; page <= MOST_PAGES; page++) {
      held.keep();
      SourceFetch.Answer.Json json = fresh(WordPress.ids(source, page));
      if (!json.body().isArray()) {
        throw new SourceFailed("unexpected-shape");
      }
      for (JsonNode post : json.body()) {
        Instant modified;
        try {
          modified = WordPress.modified(post, "modified_gmt");
        } catch (ItemFault malformed) {
          modified = Instant.EPOCH;
        }
        theirs.put(ReadItem.id(source, post.path("id").asText("")), modified);
      }
      if (last(json.body(), page, json.pages())) {
        return theirs;
      }
    }
    throw new SourceFailed("too-many-pages");
  }

  /** Takes over those of the posts that are public, and says which were. */
  private Set<String> wordPressThese(Source source, Collection<String> ids, Tally tally) {
    Set<String> there = new HashSet<>();
    List<String> all = ids.stream().map(id -> id.substring(source.id().length() + 1)).toList();
    for (int from = 0; from < all.size(); from += WordPress.PER_PAGE) {
      List<String> some = all.subList(from, Math.min(all.size(), from + WordPress.PER_PAGE));
      List<ReadItem> read = posts(fresh(WordPress.these(source, some)).body(), source);
      tally.take(read);
      read.stream()
          .filter(item -> !(item instanceof ReadItem.Hidden))
          .forEach(item -> there.add(item.anyId()));
    }
    return there;
  }

  private Optional<Source.Validator> readFeed(
      Source source, Tally tally, Optional<Source.Validator> known) {
    Optional<Source.Validator> validator = Optional.empty();
    Set<URI> visited = new HashSet<>();
    URI address = source.url();
    while (visited.add(address) && visited.size() <= MOST_PAGES) {
      boolean first = visited.size() == 1;
      switch (fetch.get(address, first ? known : Optional.empty())) {
        case SourceFetch.Answer.Unchanged() -> {
          return known;
        }
        case SourceFetch.Answer.Json(
                JsonNode body,
                Optional<Source.Validator> given,
                OptionalInt pages) -> {
          validator = first ? given : validator;
          tally.take(JsonFeed.read(body, source, now()));
          String next = body.path("next_url").asText("");
          if (next.isEmpty()) {
            return validator;
          }
          address = next(source, address, next);
        }
      }
    }
    throw new SourceFailed("too-many-pages");
  }

  private static URI next(Source source, URI address, String next) {
    try {
      URI following = address.resolve(next);
      if (source.url().getHost().equalsIgnoreCase(following.getHost())
          && source.url().getPort() == following.getPort()) {
        return following;
      }
    } catch (IllegalArgumentException malformed) {
      throw new SourceFailed("next-malformed");
    }
    throw new SourceFailed("next-elsewhere");
  }

  private SourceFetch.Answer.Json fresh(URI address) {
    return switch (fetch.get(address, Optional.empty())) {
      case SourceFetch.Answer.Json json -> json;
      case SourceFetch.Answer.Unchanged() -> throw new SourceFailed("http-304");
    };
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  /** Stores pages and counts. */
  private final class Tally {
    private final Source source;
    private final Held held;
    private final Set<String> ids = new HashSet<>();
    private Instant latest = Instant.EPOCH;
    private int changed;
    private int hidden;
    private int faults;

    Tally(Source source, Held held) {
      this.source = source;
      this.held = held;
    }

    void take(List<ReadItem> page) {
      held.keep();
      List<ContentItem> good = new ArrayList<>();
      Set<String> notPublic = new HashSet<>();
      for (ReadItem read : page) {
        ids.add(read.anyId());
        switch (read) {
          case ReadItem.Good(ContentItem item) -> {
            good.add(item);
            latest = item.modifiedAt().isAfter(latest) ? item.modifiedAt() : latest;
          }
          case ReadItem.Hidden(String id) -> notPublic.add(id);
          case ReadItem.Dead(String id, String code) -> faults++;
        }
      }
      changed += contents.take(good);
      hidden += contents.withdraw(notPublic);
      dead.record(source, page, now());
    }

    Source.Counts counts(int withdrawn) {
      return new Source.Counts(ids.size(), changed, hidden + withdrawn, faults);
    }
  }
}

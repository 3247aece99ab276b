package jp.todoke.api.sources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import jp.todoke.api.contents.ContentDoors;
import jp.todoke.api.contents.ContentItem;
import jp.todoke.api.contents.Contents;
import jp.todoke.api.problems.Refusal;
import jp.todoke.api.store.RepositoriesExtension;
import jp.todoke.testkit.HandClock;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Pulls from a real web server into a real store. */
class SourceStoreTest {

  @RegisterExtension static final RepositoriesExtension store = new RepositoriesExtension();

  private static final String ALL = "/wp-json/wp/v2/posts?per_page=100&orderby=modified";

  private final HandClock clock = new HandClock(Instant.parse("2026-11-20T00:00:00Z"));
  private PretendWordPress site;
  private Contents contents;
  private Sources sources;

  @BeforeEach
  void open() throws IOException {
    for (String name : List.of("contents", "contentMarks", "sources", "deadItems")) {
      store.database().getCollection(name).deleteMany(new Document());
    }
    site = new PretendWordPress();
    contents = ContentDoors.open(store, clock);
    sources = new Sources(store.database(), contents, clock, true);
  }

  @AfterEach
  void close() {
    site.close();
  }

  private void source(String type, String url) {
    sources.create(json(type, url));
  }

  private static SourceJson json(String type, String url) {
    return new SourceJson(
        Optional.of("hp"), type, url, Optional.empty(), Optional.empty(), Optional.empty());
  }

  private Source.State state() {
    return sources.find("hp").orElseThrow().state();
  }

  private long askedFor(String start) {
    return site.asked.stream().filter(uri -> uri.startsWith(start)).count();
  }

  private void posts(int howMany) {
    for (int id = 1; id <= howMany; id++) {
      site.post(
          id, "お知らせ" + id, String.format(Locale.ROOT, "2026-11-10T00:%02d:%02d", id / 60, id % 60));
    }
  }

  @Test
  void everyPageOfAWordPressSiteIsTakenOver() {
    posts(250);
    source("wordpress", site.url() + "/");
    assertThat(sources.pullDue(clock.instant())).isEqualTo(1);
    assertThat(askedFor(ALL)).isEqualTo(3);
    assertThat(contents.current()).hasSize(250);
    assertThat(contents.current().get("hp:7"))
        .returns("お知らせ7", ContentItem::title)
        .returns("お知らせ7の要約", ContentItem::summary)
        .returns("<p>本文</p>", ContentItem::bodyHtml)
        .returns(List.of("子育て & 教育"), ContentItem::categories)
        .returns(Instant.parse("2026-10-01T00:00:00Z"), ContentItem::publishedAt)
        .returns(Instant.parse("2026-11-10T00:00:07Z"), ContentItem::modifiedAt);
    assertThat(state())
        .returns(new Source.Counts(250, 250, 0, 0), Source.State::counts)
        .returns(Optional.of(Instant.parse("2026-11-10T00:04:10Z")), Source.State::watermark)
        .returns(clock.instant().plus(Duration.ofMinutes(10)), Source.State::nextTryAt);
  }

  @Test
  void theNextPullAsksOnlyForWhatChangedSinceWithADayOfOverlap() {
    posts(3);
    source("wordpress", site.url());
    sources.pull("hp");
    site.post(2, "直したお知らせ", "2026-11-15T09:00:00");
    site.asked.clear();
    assertThat(sources.pull("hp")).isEqualTo(new Source.Counts(3, 1, 0, 0));
    assertThat(site.asked).singleElement().asString().contains("modified_after=2026-11-09T00%3A00");
    assertThat(contents.find("hp:2").orElseThrow().title()).isEqualTo("直したお知らせ");
  }

  @Test
  void anUnchangedSiteAnswers304AndNothingIsRead() {
    posts(3);
    source("wordpress", site.url());
    sources.pull("hp");
    sources.pull("hp");
    assertThat(sources.pull("hp")).isEqualTo(new Source.Counts(0, 0, 0, 0));
    assertThat(state().failures()).isZero();
  }

  @Test
  void aFailingSiteIsTriedAgainLaterAndLaterAndWhatWasCopiedStays() {
    posts(3);
    source("wordpress", site.url());
    sources.pull("hp");
    site.failWith = 500;
    for (long seconds : new long[] {30, 60, 120, 240, 480, 960, 1920, 3600, 3600}) {
      clock.pass(Duration.ofHours(2));
      assertThat(sources.pullDue(clock.instant())).isZero();
      assertThat(state().nextTryAt()).isEqualTo(clock.instant().plusSeconds(seconds));
    }
    assertThat(state())
        .returns(9, Source.State::failures)
        .returns(Optional.of("http-500"), Source.State::lastError);
    assertThat(contents.current()).hasSize(3);
    assertThatThrownBy(() -> sources.pull("hp"))
        .isInstanceOf(SourceUnreachable.class)
        .hasMessageContaining("http-500");
    site.failWith = 0;
    clock.pass(Duration.ofHours(2));
    assertThat(sources.pullDue(clock.instant())).isEqualTo(1);
    assertThat(state())
        .returns(0, Source.State::failures)
        .returns(Optional.empty(), Source.State::lastError);
  }

  @Test
  void aPullThatBreaksOffKeepsItsPagesAndReadsThemAgain() {
    posts(150);
    source("wordpress", site.url());
    site.failOnPage = 2;
    assertThat(sources.pullDue(clock.instant())).isZero();
    assertThat(contents.current()).hasSize(100);
    assertThat(state().watermark()).isEmpty();
    site.failOnPage = 0;
    assertThat(sources.pull("hp")).isEqualTo(new Source.Counts(150, 50, 0, 0));
  }

  @Test
  void aSourceIsLeftInPeaceUntilItIsDue() {
    posts(1);
    source("wordpress", site.url());
    sources.pullDue(clock.instant());
    site.asked.clear();
    clock.pass(Duration.ofMinutes(9));
    sources.pullDue(clock.instant());
    assertThat(site.asked).isEmpty();
  }

  @Test
  void theSweepWithdrawsWhatWasDeletedOrMadePrivateAndFetchesWhatWasMissed() {
    posts(120);
    source("wordpress", site.url());
    sources.pull("hp");
    site.delete(5);
    site.post(6, "お知らせ6", "2026-11-12T00:00:00").put("status", "private");
    site.post(121, "古い日付で公開されたお知らせ", "2026-01-01T00:00:00");
    sources.pull("hp");
    assertThat(contents.current()).containsKeys("hp:5", "hp:6").doesNotContainKey("hp:121");
    assertThat(sources.sweepDue(clock.instant())).isEqualTo(1);
    assertThat(contents.current())
        .hasSize(119)
        .doesNotContainKeys("hp:5", "hp:6")
        .containsKey("hp:121");
    assertThat(state().counts().withdrawn()).isEqualTo(2);
    assertThat(sources.sweepDue(clock.instant())).isZero();
    assertThat(state().watermark()).isPresent();
  }

  @Test
  void aSweepIsDueOnceEveryNightAndAFailedOneWaits() {
    posts(1);
    source("wordpress", site.url());
    assertThat(sources.sweepDue(clock.instant())).isZero();
    sources.pull("hp");
    assertThat(sources.sweepDue(clock.instant())).isEqualTo(1);
    clock.pass(Duration.ofHours(16).plusMinutes(59));
    assertThat(sources.sweepDue(clock.instant())).isZero();
    clock.pass(Duration.ofMinutes(1));
    site.failWith = 500;
    assertThat(sources.sweepDue(clock.instant())).isZero();
    site.failWith = 0;
    clock.pass(Duration.ofSeconds(29));
    assertThat(sources.sweepDue(clock.instant())).isZero();
    clock.pass(Duration.ofSeconds(1));
    assertThat(sources.sweepDue(clock.instant())).isEqualTo(1);
  }

  @Test
  void aPostThatIsPublishedAgainComesBackAtTheNextSweep() {
    posts(2);
    source("wordpress", site.url());
    sources.pull("hp");
    ObjectNode post = site.post(1, "お知らせ1", "2026-11-10T00:00:01").put("status", "draft");
    sources.sweep("hp");
    assertThat(contents.current()).containsOnlyKeys("hp:2");
    post.put("status", "publish");
    sources.sweep("hp");
    assertThat(contents.current()).containsOnlyKeys("hp:1", "hp:2");
  }

  @Test
  void anEmptyListIsABrokenSiteAndWithdrawsNothing() {
    posts(2);
    source("wordpress", site.url());
    sources.pull("hp");
    site.delete(1);
    site.delete(2);
    assertThatThrownBy(() -> sources.sweep("hp")).isInstanceOf(SourceUnreachable.class);
    assertThat(state().lastError()).contains("empty-listing");
    assertThat(contents.current()).hasSize(2);
  }

  @Test
  void oneBadPostIsRecordedAndSkippedUntilItIsMended() {
    posts(3);
    site.post(2, " ", "2026-11-10T00:00:02");
    site.post(3, "日付がおかしい", "きのう");
    source("wordpress", site.url());
    assertThat(sources.pull("hp")).isEqualTo(new Source.Counts(3, 1, 0, 2));
    assertThat(contents.current()).containsOnlyKeys("hp:1");
    assertThat(sources.deadItems("hp", "", 10))
        .extracting(DeadItems.DeadItem::id, DeadItems.DeadItem::code)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("hp:2", "item-title-missing"),
            org.assertj.core.groups.Tuple.tuple("hp:3", "item-date-malformed"));
    site.post(2, "題をつけた", "2026-11-11T00:00:00");
    sources.pull("hp");
    assertThat(sources.deadItems("hp", "", 10))
        .extracting(DeadItems.DeadItem::id)
        .containsExactly("hp:3");
  }

  @Test
  void aProtectedPostIsNotShown() {
    posts(2);
    ((ObjectNode) site.post(2, "保護中", "2026-11-10T00:00:02").path("content"))
        .put("protected", true);
    source("wordpress", site.url());
    sources.pull("hp");
    assertThat(contents.current()).containsOnlyKeys("hp:1");
  }

  @Test
  void twoNodesDoNotPullAtOnce() throws Exception {
    posts(150);
    source("wordpress", site.url());
    Sources other = new Sources(store.database(), ContentDoors.open(store, clock), clock, true);
    try (ExecutorService nodes = Executors.newFixedThreadPool(2, Thread::new)) {
      Future<Integer> one = nodes.submit(() -> sources.pullDue(clock.instant()));
      Future<Integer> two = nodes.submit(() -> other.pullDue(clock.instant()));
      assertThat(one.get() + two.get()).isEqualTo(1);
    }
    assertThat(askedFor(ALL)).isEqualTo(2);
  }

  @Test
  void theLeaseOfANodeThatDiedRunsOut() {
    source("wordpress", site.url());
    SourceStore nodes = new SourceStore(store.database());
    SourceStore.Lease dead = nodes.claim("hp", clock.instant()).orElseThrow();
    assertThatThrownBy(() -> sources.pull("hp")).isInstanceOf(SourceBusy.class);
    clock.pass(Duration.ofMinutes(6));
    assertThat(sources.pull("hp").dead()).isZero();
    assertThat(nodes.renew(dead, clock.instant())).isFalse();
  }

  @Test
  void aFeedIsFollowedToItsEndAndItsBadItemRecorded() {
    site.documents.put("/feed.json", feed("/more.json", item("a", "題A"), "{\"title\":\"x\"}"));
    site.documents.put("/more.json", feed("", item("https://example.jp/b", "題B")));
    source("jsonfeed", site.url() + "/feed.json");
    assertThat(sources.pull("hp")).isEqualTo(new Source.Counts(3, 2, 0, 1));
    assertThat(contents.current().values())
        .extracting(ContentItem::title)
        .containsExactlyInAnyOrder("題A", "題B");
    assertThat(contents.current()).containsKey("hp:a");
    assertThat(sources.deadItems("hp", "", 10))
        .extracting(DeadItems.DeadItem::code)
        .containsExactly("item-id-missing");
    site.asked.clear();
    sources.pull("hp");
    assertThat(site.asked).containsExactly("/feed.json");
  }

  @Test
  void whatLeftTheFeedIsWithdrawnByTheSweep() {
    site.documents.put("/feed.json", feed("", item("a", "題A"), item("b", "題B")));
    source("jsonfeed", site.url() + "/feed.json");
    sources.pull("hp");
    site.documents.put("/feed.json", feed("", item("b", "題B")));
    sources.pull("hp");
    assertThat(contents.current()).hasSize(2);
    assertThat(sources.sweep("hp").withdrawn()).isEqualTo(1);
    assertThat(contents.current()).containsOnlyKeys("hp:b");
  }

  @Test
  void aRedirectIsFollowedOnlyWithinTheHost() {
    site.documents.put("/feed.json", feed("", item("a", "題A")));
    site.redirects.put("/old.json", "/feed.json");
    site.redirects.put("/away.json", "http://localhost:1/feed.json");
    source("jsonfeed", site.url() + "/old.json");
    assertThat(sources.pull("hp").changed()).isEqualTo(1);
    sources.replace("hp", json("jsonfeed", site.url() + "/away.json"), 1);
    assertThatThrownBy(() -> sources.pull("hp")).isInstanceOf(SourceUnreachable.class);
    assertThat(state().lastError()).contains("redirect-elsewhere");
  }

  @Test
  void theNextPageOfAFeedLiesOnTheSameHost() {
    site.documents.put("/feed.json", feed("http://localhost:1/", item("a", "題A")));
    source("jsonfeed", site.url() + "/feed.json");
    assertThatThrownBy(() -> sources.pull("hp")).isInstanceOf(SourceUnreachable.class);
    assertThat(state().lastError()).contains("next-elsewhere");
  }

  @Test
  void anAddressInsideIsNotAskedUnlessAnOperatorSaysSo() {
    Sources careful = new Sources(store.database(), contents, clock, false);
    careful.create(json("jsonfeed", site.url() + "/feed.json"));
    int version = 1;
    for (String inside :
        List.of(
            site.url() + "/feed.json",
            "http://10.0.0.1/feed.json",
            "http://192.168.1.1/",
            "http://172.16.0.9/",
            "http://100.64.0.1/",
            "http://[::1]/",
            "http://[fd00::1]/",
            "http://[::ffff:127.0.0.1]/",
            "http://0.0.0.0/",
            "http://2130706433/",
            "http://169.254.169.254/latest/meta-data")) {
      careful.replace("hp", json("jsonfeed", inside), version++);
      assertThatThrownBy(() -> careful.pull("hp")).isInstanceOf(SourceUnreachable.class);
      assertThat(state().lastError()).as(inside).contains("address-not-allowed");
    }
    assertThat(site.asked).isEmpty();
    sources.replace("hp", json("jsonfeed", "http://169.254.169.254/"), version);
    assertThatThrownBy(() -> sources.pull("hp")).isInstanceOf(SourceUnreachable.class);
    assertThat(state().lastError()).contains("address-not-allowed");
  }

  @Test
  void anAnswerOfMoreThanTenMegabytesIsGivenUp() {
    site.documents.put("/feed.json", " ".repeat(10 * 1024 * 1024 + 1));
    source("jsonfeed", site.url() + "/feed.json");
    assertThatThrownBy(() -> sources.pull("hp")).isInstanceOf(SourceUnreachable.class);
    assertThat(state().lastError()).contains("too-large");
  }

  @Test
  void whatIsNoFeedIsSaidWithoutItsText() {
    site.documents.put("/feed.json", "<html>秘密</html>");
    source("jsonfeed", site.url() + "/feed.json");
    assertThatThrownBy(() -> sources.pull("hp")).isInstanceOf(SourceUnreachable.class);
    assertThat(state().lastError()).contains("not-json");
    site.documents.put("/feed.json", "{\"items\":[]}");
    assertThatThrownBy(() -> sources.pull("hp")).isInstanceOf(SourceUnreachable.class);
    assertThat(state().lastError()).contains("unexpected-shape");
  }

  @Test
  void atAnotherAddressReadingBeginsAnew() {
    posts(2);
    source("wordpress", site.url());
    sources.pull("hp");
    sources.replace("hp", json("wordpress", site.url() + "/wp-json/wp/v2/posts"), 1);
    assertThat(state()).returns(Optional.empty(), Source.State::watermark);
    assertThat(state().validator()).isEmpty();
    assertThatThrownBy(() -> sources.replace("hp", json("wordpress", site.url()), 1))
        .isInstanceOf(StaleSource.class);
    assertThat(sources.pull("hp")).isEqualTo(new Source.Counts(2, 0, 0, 0));
  }

  @Test
  void withTheSourceItsContentsAreWithdrawn() {
    posts(2);
    source("wordpress", site.url());
    sources.pull("hp");
    assertThatThrownBy(() -> sources.delete("hp", 7)).isInstanceOf(StaleSource.class);
    sources.delete("hp", 1);
    assertThat(sources.find("hp")).isEmpty();
    assertThat(contents.current()).isEmpty();
  }

  @Test
  void aSourceIsRefusedWithThePlaceOfItsFault() {
    assertThatThrownBy(() -> source("rss", site.url())).isInstanceOf(Refusal.class);
    assertThatThrownBy(() -> source("jsonfeed", "file:///etc/passwd")).isInstanceOf(Refusal.class);
    assertThatThrownBy(() -> source("jsonfeed", "https://me:pw@example.jp/"))
        .isInstanceOf(Refusal.class);
    source("jsonfeed", "https://example.jp/feed.json");
    assertThatThrownBy(() -> source("jsonfeed", "https://example.jp/feed.json"))
        .isInstanceOf(SourceExists.class);
  }

  private static String item(String id, String title) {
    return String.format(
        Locale.ROOT,
        "{\"id\":\"%s\",\"title\":\"%s\",\"content_html\":\"<p>x</p>\",\"date_published\":\"2026-11-01T09:00:00+09:00\"}",
        id,
        title);
  }

  private static String feed(String next, String... items) {
    return String.format(
        Locale.ROOT,
        "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"t\"%s,\"items\":[%s]}",
        next.isEmpty() ? "" : ",\"next_url\":\"" + next + "\"",
        String.join(",", items));
  }
}

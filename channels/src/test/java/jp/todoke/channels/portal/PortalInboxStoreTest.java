package jp.todoke.channels.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import jp.todoke.channels.Category;
import jp.todoke.channels.Citizens;
import jp.todoke.channels.Importance;
import jp.todoke.channels.SendResult;
import jp.todoke.testkit.HandClock;
import jp.todoke.testkit.StoreExtension;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PortalInboxStoreTest {

  @RegisterExtension static final StoreExtension store = new StoreExtension();

  private static final String HANAKO = "c-hanako";
  private static final String TARO = "c-taro";
  private static final Instant LATER = Citizens.NOON.plusSeconds(60);

  private final PortalInbox inbox =
      new PortalInbox(store.database(), PostAudiences.EMPTY, new HandClock(Citizens.NOON));

  @BeforeEach
  void empty() {
    store.database().getCollection("inbox").deleteMany(new Document());
  }

  private static InboxItem notice(String delivery, String commonId, Instant at) {
    return new InboxItem(
        delivery,
        commonId,
        Category.NOTICE,
        "税額決定通知",
        "本文 " + delivery,
        "ja",
        at,
        Optional.of(URI.create("https://city.example.jp/n/1")),
        Importance.IMPORTANT);
  }

  @Test
  void aDeliveredNoticeIsReadAsItWasWritten() {
    InboxItem item = notice("notice-1", HANAKO, Citizens.NOON);
    inbox.deliver(item);

    assertThat(inbox.newest(HANAKO, "ja", 20))
        .containsExactly(
            new InboxEntry(item, Optional.empty(), Optional.empty(), Optional.empty()));
    assertThat(inbox.find(HANAKO, item.id()).orElseThrow().item()).isEqualTo(item);
  }

  @Test
  void deliveringAgainChangesNothing() {
    inbox.deliver(notice("notice-1", HANAKO, Citizens.NOON));
    inbox.opened(HANAKO, "notice-1:c-hanako", LATER);
    inbox.deliver(notice("notice-1", HANAKO, LATER), notice("notice-1", TARO, LATER));

    assertThat(inbox.newest(HANAKO, "ja", 20))
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.item().deliveredAt()).isEqualTo(Citizens.NOON);
              assertThat(entry.openedAt()).contains(LATER);
            });
    assertThat(inbox.newest(TARO, "ja", 20)).hasSize(1);
  }

  @Test
  void aDeliveryKnowsHowManyOpenedAndAcknowledgedIt() {
    inbox.deliver(
        notice("notice-1", HANAKO, Citizens.NOON),
        notice("notice-1", TARO, Citizens.NOON),
        notice("notice-2", TARO, Citizens.NOON));
    inbox.opened(HANAKO, "notice-1:c-hanako", LATER);
    inbox.acknowledged(TARO, "notice-1:c-taro", LATER);
    inbox.opened(TARO, "notice-2:c-taro", LATER);

    assertThat(inbox.openedOf("notice-1")).isEqualTo(2);
    assertThat(inbox.acknowledgedOf("notice-1")).isEqualTo(1);
  }

  @Test
  void pagesGoFromNewToOldWithoutGapOrRepeat() {
    // Three share one instant, as a chunk delivered at once does.
    inbox.deliver(
        IntStream.range(0, 7)
            .mapToObj(i -> notice("n-" + i, HANAKO, Citizens.NOON.plusSeconds(i / 3)))
            .toList());

    List<InboxEntry> first = inbox.newest(HANAKO, "ja", 3);
    List<InboxEntry> second = inbox.olderThan(HANAKO, () -> "ja", first.getLast().position(), 3);
    List<InboxEntry> third = inbox.olderThan(HANAKO, () -> "ja", second.getLast().position(), 3);

    assertThat(first).extracting(e -> e.item().delivery()).containsExactly("n-6", "n-5", "n-4");
    assertThat(second).extracting(e -> e.item().delivery()).containsExactly("n-3", "n-2", "n-1");
    assertThat(third).extracting(e -> e.item().delivery()).containsExactly("n-0");
  }

  @Test
  void theFirstOpeningAndAcknowledgementStay() {
    inbox.deliver(notice("notice-1", HANAKO, Citizens.NOON));
    String id = "notice-1:c-hanako";
    assertThat(inbox.unread(HANAKO)).isEqualTo(1);

    inbox.opened(HANAKO, id, LATER);
    inbox.opened(HANAKO, id, LATER.plusSeconds(9));
    inbox.acknowledged(HANAKO, id, LATER.plusSeconds(10));
    InboxEntry entry = inbox.acknowledged(HANAKO, id, LATER.plusSeconds(99)).orElseThrow();

    assertThat(entry.openedAt()).contains(LATER);
    assertThat(entry.acknowledgedAt()).contains(LATER.plusSeconds(10));
    assertThat(inbox.unread(HANAKO)).isZero();
  }

  @Test
  void acknowledgingIsOpeningToo() {
    inbox.deliver(notice("notice-1", HANAKO, Citizens.NOON));

    assertThat(inbox.acknowledged(HANAKO, "notice-1:c-hanako", LATER).orElseThrow().openedAt())
        .contains(LATER);
  }

  @Test
  void somebodyElsesNoticeAndNoNoticeLookTheSame() {
    inbox.deliver(notice("notice-1", TARO, Citizens.NOON));

    for (String id : List.of("notice-1:c-taro", "notice-9:c-hanako", "nonsense", "")) {
      assertThat(inbox.find(HANAKO, id)).isEmpty();
      assertThat(inbox.opened(HANAKO, id, LATER)).isEmpty();
      assertThat(inbox.acknowledged(HANAKO, id, LATER)).isEmpty();
    }
    assertThat(inbox.find(TARO, "notice-1:c-taro").orElseThrow().openedAt()).isEmpty();
  }

  @Test
  void aPersonWhoLeavesLeavesNothing() {
    inbox.deliver(
        notice("a", HANAKO, Citizens.NOON),
        notice("b", HANAKO, Citizens.NOON),
        notice("a", TARO, Citizens.NOON));

    assertThat(inbox.forget(HANAKO)).isEqualTo(2);
    assertThat(inbox.newest(HANAKO, "ja", 20)).isEmpty();
    assertThat(inbox.newest(TARO, "ja", 20)).hasSize(1);
  }

  @Test
  void aCommonIdHasNoColon() {
    assertThatIllegalArgumentException().isThrownBy(() -> notice("a", "b:c", Citizens.NOON));
  }

  @Test
  void anAddressThatIsNoCommonIdHarmsNobodyElse() {
    try (PortalChannel channel = new PortalChannel(inbox, new HandClock(Citizens.NOON))) {
      var results =
          channel.send(
              Citizens.campaign(UUID.randomUUID(), Citizens.toAll("本文", "x:c-taro", HANAKO)));

      assertThat(results.getFirst()).isInstanceOf(SendResult.Refused.class);
      assertThat(results.getLast()).isEqualTo(new SendResult.Accepted("campaign-7:c-hanako"));
      assertThat(inbox.newest(TARO, "ja", 20)).isEmpty();
    }
  }

  @Test
  void theChannelDeliversABatchOnceHoweverOftenItIsSent() {
    try (PortalChannel channel = new PortalChannel(inbox, new HandClock(Citizens.NOON))) {
      var batch = Citizens.campaign(UUID.randomUUID(), Citizens.toAll("本文", HANAKO, TARO));

      assertThat(channel.send(batch)).isEqualTo(channel.send(batch));

      assertThat(inbox.newest(HANAKO, "ja", 20))
          .singleElement()
          .satisfies(
              entry -> {
                assertThat(entry.item().id()).isEqualTo("campaign-7:c-hanako");
                assertThat(entry.item().title()).isEqualTo("三歳児健診のお知らせ");
                assertThat(entry.item().category()).isEqualTo(Category.PUSH);
              });
    }
  }

  private static Post post(String delivery, Instant at) {
    return new Post(
        delivery,
        "parents",
        Category.PUSH,
        Map.of(
            "ja", new Post.Words("予防接種", "予防接種を行います。"),
            "en", new Post.Words("Vaccination", "Get vaccinated.")),
        "ja",
        at,
        Optional.empty(),
        Importance.NORMAL);
  }

  /** Hanako alone is in the audience. */
  private static PortalInbox posted(HandClock clock) {
    store.database().getCollection("posts").deleteMany(new Document());
    return new PortalInbox(
        store.database(),
        (audience, commonId) -> audience.equals("parents") && commonId.equals(HANAKO),
        clock);
  }

  @Test
  void aPostIsFoundInTheInboxOfItsAudienceAloneAndBecomesTheirsWhenOpened() {
    HandClock clock = new HandClock(LATER);
    PortalInbox posted = posted(clock);
    posted.deliver(notice("notice-1", HANAKO, Citizens.NOON));
    posted.publish(post("flu", Citizens.NOON.plusSeconds(5)));
    posted.publish(post("flu", Citizens.NOON.plusSeconds(50)));

    assertThat(posted.newest(TARO, "ja", 20)).isEmpty();
    assertThat(posted.unread(TARO)).isZero();
    assertThat(posted.opened(TARO, "flu:" + TARO, "ja", LATER)).isEmpty();
    assertThat(posted.find(HANAKO, "flu:" + TARO)).isEmpty();
    assertThat(posted.opened(HANAKO, "flu", "ja", LATER)).isEmpty();

    assertThat(posted.newest(HANAKO, "en-GB", 20))
        .extracting(entry -> entry.item().title())
        .containsExactly("Vaccination", "税額決定通知");
    assertThat(posted.newest(HANAKO, "vi", 20).getFirst().item().language()).isEqualTo("ja");
    assertThat(posted.unread(HANAKO)).isEqualTo(2);
    assertThat(posted.glance(HANAKO, () -> "ja", 20))
        .isEqualTo(new PortalInbox.Glance(posted.newest(HANAKO, "ja", 20), 2));
    assertThat(posted.glance(HANAKO, () -> "ja", 1))
        .isEqualTo(new PortalInbox.Glance(posted.newest(HANAKO, "ja", 1), 2));
    assertThat(posted.openedOf("flu")).isZero();

    InboxEntry opened = posted.opened(HANAKO, "flu:" + HANAKO, "en", LATER).orElseThrow();
    assertThat(opened.openedAt()).contains(LATER);
    assertThat(opened.item().title()).isEqualTo("Vaccination");
    assertThat(posted.unread(HANAKO)).isEqualTo(1);
    assertThat(posted.glance(HANAKO, () -> "ja", 20).unread()).isEqualTo(1);
    assertThat(posted.openedOf("flu")).isEqualTo(1);
    assertThat(posted.newest(HANAKO, "ja", 20)).hasSize(2).first().isEqualTo(opened);
  }

  @Test
  void whatTheyReadIsAskedOnlyWhereAMessageHasSeveralLanguages() {
    PortalInbox posted = posted(new HandClock(LATER));
    List<String> asked = new ArrayList<>();
    Supplier<String> english =
        () -> {
          asked.add("once");
          return "en";
        };
    Post both = post("flu", Citizens.NOON);
    posted.publish(
        new Post(
            "tax",
            both.audience(),
            both.category(),
            Map.of("vi", new Post.Words("Thuế", "Thuế thành phố.")),
            "vi",
            Citizens.NOON,
            both.action(),
            both.importance()));
    assertThat(posted.glance(HANAKO, english, 20).newest())
        .extracting(entry -> entry.item().title())
        .containsExactly("Thuế");
    assertThat(asked).isEmpty();

    posted.publish(both);
    assertThat(posted.glance(HANAKO, english, 20).newest())
        .extracting(entry -> entry.item().title())
        .containsExactlyInAnyOrder("Thuế", "Vaccination");
    assertThat(asked).hasSize(1);
  }

  @Test
  void pagesOfMessagesAndPostsShowEachOnceInOneOrder() {
    HandClock clock = new HandClock(LATER);
    PortalInbox posted = posted(clock);
    for (int number = 0; number < 12; number++) {
      // Some share their moment with a post.
      posted.deliver(notice("n" + number, HANAKO, Citizens.NOON.plusSeconds(number)));
      posted.publish(post("p" + number, Citizens.NOON.plusSeconds(number / 2)));
    }
    posted.opened(HANAKO, "p3:" + HANAKO, "ja", LATER);
    List<InboxEntry> whole = posted.newest(HANAKO, "ja", 100);
    assertThat(whole)
        .hasSize(24)
        .isSortedAccordingTo(
            Comparator.comparing((InboxEntry entry) -> entry.item().deliveredAt())
                .thenComparing(entry -> entry.item().id())
                .reversed());
    for (int limit : List.of(1, 5, 23)) {
      List<InboxEntry> walked = new ArrayList<>(posted.newest(HANAKO, "ja", limit));
      List<InboxEntry> page = walked;
      while (page.size() == limit) {
        page = posted.olderThan(HANAKO, () -> "ja", walked.getLast().position(), limit);
        walked.addAll(page);
      }
      assertThat(walked).isEqualTo(whole);
    }
  }

  @Test
  void aPostOfAnotherNodeIsSeenWithinASecond() {
    HandClock clock = new HandClock(LATER);
    PortalInbox here = posted(clock);
    assertThat(here.newest(HANAKO, "ja", 5)).isEmpty();
    PortalInbox elsewhere =
        new PortalInbox(store.database(), PostAudiences.EMPTY, new HandClock(LATER));
    elsewhere.publish(post("far", LATER));
    clock.pass(Duration.ofSeconds(1));
    assertThat(here.newest(HANAKO, "ja", 5)).hasSize(1);
  }

  @Test
  void aPostWhoseTimeIsOverLeavesTheMemoryOfEveryNodeByItself() {
    HandClock clock = new HandClock(LATER);
    PortalInbox here = posted(clock);
    here.publish(post("flu", LATER));
    here.publish(post("zoo", LATER.plus(Duration.ofDays(2))));
    assertThat(here.unread(HANAKO)).isEqualTo(2);

    clock.pass(PortalInbox.KEPT.plusSeconds(1));
    assertThat(here.newest(HANAKO, "ja", 5))
        .extracting(entry -> entry.item().delivery())
        .containsExactly("zoo");
    assertThat(here.find(HANAKO, "flu:" + HANAKO)).isEmpty();
    assertThat(here.opened(HANAKO, "flu:" + HANAKO, "ja", LATER)).isEmpty();
    assertThat(store.database().getCollection("posts").countDocuments()).isEqualTo(2);

    assertThat(here.postAudiences()).containsExactly("parents");
    Instant cutoff = clock.instant().minus(PortalInbox.KEPT);
    assertThat(here.forgetPostsBefore(cutoff, 5)).isEqualTo(1);
    assertThat(here.forgetPostsBefore(cutoff, 5)).isZero();
    assertThat(here.unread(HANAKO)).isEqualTo(1);
  }

  private static InboxItem push(int number, String delivery, Category category, Instant at) {
    return new InboxItem(
        delivery,
        "c-" + number,
        category,
        "予防接種",
        "予防接種を行います。",
        "ja",
        at,
        Optional.empty(),
        Importance.NORMAL);
  }

  @Test
  void oldMessagesLeaveTheInboxesButNoticesAndWhatHasNotEnded() {
    List<InboxItem> items = new ArrayList<>();
    for (int number = 0; number < 700; number++) {
      items.add(push(number, "open", Category.PUSH, Citizens.NOON));
      items.add(push(number, "flu", Category.PUSH, Citizens.NOON));
    }
    items.add(push(0, "x-library", Category.OTHER_APP, Citizens.NOON));
    items.add(push(0, "n-tax", Category.NOTICE, Citizens.NOON));
    items.add(push(0, "new", Category.PUSH, LATER));
    inbox.deliver(items);
    List<String> asked = new ArrayList<>();

    assertThat(inbox.forgetBefore(LATER, delivery -> true, () -> false)).isZero();
    long gone =
        inbox.forgetBefore(
            LATER,
            delivery -> {
              asked.add(delivery);
              return !delivery.equals("open");
            },
            () -> true);

    assertThat(gone).isEqualTo(701);
    assertThat(asked).containsExactlyInAnyOrder("open", "flu", "x-library");
    assertThat(inbox.newest("c-0", "ja", 10))
        .extracting(entry -> entry.item().delivery())
        .containsExactlyInAnyOrder("open", "n-tax", "new");
    assertThat(inbox.newest("c-699", "ja", 10)).hasSize(1);
  }
}

package jp.todoke.api.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import jp.todoke.channels.Route;
import jp.todoke.channels.Suppressions;
import jp.todoke.channels.simulator.ProviderSimulator;
import jp.todoke.delivery.addresses.Addresses;
import jp.todoke.delivery.approvals.ApprovalPolicy;
import jp.todoke.delivery.campaigns.Campaign;
import jp.todoke.delivery.campaigns.CampaignDraft;
import jp.todoke.delivery.campaigns.Campaigns;
import jp.todoke.delivery.campaigns.Selection;
import jp.todoke.delivery.ledger.Ledger;
import jp.todoke.delivery.preferences.Preferences;
import jp.todoke.segmentation.attributes.Attributes;
import jp.todoke.segmentation.audiences.Audiences;
import jp.todoke.segmentation.audiences.PeopleSets;
import jp.todoke.segmentation.conditions.Condition;
import jp.todoke.segmentation.profiles.Profiles;
import jp.todoke.segmentation.protection.Protections;
import jp.todoke.segmentation.rules.Decisions;
import jp.todoke.segmentation.segments.Segments;
import jp.todoke.templates.TemplateDraft;
import jp.todoke.templates.Templates;
import jp.todoke.templates.Variant;
import jp.todoke.testkit.HandClock;
import jp.todoke.testkit.StoreExtension;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class WebhooksStoreTest {

  @RegisterExtension static final StoreExtension store = new StoreExtension();

  private final HandClock clock = new HandClock(Instant.parse("2026-11-20T03:00:00Z"));
  private final Campaigns campaigns = campaigns(clock);
  private final Webhooks webhooks = new Webhooks(store.database(), campaigns, 3, true, clock);

  private Optional<ProviderSimulator> receiver = Optional.empty();

  private static Campaigns campaigns(Clock clock) {
    Attributes attributes = new Attributes(store.database());
    Decisions decisions = new Decisions(attributes, clock);
    Profiles profiles = new Profiles(store.database(), attributes, clock);
    Segments segments = new Segments(store.database(), attributes, profiles, decisions, clock);
    Templates templates = new Templates(store.database(), clock);
    if (segments.find("everybody", 1).isEmpty()) {
      segments.create("everybody", "みなさま", new Condition.All(List.of()), "yamada");
      segments.submit("everybody", 1);
      segments.publish("everybody", 2, "suzuki");
      templates.create(
          "flu",
          new TemplateDraft("予防接種", false, Map.of("ja", Variant.plain("お知らせ", "予防接種を行います。"))));
    }
    Audiences audiences =
        new Audiences(store.database(), attributes, profiles, decisions, "node-1", "ward", clock);
    audiences.load();
    Preferences preferences = new Preferences(store.database(), clock);
    return new Campaigns(
        store.database(),
        templates,
        new Selection(
            segments,
            audiences,
            new PeopleSets(store.database(), audiences),
            preferences,
            5_000,
            () -> {}),
        new Addresses(
            profiles,
            new Protections(store.database(), clock),
            new Suppressions(store.database(), clock),
            preferences),
        new Ledger(store.database(), clock, Duration.ofMinutes(2)),
        ApprovalPolicy.USUAL,
        clock);
  }

  @BeforeEach
  void empty() {
    for (String name :
        List.of("webhooks", "webhookDeliveries", "webhookSeen", "campaigns", "peopleSets")) {
      store.database().getCollection(name).deleteMany(new Document());
    }
  }

  @AfterEach
  void close() {
    receiver.ifPresent(ProviderSimulator::close);
  }

  private static CampaignDraft flu() {
    return new CampaignDraft(
        "インフルエンザ予防接種",
        "flu",
        1,
        "everybody",
        1,
        Set.of(Route.PORTAL),
        Map.of(),
        Optional.empty(),
        Optional.empty());
  }

  /** Somebody who shares the secret of a webhook that is told of these statuses. */
  private Webhook told(Set<String> events) {
    Webhooks.Created created = webhooks.create(URI.create("http://127.0.0.1:1/"), events);
    ProviderSimulator listening = ProviderSimulator.start(created.secret());
    receiver = Optional.of(listening);
    return webhooks.edit(created.webhook().id(), listening.address(), events, 1).orElseThrow();
  }

  private List<JsonNode> heard() {
    return receiver.orElseThrow().taken();
  }

  private List<String> types() {
    return heard().stream().map(event -> event.path("type").asText()).toList();
  }

  private void round() {
    clock.pass(Duration.ofSeconds(5));
    webhooks.round();
  }

  @Test
  void aReceiverHearsEachStatusOnceAndSigned() {
    told(Set.of());
    campaigns.create("flu", flu(), "yamada");
    round();
    round();
    Campaign submitted = campaigns.submit("flu", 1, "yamada");
    round();
    campaigns.approve("flu", submitted.submission().orElseThrow().contentHash(), "suzuki");
    campaigns.startDue();
    round();

    assertThat(types()).containsExactly("campaign.draft", "campaign.submitted", "campaign.sending");
    JsonNode last = heard().getLast();
    assertThat(last.path("campaign").path("title").asText()).isEqualTo("インフルエンザ予防接種");
    assertThat(last.path("id").asText()).startsWith("flu:");
    assertThat(last.toString()).doesNotContain("suzuki", "yamada");
  }

  @Test
  void onlyWhatItAskedForIsTold() {
    told(Set.of("submitted"));
    campaigns.create("flu", flu(), "yamada");
    round();
    assertThat(campaigns.submit("flu", 1, "yamada").status()).isEqualTo(Campaign.Status.SUBMITTED);
    round();
    assertThat(types()).containsExactly("campaign.submitted");
  }

  @Test
  void whatWasThereBeforeIsNotToldUntilItChanges() {
    campaigns.create("old", flu(), "yamada");
    clock.pass(Duration.ofDays(1));
    told(Set.of());
    round();
    assertThat(heard()).isEmpty();
    assertThat(campaigns.submit("old", 1, "yamada").version()).isEqualTo(2);
    round();
    assertThat(types()).containsExactly("campaign.submitted");
  }

  @Test
  void whatIsNotTakenComesAgainWithTheSameKeyAndOnlyOnceInEffect() {
    Webhook webhook = told(Set.of());
    receiver.orElseThrow().failNext(400, 503);
    campaigns.create("flu", flu(), "yamada");
    round();
    assertThat(heard()).isEmpty();
    assertThat(webhooks.find(webhook.id()).orElseThrow().failures()).isEqualTo(1);
    round();
    assertThat(heard()).as("not before ten seconds").isEmpty();
    clock.pass(Duration.ofSeconds(5));
    round();
    assertThat(heard()).as("taken, but the answer said 503").hasSize(1);
    clock.pass(Duration.ofMinutes(1));
    round();
    assertThat(heard()).hasSize(1);
    assertThat(webhooks.deliveries(webhook.id(), 10))
        .singleElement()
        .satisfies(
            told -> {
              assertThat(told.status()).isEqualTo("done");
              assertThat(told.attempts()).isEqualTo(3);
              assertThat(told.answer()).isEqualTo(409);
            });
    assertThat(webhooks.find(webhook.id()).orElseThrow().failures()).isZero();
  }

  @Test
  void whoFailsTooOftenIsNotToldAnyMoreUntilStaffSaySo() {
    Webhook webhook = told(Set.of());
    receiver.orElseThrow().failNext(404, 404, 404);
    for (String id : List.of("a", "b", "c", "d")) {
      campaigns.create(id, flu(), "yamada");
    }
    round();
    assertThat(heard()).isEmpty();
    Webhook off = webhooks.find(webhook.id()).orElseThrow();
    assertThat(off.active()).isFalse();
    assertThat(off.disabledAt()).contains(clock.instant());
    assertThat(webhooks.disabled()).containsOnlyKeys(webhook.id());
    clock.pass(Duration.ofDays(1));
    round();
    assertThat(heard()).isEmpty();

    assertThat(webhooks.activate(webhook.id()).orElseThrow().active()).isTrue();
    round();
    assertThat(types()).hasSize(4);
    assertThat(webhooks.disabled()).isEmpty();
  }

  @Test
  void anEditOrRemovalNeedsTheVersionThatWasRead() {
    Webhook webhook = told(Set.of());
    assertThat(webhooks.edit(webhook.id(), webhook.url(), Set.of(), 1)).isEmpty();
    assertThat(webhooks.remove(webhook.id(), 1)).isFalse();
    assertThat(webhooks.remove(webhook.id(), 2)).isTrue();
    campaigns.create("flu", flu(), "yamada");
    round();
    assertThat(heard()).isEmpty();
  }

  @Test
  void theCitysOwnNetworkIsNoReceiver() {
    Webhooks strict = new Webhooks(store.database(), campaigns, 3, false, clock);
    for (String inside :
        List.of(
            "http://www.example.jp/",
            "https://127.0.0.1/",
            "https://10.1.2.3/",
            "https://169.254.169.254/",
            "https://[::1]/",
            "file:///etc/passwd")) {
      assertThat(strict.allows(URI.create(inside))).as(inside).isFalse();
    }
  }

  @Test
  void oldDeliveriesAreForgotten() {
    Webhook webhook = told(Set.of());
    campaigns.create("flu", flu(), "yamada");
    round();
    clock.pass(Duration.ofDays(31));
    assertThat(webhooks.forgetOld()).isEqualTo(1);
    assertThat(webhooks.deliveries(webhook.id(), 10)).isEmpty();
  }
}

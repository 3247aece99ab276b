package jp.todoke.segmentation.profiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.mongodb.client.model.Filters;
import java.io.StringReader;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import jp.todoke.segmentation.attributes.Attribute;
import jp.todoke.segmentation.attributes.AttributeType;
import jp.todoke.segmentation.attributes.AttributeValue;
import jp.todoke.segmentation.attributes.Attributes;
import jp.todoke.segmentation.attributes.ValueRefused;
import jp.todoke.segmentation.interactions.Interaction;
import jp.todoke.testkit.HandClock;
import jp.todoke.testkit.StoreExtension;
import org.bson.Document;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ProfileStoreTest {

  @RegisterExtension static final StoreExtension store = new StoreExtension();

  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-20T00:00:00Z"), ZoneOffset.UTC);

  private static Attributes attributes;
  private static Profiles profiles;

  @BeforeAll
  static void city() {
    attributes = new Attributes(store.database());
    attributes.create(attribute("ward", AttributeType.ENUM, "北区", "港区"));
    attributes.create(attribute("income", AttributeType.NUMBER));
    attributes.create(attribute("topics", AttributeType.SET, "防災", "子育て"));
    attributes.create(attribute("movedInOn", AttributeType.DATE));
    attributes.create(attribute("singleParent", AttributeType.BOOLEAN));
    profiles = new Profiles(store.database(), attributes, CLOCK);
  }

  @Test
  void anAddresseeIsTheProfileWithoutWhatOnlyConditionsAskFor() throws Exception {
    take(
        """
        {"commonId":"addressee-1","kind":"citizen","language":"vi","source":"crm",
         "attributes":{"ward":"北区","income":2500000.5,"birthOn":"1992-06-15"},
         "contactPoints":{"mail":{"address":"addressee@example.jp","verified":true},"line":{"userId":"U2"}},
         "consents":{"push":{"granted":true,"textVersion":"3","at":"2026-04-01T00:00:00Z"},
                     "exchange":{"granted":false,"textVersion":"2","at":"2026-04-02T00:00:00Z"}},
         "household":{"members":[{"relationship":"child","birthOn":"2023-05-01"}]}}
        """
            .replace("\n", ""));
    take("{\"commonId\":\"addressee-2\",\"kind\":\"citizen\",\"source\":\"crm\"}");
    profiles.consent("addressee-1", Purpose.BEHAVIOUR, true, "5");
    long version = profiles.find("addressee-1").orElseThrow().version();
    profiles.prefer("addressee-1", Set.of("mail", "line"), "ko", version);
    for (String commonId : List.of("addressee-1", "addressee-2")) {
      Profile whole = profiles.find(commonId).orElseThrow();
      assertThat(profiles.addressees(List.of(commonId)))
          .containsOnly(
              Map.entry(
                  commonId,
                  new Profile(
                      commonId,
                      whole.kind(),
                      Map.of(),
                      whole.contacts(),
                      whole.consents(),
                      whole.routesOff(),
                      Optional.empty(),
                      new Dealings(Optional.empty(), whole.dealings().interactions()),
                      whole.language(),
                      whole.version(),
                      whole.changedAt())));
    }
  }

  @Test
  void anAddresseesEmptyFieldIsAMissingOne() {
    store
        .database()
        .getCollection("profiles")
        .insertOne(
            new Document("_id", "addressee-3")
                .append("kind", "citizen")
                .append("language", null)
                .append("mail", null)
                .append("line", null)
                .append("consents", new Document("push", null))
                .append("changedAt", Date.from(CLOCK.instant())));
    assertThat(profiles.addressees(List.of("addressee-3")).values())
        .singleElement()
        .satisfies(
            addressee -> {
              assertThat(addressee.contacts()).isEqualTo(ContactPoints.NONE);
              assertThat(addressee.language()).isEqualTo("ja");
              assertThat(addressee.consentsTo(Purpose.PUSH)).isFalse();
            });
  }

  @Test
  void everyKindOfValueComesBackAsItWasSent() throws Exception {
    List<RowResult> results =
        take(
            """
            {"commonId":"sato-1","kind":"citizen","language":"ja","source":"crm",
             "attributes":{"ward":"北区","income":2500000.5,"topics":["子育て"],"movedInOn":"2024-02-29","singleParent":true,"birthOn":"1992-06-15"},
             "contactPoints":{"mail":{"address":"sato@example.jp","verified":true},"line":{"userId":"U1"}},
             "consents":{"push":{"granted":true,"textVersion":"3","at":"2026-04-01T00:00:00Z"}},
             "household":{"members":[{"relationship":"child","birthOn":"2023-05-01","attributes":{"singleParent":false}}]}}
            """
                .replace("\n", ""));
    assertThat(results).containsExactly(new RowResult(1, true, "", ""));

    Profile sato = profiles.find("sato-1").orElseThrow();
    assertThat(sato.attributes())
        .containsEntry("ward", new AttributeValue.Text("北区"))
        .containsEntry("income", new AttributeValue.Number(new BigDecimal("2500000.5")))
        .containsEntry("topics", new AttributeValue.Choices(Set.of("子育て")))
        .containsEntry("movedInOn", new AttributeValue.Day(LocalDate.of(2024, 2, 29)))
        .containsEntry("singleParent", new AttributeValue.Flag(true));
    assertThat(sato.contacts())
        .isEqualTo(new ContactPoints(Optional.of("sato@example.jp"), true, Optional.of("U1")));
    assertThat(sato.consentsTo(Purpose.PUSH)).isTrue();
    assertThat(sato.consentsTo(Purpose.PERSONALIZATION)).isFalse();
    assertThat(sato.household().orElseThrow())
        .singleElement()
        .extracting(HouseholdMember::birthOn)
        .isEqualTo(Optional.of(LocalDate.of(2023, 5, 1)));
    assertThat(profiles.commonIdOfLine("U1")).contains("sato-1");

    Document stored =
        store.database().getCollection("profiles").find(Filters.eq("_id", "sato-1")).first();
    assertThat(stored).isNotNull();
    assertThat(stored.get("attributes", Document.class).get("movedInOn")).isInstanceOf(Date.class);
  }

  @Test
  void eachBadRowIsRefusedWithItsReasonAndTheRestIsKept() throws Exception {
    List<RowResult> results =
        take(
            """
            {"commonId":"good-1","attributes":{"ward":"港区"}}
            {"commonId":"bad-1","attributes":{"shoeSize":27}}
            {"commonId":"bad-2","attributes":{"ward":"月区"}}
            {"commonId":"bad-3","attributes":{"income":"many"}}
            not json at all
            {"kind":"citizen"}
            {"commonId":"bad-4","kind":"robot"}
            {"commonId":"bad-5","surprise":1}

            {"commonId":"bad-6","household":{"members":[{"relationship":"cat"}]}}
            {"commonId":"bad-7","attributes":{"movedInOn":"2026-02-30"}}
            {"commonId":"bad-8","contactPoints":{"mail":{"address":"a\\r\\nBcc: x@y"}}}
            {"commonId":"good-2","kind":"business"}
            {"commonId":"bad-9","asOf":"+1000000000-12-31T23:59:59.999999999Z"}
            {"commonId":"bad-10","consents":{"push":{"granted":true,"at":"yesterday"}}}
            """);
    assertThat(results)
        .extracting(result -> result.row() + " " + result.code())
        .containsExactly(
            "1 ",
            "2 invalid-attribute-unknown",
            "3 invalid-attribute-value",
            "4 invalid-attribute-type",
            "5 invalid-json",
            "6 invalid-common-id",
            "7 invalid-kind",
            "8 invalid-row-part",
            "10 invalid-household",
            "11 invalid-attribute-type",
            "12 invalid-contact-point",
            "13 ",
            "14 invalid-instant",
            "15 invalid-instant");
    assertThat(results).extracting(RowResult::detail).noneMatch(detail -> detail.contains("月区"));
    assertThat(profiles.find("good-1")).isPresent();
    assertThat(profiles.find("good-2").orElseThrow().kind()).isEqualTo(ProfileKind.BUSINESS);
    assertThat(profiles.find("bad-2")).isEmpty();
  }

  @Test
  void theSameRowsAgainChangeNothingAndLaterPartsAreMerged() throws Exception {
    take("{\"commonId\":\"ito\",\"attributes\":{\"ward\":\"北区\",\"income\":1}}");
    take("{\"commonId\":\"ito\",\"attributes\":{\"ward\":\"北区\",\"income\":1}}");
    take(
        """
        {"commonId":"ito","contactPoints":{"mail":{"address":"ito@example.jp","verified":true}}}
        {"commonId":"ito","attributes":{"ward":"港区"}}
        """);
    Profile ito = profiles.find("ito").orElseThrow();
    assertThat(ito.attributes()).containsOnlyKeys("ward");
    assertThat(ito.contacts().mail()).contains("ito@example.jp");
  }

  @Test
  void aRowOfOneContactPointLeavesTheOtherAsThePersonLinkedIt() throws Exception {
    take("{\"commonId\":\"kato\"}");
    profiles.linkLine("kato", "Ukato");
    take(
        """
        {"commonId":"kato","contactPoints":{"mail":{"address":"kato@example.jp","verified":true}}}
        {"commonId":"kato","attributes":{"ward":"北区"}}
        """);
    assertThat(profiles.find("kato").orElseThrow().contacts())
        .isEqualTo(new ContactPoints(Optional.of("kato@example.jp"), true, Optional.of("Ukato")));
    assertThat(profiles.commonIdOfLine("Ukato")).contains("kato");
  }

  @Test
  void whatThePersonDeclaresStandsBelowWhatTheCitySays() throws Exception {
    take("{\"commonId\":\"mori\",\"attributes\":{\"ward\":\"北区\"}}");
    profiles.declare("mori", new JsonMapper().readTree("{\"ward\":\"港区\",\"topics\":[\"防災\"]}"), 0);
    Profile mori = profiles.find("mori").orElseThrow();
    assertThat(mori.attributes())
        .containsEntry("ward", new AttributeValue.Text("北区"))
        .containsEntry("topics", new AttributeValue.Choices(Set.of("防災")));
    assertThat(mori.version()).isEqualTo(1);
    assertThatThrownBy(() -> profiles.prefer("mori", Set.of("line"), "en", 0))
        .isInstanceOf(ProfileStale.class);
    assertThatThrownBy(() -> profiles.declare("mori", new JsonMapper().readTree("{\"x\":1}"), 1))
        .isInstanceOf(ValueRefused.class);
    assertThat(profiles.prefer("mori", Set.of("line"), "en", 1).routesOff())
        .containsExactly("line");
  }

  @Test
  void aWithdrawnConsentIsANoAndTheHistoryStays() throws Exception {
    take("{\"commonId\":\"abe\"}");
    profiles.consent("abe", Purpose.PUSH, true, "1");
    profiles.consent("abe", Purpose.PUSH, false, "1");
    assertThat(profiles.find("abe").orElseThrow().consentsTo(Purpose.PUSH)).isFalse();
    Document stored =
        store.database().getCollection("profiles").find(Filters.eq("_id", "abe")).first();
    assertThat(stored).isNotNull();
    assertThat(stored.getList("consentHistory", Document.class)).hasSize(2);
  }

  @Test
  void anEndlessLineIsRefusedWithoutBeingKept() throws Exception {
    List<RowResult> results = take("x".repeat(2_000_000) + "\n{\"commonId\":\"after\"}");
    assertThat(results).extracting(RowResult::code).containsExactly("invalid-row-size", "");
  }

  private static List<RowResult> take(String rows) throws Exception {
    List<RowResult> results = new ArrayList<>();
    profiles.intake(results::add).readFrom(new StringReader(rows));
    return results;
  }

  private static Attribute attribute(String name, AttributeType type, String... allowed) {
    return new Attribute(name, name, type, List.of(allowed), "", "service", "crm", 1);
  }

  @Test
  void whatSomebodyLooksForIsKeptOnlyWithTheirConsentAndOnlyForAWhile() throws Exception {
    HandClock clock = new HandClock(Instant.parse("2026-11-20T14:30:00Z"));
    Profiles kept = new Profiles(store.database(), attributes, clock);
    take("{\"commonId\":\"mori\",\"receives\":[\"児童手当\"]}");
    assertThatThrownBy(() -> kept.interacted("mori", Interaction.Kind.OPENED, "childcare"))
        .isInstanceOf(ConsentMissing.class);
    assertThat(kept.find("mori").orElseThrow().dealings())
        .isEqualTo(new Dealings(Optional.of(Set.of("児童手当")), Optional.empty()));

    kept.consent("mori", Purpose.BEHAVIOUR, true, "1");
    assertThat(kept.interacted("mori", Interaction.Kind.OPENED, "childcare")).isTrue();
    assertThat(kept.interacted("mori", Interaction.Kind.OPENED, "childcare")).isTrue();
    clock.pass(Duration.ofMinutes(31));
    assertThat(kept.interacted("mori", Interaction.Kind.SEARCHED, "waste")).isTrue();
    assertThat(kept.find("mori").orElseThrow().dealings().interactions().orElseThrow())
        .containsExactlyInAnyOrder(
            new Interaction(Interaction.Kind.OPENED, "childcare", LocalDate.of(2026, 11, 20), 2),
            new Interaction(Interaction.Kind.SEARCHED, "waste", LocalDate.of(2026, 11, 21), 1));
    assertThat(kept.changedSince(clock.instant(), 10)).contains("mori");

    clock.pass(Duration.ofDays(90));
    assertThat(kept.forgetOldInteractions()).isEqualTo(1);
    assertThat(kept.findAll(List.of("mori")).get("mori"))
        .extracting(profile -> profile.dealings().interactions().orElseThrow().size())
        .isEqualTo(1);

    take(
        "{\"commonId\":\"mori\",\"consents\":{\"behaviour\":{\"granted\":false,\"at\":\"2026-11-21T00:00:00Z\"}}}");
    assertThat(store.database().getCollection("interactions").countDocuments()).isZero();
    assertThat(kept.find("mori").orElseThrow().dealings().interactions()).isEmpty();
  }

  @Test
  void aPersonCannotFillTheStoreWithTopics() {
    profiles.consent("curious", Purpose.BEHAVIOUR, true, "1");
    for (int topic = 0; topic < 200; topic++) {
      assertThat(profiles.interacted("curious", Interaction.Kind.OPENED, "t" + topic)).isTrue();
    }
    assertThat(profiles.interacted("curious", Interaction.Kind.OPENED, "oneTooMany")).isFalse();
    assertThat(profiles.interacted("curious", Interaction.Kind.OPENED, "t7")).isTrue();
    profiles.delete("curious");
    assertThat(store.database().getCollection("interactions").countDocuments()).isZero();
  }
}

package jp.todoke.segmentation.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import jp.todoke.segmentation.attributes.Attribute;
import jp.todoke.segmentation.attributes.AttributeType;
import jp.todoke.segmentation.attributes.AttributeValue;
import jp.todoke.segmentation.attributes.Attributes;
import jp.todoke.segmentation.profiles.Profile;
import jp.todoke.segmentation.profiles.Profiles;
import jp.todoke.testkit.StoreExtension;
import org.bson.Document;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SampleProfilesStoreTest {

  @RegisterExtension static final StoreExtension store = new StoreExtension();

  private static final Clock NOON =
      Clock.fixed(Instant.parse("2026-11-20T03:00:00Z"), ZoneOffset.UTC);
  private static final JsonMapper JSON = new JsonMapper();

  private static Profiles profiles;

  private final SampleProfiles samples = node();

  @BeforeAll
  static void catalogue() {
    Attributes attributes = new Attributes(store.database());
    attributes.create(
        new Attribute("ward", "区", AttributeType.ENUM, List.of("北区"), "", "service", "crm", 1));
    attributes.create(
        new Attribute("income", "所得", AttributeType.NUMBER, List.of(), "円", "service", "crm", 1));
    profiles = new Profiles(store.database(), attributes, NOON);
  }

  @BeforeEach
  void empty() {
    store.database().getCollection("sampleProfiles").deleteMany(new Document());
  }

  private static SampleProfiles node() {
    return new SampleProfiles(store.database(), profiles, NOON);
  }

  private static SampleDraft draft(String title, String person) {
    return new SampleDraft(title, json(person), json("{\"name\": \"見本 花子\"}"));
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException broken) {
      throw new IllegalArgumentException(broken);
    }
  }

  private static final SampleDraft PARENT =
      draft(
          "北区の3歳児の親",
          """
          {"attributes": {"ward": "北区", "income": 2500000.5}, "language": "en",
           "household": {"members": [{"relationship": "child", "birthOn": "2023-05-01"}]}}
          """);

  @Test
  void aSampleIsKeptUnderItsNameAndReadAsAPerson() {
    SampleProfile kept = samples.create("parent-kita", PARENT, "henshu-yamada");
    assertThat(kept.version()).isEqualTo(1);
    assertThat(kept.changedBy()).isEqualTo("henshu-yamada");
    SampleProfile read = node().find("parent-kita").orElseThrow();
    assertThat(read.title()).isEqualTo("北区の3歳児の親");
    assertThat(read.values().path("name").asText()).isEqualTo("見本 花子");
    assertThat(read.changedAt()).isEqualTo(NOON.instant());

    Profile person = samples.person(read);
    assertThat(person.language()).isEqualTo("en");
    assertThat(person.attributes())
        .containsEntry("ward", new AttributeValue.Text("北区"))
        .containsKey("income");
    assertThat(person.household().orElseThrow()).hasSize(1);
    assertThat(person.contacts().mail()).isEmpty();
    assertThat(profiles.find("parent-kita")).as("nobody of the city").isEmpty();
  }

  @Test
  void everythingThatIsWrongIsToldAtOnceAndNothingIsKept() {
    SampleDraft wrong =
        draft(
            " ",
            """
            {"attributes": {"ward": "東京", "income": "many", "unheard/of": 1}, "language": "?",
             "household": {"members": [{"relationship": "robot"}]}, "kind": "ghost",
             "receives": "all"}
            """);
    assertThatThrownBy(() -> samples.create("wrong", wrong, "henshu-yamada"))
        .isInstanceOfSatisfying(
            SampleRefused.class,
            refused ->
                assertThat(refused.faults())
                    .extracting(SampleRefused.Fault::pointer, SampleRefused.Fault::code)
                    .map(Object::toString)
                    .containsExactlyInAnyOrder(
                        "(\"/attributes/ward\", \"invalid-attribute-value\")",
                        "(\"/attributes/income\", \"invalid-attribute-type\")",
                        "(\"/attributes/unheard~1of\", \"invalid-attribute-unknown\")",
                        "(\"/language\", \"invalid-language\")",
                        "(\"/household\", \"invalid-household\")",
                        "(\"/kind\", \"invalid-kind\")",
                        "(\"/receives\", \"invalid-receives\")",
                        "(\"/title\", \"invalid-sample-part\")"));
    assertThat(samples.find("wrong")).isEmpty();
    assertThatThrownBy(() -> samples.create("Not a slug", PARENT, "henshu-yamada"))
        .isInstanceOf(SampleRefused.class);
  }

  @Test
  void noSampleHasAnAddressOrAConsent() {
    for (String personal :
        List.of(
            "{\"contactPoints\": {\"mail\": {\"address\": \"a@example.jp\"}}}",
            "{\"consents\": {}}",
            "{\"commonId\": \"c0001\"}")) {
      assertThatThrownBy(() -> samples.create("person", draft("人", personal), "henshu-yamada"))
          .isInstanceOfSatisfying(
              SampleRefused.class,
              refused ->
                  assertThat(refused.faults())
                      .singleElement()
                      .satisfies(
                          fault -> {
                            assertThat(fault.code()).isEqualTo("invalid-sample-part");
                            assertThat(fault.reason()).doesNotContain("example.jp", "c0001");
                          }));
    }
  }

  @Test
  void twoEditorsDoNotOverwriteEachOther() {
    samples.create("parent", PARENT, "henshu-yamada");
    SampleDraft other = draft("別の人", "{}");
    assertThat(samples.replace("parent", other, 1, "henshu-kato").version()).isEqualTo(2);
    assertThatThrownBy(() -> samples.replace("parent", PARENT, 1, "henshu-yamada"))
        .isInstanceOf(StaleSample.class);
    assertThatThrownBy(() -> samples.remove("parent", 1, "henshu-kato"))
        .isInstanceOf(StaleSample.class);
    assertThatThrownBy(() -> samples.create("parent", PARENT, "henshu-yamada"))
        .isInstanceOf(SampleExists.class);
    assertThatThrownBy(() -> samples.replace("nobody", PARENT, 1, "henshu-yamada"))
        .isInstanceOf(UnknownSample.class);
    assertThat(samples.find("parent").orElseThrow().title()).isEqualTo("別の人");
  }

  @Test
  void aRemovedSampleIsGoneAndItsVersionsNeverComeAgain() {
    samples.create("a", PARENT, "henshu-yamada");
    samples.create("b", PARENT, "henshu-yamada");
    samples.create("c", PARENT, "henshu-yamada");
    samples.remove("b", 1, "henshu-kato");
    assertThat(samples.find("b")).isEmpty();
    assertThatThrownBy(() -> samples.remove("b", 1, "henshu-kato"))
        .isInstanceOf(UnknownSample.class);
    assertThat(samples.page("", 10)).extracting(SampleProfile::id).containsExactly("a", "c");
    assertThat(samples.page("a", 1)).extracting(SampleProfile::id).containsExactly("c");
    assertThat(
            store.database().getCollection("sampleProfiles").find(new Document("_id", "b")).first())
        .as("nothing of it is left but its version and who removed it")
        .containsOnlyKeys("_id", "version", "changedAt", "changedBy")
        .containsEntry("changedBy", "henshu-kato");

    assertThat(samples.create("b", PARENT, "henshu-yamada").version()).isEqualTo(2);
    assertThatThrownBy(() -> samples.replace("b", PARENT, 1, "henshu-kato"))
        .as("read before it was removed")
        .isInstanceOf(StaleSample.class);
  }

  @Test
  void ofManyNodesThatKeepOneIdAtOnceOneWins() throws Exception {
    for (int round = 0; round < 2; round++) {
      List<Callable<Boolean>> all = new ArrayList<>();
      IntStream.range(0, 4)
          .forEach(
              n ->
                  all.add(
                      () -> {
                        try {
                          node().create("one", PARENT, "henshu-" + n);
                          return true;
                        } catch (SampleExists taken) {
                          return false;
                        }
                      }));
      int won = 0;
      try (ExecutorService nodes =
          Executors.newFixedThreadPool(4, Thread.ofPlatform().name("node-", 0).factory())) {
        for (Future<Boolean> done : nodes.invokeAll(all)) {
          won += done.get() ? 1 : 0;
        }
      }
      assertThat(won).isEqualTo(1);
      samples.remove("one", round + 1, "henshu-kato");
    }
  }
}

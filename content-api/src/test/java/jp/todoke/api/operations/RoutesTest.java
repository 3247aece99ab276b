package jp.todoke.api.operations;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import jp.todoke.api.rest.Idempotent;
import jp.todoke.api.security.AllowedTo;
import jp.todoke.api.security.OpenToAll;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.junit.jupiter.api.Test;

/** What every route must declare, whoever writes the next one. */
class RoutesTest {

  /** POSTs that need no key, because asked twice they do no more than asked once. */
  private static final Set<String> REPEATABLE =
      Set.of(
          // Nothing is stored or sent.
          "CampaignsResource.dryRun",
          "TriggersResource.dryRun",
          "SegmentCountsResource.estimate",
          "TemplatesResource.preview",
          // A pull takes what changed, and two at once are refused.
          "SourcesResource.pull",
          // Cancelled twice is cancelled; a recomputation decides only what is not decided.
          "AudiencesResource.cancel",
          "AudiencesResource.recompute",
          // A switch that is turned twice stands as it stood.
          "DeliveriesResource.pause",
          "DeliveriesResource.resume",
          // An event is known by its source and id.
          "EventExchangeResource.take",
          // A mail that came back is known by the delivery it is about.
          "BounceExchangeResource.take",
          // What is switched off stays off (RFC 8058 forbids to ask for more than the address).
          "UnsubscribeResource.stop",
          // LINE names each event, and one told again changes nothing.
          "LineWebhookResource.take",
          // A second nonce stands beside the first, and only one can be used.
          "MyLineResource.begin",
          // A question that is too long for an address; it changes nothing of anybody's.
          "AnswersResource.ask",
          // A message of another application is known by its system and id.
          "MessageExchangeResource.take",
          // An address is on the list or not; asking about one changes nothing.
          "SuppressionsResource.search",
          "SuppressionsResource.add",
          "SuppressionsResource.lift",
          // So is a person under protection.
          "ProtectionsResource.search",
          "ProtectionsResource.protect",
          "ProtectionsResource.lift",
          // What is cancelled stays so.
          "JobsResource.cancel",
          // The first acknowledgement stays.
          "MyInboxResource.acknowledgeMessage",
          "MyInboxResource.acknowledge");

  /** PUTs and DELETEs that are no edit of what somebody read. */
  private static final Set<String> UNVERSIONED =
      Set.of(
          // The latest word on a purpose holds; there is nothing to lose by it.
          "MyProfileResource.consent",
          // One tap: the last word of a person counts.
          "MyInboxResource.useful",
          // A switch of two positions.
          "FaqRankingResource.put",
          // A past question is there or not.
          "PastQuestionsResource.forget",
          // Whatever was linked, the person wants none.
          "MyLineResource.unlink",
          // Another system forgets a person, in whatever state.
          "ProfileExchangeResource.delete");

  /** Routes that write without a token of a sign-in: the one in the address is the authority. */
  private static final Set<String> BY_LINK =
      Set.of("UnsubscribeResource.stop", "PreferenceLinksResource.put");

  /** Routes that write without a token because the body itself is signed. */
  private static final Set<String> BY_SIGNATURE = Set.of("LineWebhookResource.take");

  /** Routes that read by POST, because an address is too short for what is asked. */
  private static final Set<String> READING = Set.of("AnswersResource.ask");

  private record Route(Class<?> resource, Method method, String verb) {

    String name() {
      return resource.getSimpleName() + "." + method.getName();
    }

    boolean takesRows() {
      Consumes consumes = method.getAnnotation(Consumes.class);
      return consumes != null
          && Arrays.stream(consumes.value())
              .allMatch(type -> type.endsWith("ndjson") || type.equals("text/csv"));
    }

    boolean takesVersion() {
      return Arrays.stream(method.getParameters())
          .map(parameter -> parameter.getAnnotation(HeaderParam.class))
          .anyMatch(header -> header != null && header.value().equals("If-Match"));
    }
  }

  private static Stream<Route> routes() {
    return Resources.all().stream()
        .flatMap(
            resource ->
                Arrays.stream(resource.getDeclaredMethods())
                    .flatMap(
                        method ->
                            Arrays.stream(method.getAnnotations())
                                .map(it -> it.annotationType().getAnnotation(HttpMethod.class))
                                .filter(verb -> verb != null)
                                .map(verb -> new Route(resource, method, verb.value()))));
  }

  @Test
  void everyResourceIsListedAndEverythingListedIsAResource() {
    Stream<String> found =
        new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("jp.todoke")
                .stream()
                .filter(type -> type.isAnnotatedWith(Path.class))
                .map(JavaClass::getName);
    assertThat(Resources.all().stream().map(Class::getName))
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(found.toList());
  }

  @Test
  void everyRouteSaysWhoMayCallIt() {
    assertThat(routes())
        .hasSizeGreaterThan(50)
        .allSatisfy(
            route -> {
              AllowedTo allowed = route.method().getAnnotation(AllowedTo.class);
              boolean open = route.method().isAnnotationPresent(OpenToAll.class);
              assertThat(open).as(route.name()).isEqualTo(allowed == null);
              if (allowed != null) {
                assertThat(allowed.value()).as(route.name()).isNotEmpty();
              }
            });
  }

  @Test
  void nothingIsWrittenWithoutAToken() {
    assertThat(
            routes()
                .filter(route -> route.method().isAnnotationPresent(OpenToAll.class))
                .filter(route -> !route.verb().equals("GET"))
                .map(Route::name)
                .filter(name -> !BY_SIGNATURE.contains(name))
                .filter(name -> !READING.contains(name)))
        .containsExactlyInAnyOrderElementsOf(BY_LINK);
    assertThat(
            routes()
                .filter(route -> BY_LINK.contains(route.name()))
                .map(route -> route.resource().getAnnotation(Path.class).value()))
        .allMatch(path -> path.contains("{token}"));
  }

  @Test
  void everyRouteHasASummaryForTheOpenApiDocument() {
    assertThat(routes())
        .allSatisfy(
            route ->
                assertThat(route.method().getAnnotation(Operation.class).summary())
                    .as(route.name())
                    .isNotBlank());
  }

  @Test
  void everyPostThatCreatesOrSendsIsIdempotent() {
    assertThat(
            routes()
                .filter(route -> route.verb().equals("POST"))
                .filter(route -> !route.method().isAnnotationPresent(Idempotent.class))
                .map(Route::name))
        .containsExactlyInAnyOrderElementsOf(REPEATABLE);
    assertThat(routes().filter(route -> route.method().isAnnotationPresent(Idempotent.class)))
        .allMatch(route -> route.verb().equals("POST"));
  }

  @Test
  void everyEditAndRemovalAsksForTheVersionThatWasRead() {
    assertThat(
            routes()
                .filter(route -> Set.of("PUT", "PATCH", "DELETE").contains(route.verb()))
                .filter(route -> !route.takesRows() && !route.takesVersion())
                .map(Route::name))
        .containsExactlyInAnyOrderElementsOf(UNVERSIONED);
  }
}

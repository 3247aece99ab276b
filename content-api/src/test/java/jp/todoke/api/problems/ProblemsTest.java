package jp.todoke.api.problems;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.MongoException;
import com.mongodb.MongoTimeoutException;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import jp.todoke.faq.answers.Replay;
import jp.todoke.segmentation.samples.SampleRefused;
import org.junit.jupiter.api.Test;

/** Every exception of the house is known to the one table, and its code stays what it is. */
class ProblemsTest {

  /** What a room throws and catches itself; none is public, and none reaches a route. */
  private static final Set<String> KEPT_INSIDE =
      Set.of(
          "Jobs$Cancelled",
          "MessageExchangeResource$RowFault",
          "Audience$Overtaken",
          "LineSimulator$Refusal",
          "CityMail$HeaderInjection",
          "EventCsv$Unreadable",
          "FaqFiles$BadFile",
          "Failure",
          "ItemFault",
          "RowRefused",
          "SourceFailed");

  /** The contract with callers: a change here breaks them. */
  private static final Map<String, String> CODES =
      Map.ofEntries(
          Map.entry("api.contents.StaleContent", "412 conflict-version"),
          Map.entry("api.events.StaleEvent", "412 conflict-version"),
          Map.entry("api.programs.ProgramExists", "409 conflict-exists"),
          Map.entry("api.programs.StaleProgram", "412 conflict-version"),
          Map.entry("api.sources.SourceBusy", "409 conflict-busy"),
          Map.entry("api.sources.SourceExists", "409 conflict-exists"),
          Map.entry("api.sources.SourceUnreachable", "503 unavailable-source"),
          Map.entry("api.sources.StaleSource", "412 conflict-version"),
          Map.entry("channels.line.LineCallFailed", "503 unavailable-line"),
          Map.entry("delivery.approvals.ApprovalExpired", "409 conflict-approval-expired"),
          Map.entry("delivery.approvals.ContentChanged", "409 conflict-content-changed"),
          Map.entry("delivery.approvals.OwnWorkApproval", "403 forbidden-own-work"),
          Map.entry("delivery.approvals.WrongState", "409 conflict-state"),
          Map.entry("delivery.campaigns.CampaignExists", "409 conflict-exists"),
          Map.entry("delivery.campaigns.CampaignRefused", "400 invalid-campaign"),
          Map.entry("delivery.campaigns.StaleCampaign", "412 conflict-version"),
          Map.entry("delivery.campaigns.UnknownCampaign", "404 not-found"),
          Map.entry("delivery.notices.NoticeExists", "409 conflict-exists"),
          Map.entry("delivery.notices.NoticeRefused", "400 invalid-notice"),
          Map.entry("delivery.notices.UnknownNotice", "404 not-found"),
          Map.entry("delivery.preferences.PreferenceRefused", "400 invalid-preference"),
          Map.entry("delivery.preferences.StalePreference", "412 conflict-version"),
          Map.entry("delivery.triggers.TriggerExists", "409 conflict-exists"),
          Map.entry("delivery.triggers.TriggerRefused", "400 invalid-trigger"),
          Map.entry("delivery.triggers.UnknownTrigger", "404 not-found"),
          Map.entry("delivery.wording.TemplateValuesMissing", "422 invalid-template-values"),
          Map.entry("delivery.wording.UnknownTemplateVersion", "422 invalid-template-version"),
          Map.entry("faq.FaqEntryExists", "409 conflict-exists"),
          Map.entry("faq.InvalidFaqEntry", "400 invalid-x"),
          Map.entry("faq.FaqEntryNotSubmitted", "409 conflict-not-submitted"),
          Map.entry("faq.OwnFaqEntry", "403 forbidden-own-work"),
          Map.entry("faq.StaleFaqEntry", "412 conflict-version"),
          Map.entry("faq.UnknownFaqEntry", "404 not-found"),
          Map.entry("faq.answers.InvalidSynonyms", "400 invalid-synonyms"),
          Map.entry("faq.answers.SynonymsLose", "422 invalid-synonyms-lose"),
          Map.entry("faq.answers.UnknownAnswer", "404 not-found"),
          Map.entry("faq.answers.EntryLoses", "422 invalid-faq-loses"),
          Map.entry("faq.curation.EntryBeingWritten", "409 conflict-state"),
          Map.entry("faq.curation.OwnProposal", "403 forbidden-own-work"),
          Map.entry("faq.curation.StaleProposal", "412 conflict-version"),
          Map.entry("faq.curation.UnfinishedProposal", "422 invalid-proposal"),
          Map.entry("faq.curation.UnknownProposal", "404 not-found"),
          Map.entry("faq.ranking.InvalidQuestionFile", "400 invalid-past-question"),
          Map.entry("faq.ranking.InvalidRankingModel", "400 invalid-ranking-model"),
          Map.entry("faq.ranking.UnknownRankingModel", "404 not-found"),
          Map.entry("faq.synonyms.NoEarlierSynonymList", "409 conflict-state"),
          Map.entry("faq.synonyms.OwnSynonymList", "403 forbidden-own-work"),
          Map.entry("faq.synonyms.StaleSynonymList", "412 conflict-version"),
          Map.entry("faq.synonyms.UnknownSynonymList", "404 not-found"),
          Map.entry("segmentation.attributes.AttributeExists", "409 conflict-exists"),
          Map.entry("segmentation.attributes.AttributeRefused", "400 invalid-attribute"),
          Map.entry("segmentation.attributes.AttributeStale", "412 conflict-version"),
          Map.entry("segmentation.attributes.ValueRefused", "400 x"),
          Map.entry("segmentation.conditions.ConditionRefused", "400 x"),
          Map.entry("segmentation.profiles.ProfileRowRefused", "400 x"),
          Map.entry("segmentation.audiences.CityNotRead", "503 unavailable-audience"),
          Map.entry("segmentation.profiles.ConsentMissing", "403 forbidden-consent"),
          Map.entry("segmentation.segments.NotSubmitted", "409 conflict-not-submitted"),
          Map.entry("search.UnusableEmbedder", "503 unavailable-vectors"),
          Map.entry("segmentation.profiles.ProfileStale", "412 conflict-version"),
          Map.entry("segmentation.rules.SegmentCycle", "422 invalid-segment-cycle"),
          Map.entry("segmentation.rules.SegmentMissing", "422 invalid-segment-missing"),
          Map.entry("segmentation.samples.SampleExists", "412 conflict-exists"),
          Map.entry("segmentation.samples.SampleRefused", "400 invalid-sample-profile"),
          Map.entry("segmentation.samples.StaleSample", "412 conflict-version"),
          Map.entry("segmentation.samples.UnknownSample", "404 not-found"),
          Map.entry("segmentation.segments.ExamplesFailed", "422 invalid-segment-examples"),
          Map.entry("segmentation.segments.SegmentExists", "409 conflict-exists"),
          Map.entry("segmentation.segments.StaleSegment", "412 conflict-version"),
          Map.entry("segmentation.segments.UnknownSegment", "404 not-found"),
          Map.entry("segmentation.spreadsheets.NotATable", "400 invalid-table"),
          Map.entry("templates.StaleTemplate", "412 conflict-version"),
          Map.entry("templates.TemplateAlreadyExists", "409 conflict-exists"),
          Map.entry("templates.TemplateRefused", "400 invalid-template"),
          Map.entry("templates.UnknownTemplate", "404 not-found"),
          Map.entry("templates.ValueRefused", "422 invalid-template-values"));

  private static Stream<JavaClass> exceptions() {
    return new ClassFileImporter()
        .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("jp.todoke").stream()
            .filter(type -> type.isAssignableTo(Throwable.class))
            .filter(type -> !type.isEquivalentTo(Refusal.class));
  }

  private static boolean isPublic(JavaClass type) {
    return type.getModifiers().contains(JavaModifier.PUBLIC)
        && type.getEnclosingClass().map(ProblemsTest::isPublic).orElse(true);
  }

  @Test
  void everyPublicExceptionIsToldToTheCallerUnderItsOwnCode() throws Throwable {
    for (JavaClass type : exceptions().filter(ProblemsTest::isPublic).toList()) {
      Problem problem = Problems.of(anyOf(type.reflect()));
      String name = type.getName().substring("jp.todoke.".length());
      assertThat(problem.status() + " " + problem.code()).as(name).isEqualTo(CODES.get(name));
    }
    assertThat(exceptions().filter(ProblemsTest::isPublic)).hasSameSizeAs(CODES.keySet());
  }

  @Test
  void whatARoomKeepsToItselfIsNotPublic() {
    assertThat(exceptions().filter(type -> !isPublic(type)).map(ProblemsTest::shortName))
        .containsExactlyInAnyOrderElementsOf(KEPT_INSIDE);
  }

  private static String shortName(JavaClass type) {
    return type.getName().substring(type.getPackageName().length() + 1);
  }

  @Test
  void codesAreKebabCase() {
    assertThat(CODES.values()).allMatch(code -> code.matches("\\d{3} [a-z]+(-[a-z]+)*"));
  }

  @Test
  void theUnexpectedIsABugWithoutAWordOfWhatItHeld() {
    for (Throwable thrown :
        List.of(
            new IllegalStateException("秘密-4711"),
            new NullPointerException("秘密-4711"),
            new StackOverflowError("秘密-4711"),
            new MongoException("秘密-4711"))) {
      Problem problem = Problems.of(thrown);
      assertThat(problem.status()).isEqualTo(500);
      assertThat(problem.code()).isEqualTo("bug");
      assertThat(problem.toString()).doesNotContain("秘密-4711");
    }
  }

  @Test
  void aDatabaseThatIsAwayIsWorthAnotherTry() {
    Problem problem = Problems.of(new MongoTimeoutException("秘密-4711"));
    assertThat(problem.status()).isEqualTo(503);
    assertThat(problem.code()).isEqualTo("unavailable-database");
    assertThat(problem.retryAfterSeconds()).hasValue(5);
    assertThat(problem.detail()).doesNotContain("秘密-4711");
  }

  @Test
  void aRefusalIsToldAsItIs() {
    Problem problem = Problem.at(400, "invalid-filter", "filter", "no such operator");
    assertThat(Problems.of(new Refusal(problem))).isEqualTo(problem);
  }

  /** One of that class, made of the plainest arguments its first constructor takes. */
  private static Throwable anyOf(Class<?> type) throws Throwable {
    MethodHandles.Lookup inside = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
    Class<?>[] parameters = type.getDeclaredConstructors()[0].getParameterTypes();
    MethodHandle constructor =
        inside.findConstructor(type, MethodType.methodType(void.class, parameters));
    Object[] arguments = Arrays.stream(parameters).map(ProblemsTest::plainest).toArray();
    return (Throwable) constructor.invokeWithArguments(arguments);
  }

  private static Object plainest(Class<?> type) {
    if (type == String.class) {
      return "x";
    }
    if (type == int.class) {
      return 1;
    }
    if (type == long.class) {
      return 1L;
    }
    if (type == Enum.class) {
      return Thread.State.NEW;
    }
    if (type.isEnum()) {
      return type.getEnumConstants()[0];
    }
    if (type == List.class) {
      return List.of("x");
    }
    if (type == SampleRefused.Fault[].class) {
      return new SampleRefused.Fault[] {new SampleRefused.Fault("/x", "x", "x")};
    }
    if (type == Set.class || type == java.util.Collection.class) {
      return Set.of("x");
    }
    if (type == java.time.Duration.class) {
      return java.time.Duration.ofHours(1);
    }
    if (type == Replay.class) {
      return new Replay(0, 0, 0, 0, 0, List.of(), "");
    }
    if (Throwable.class.isAssignableFrom(type)) {
      return new IllegalStateException("x");
    }
    throw new IllegalArgumentException("say what the plainest " + type + " is");
  }
}

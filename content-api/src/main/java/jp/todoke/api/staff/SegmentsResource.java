package jp.todoke.api.staff;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import jp.todoke.api.audiences.AudienceKeeper;
import jp.todoke.api.problems.Problem;
import jp.todoke.api.problems.Refusal;
import jp.todoke.api.rest.Idempotent;
import jp.todoke.api.rest.Page;
import jp.todoke.api.rest.Version;
import jp.todoke.api.security.AllowedTo;
import jp.todoke.api.security.CurrentCaller;
import jp.todoke.api.security.Role;
import jp.todoke.segmentation.attributes.Attributes;
import jp.todoke.segmentation.audiences.Audiences;
import jp.todoke.segmentation.audiences.Impact;
import jp.todoke.segmentation.audiences.SmallCells;
import jp.todoke.segmentation.conditions.Condition;
import jp.todoke.segmentation.conditions.ConditionJson;
import jp.todoke.segmentation.conditions.Verdict;
import jp.todoke.segmentation.profiles.Profile;
import jp.todoke.segmentation.profiles.Profiles;
import jp.todoke.segmentation.rules.Decisions;
import jp.todoke.segmentation.rules.Rule;
import jp.todoke.segmentation.rules.RuleBook;
import jp.todoke.segmentation.rules.RuleText;
import jp.todoke.segmentation.rules.Trace;
import jp.todoke.segmentation.segments.Example;
import jp.todoke.segmentation.segments.Finding;
import jp.todoke.segmentation.segments.Segment;
import jp.todoke.segmentation.segments.SegmentVersion;
import jp.todoke.segmentation.segments.Segments;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** {@code /staff/segments}: groups of people by a condition, drafted, published, counted. */
@Path("/staff/segments")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class SegmentsResource {

  private static final Pattern ID = Pattern.compile("[A-Za-z][A-Za-z0-9-]{0,63}");

  private static final int MOST_EXAMPLES = 200;

  /** Counts below this are not shown, so that nobody can be singled out. */
  private static final int SMALLEST_COUNT = 10;

  @Inject private Segments segments;
  @Inject private Attributes attributes;
  @Inject private Decisions decisions;
  @Inject private Profiles profiles;
  @Inject private Audiences audiences;
  @Inject private AudienceKeeper keeper;
  @Inject private Samples samples;
  @Inject private CurrentCaller caller;

  /** What staff send. */
  public record SegmentDraft(Optional<String> id, String name, JsonNode condition) {}

  /** A segment as staff see it. */
  public record SegmentView(
      String id,
      String name,
      JsonNode condition,
      String stage,
      int version,
      Optional<Integer> publishedVersion,
      Instant changedAt) {

    static SegmentView of(Segment segment) {
      return new SegmentView(
          segment.id(),
          segment.name(),
          ConditionJson.write(segment.draft()),
          segment.stage().json(),
          segment.version(),
          segment.published(),
          segment.changedAt());
    }
  }

  /** A published version. */
  public record VersionView(
      String segmentId, int version, String name, JsonNode condition, Instant publishedAt) {

    static VersionView of(SegmentVersion version) {
      return new VersionView(
          version.segmentId(),
          version.number(),
          version.name(),
          ConditionJson.write(version.condition()),
          version.publishedAt());
    }
  }

  /**
   * How many people a published version means today.
   *
   * @param count null when it is between 1 and 9
   */
  public record CountView(String segmentId, int version, @Nullable Long count, boolean masked) {}

  /**
   * A condition in Japanese.
   *
   * @param version the published version; null for the draft
   */
  public record TextView(String segmentId, @Nullable Integer version, List<String> lines) {}

  /**
   * A difference in Japanese.
   *
   * @param from the published version; null when there is none yet
   * @param to the published version; null for the draft
   */
  public record DiffView(
      String segmentId, @Nullable Integer from, @Nullable Integer to, List<LineDiff.Line> lines) {}

  /** People with one value; null when between 1 and 9, or when it would give such a one away. */
  public record ChangeView(String value, @Nullable Long joining, @Nullable Long leaving) {}

  /** What publishing would change; counts between 1 and 9 are null. */
  public record ImpactView(
      String segmentId,
      @Nullable Long before,
      @Nullable Long after,
      @Nullable Long joining,
      @Nullable Long leaving,
      String by,
      List<ChangeView> changes) {

    static ImpactView of(String id, String by, Impact impact) {
      Map<String, Long> in = new TreeMap<>();
      Map<String, Long> out = new TreeMap<>();
      impact
          .by()
          .forEach(
              (value, change) -> {
                in.put(value, change.joining());
                out.put(value, change.leaving());
              });
      Map<String, Optional<Long>> joining = SmallCells.masked(in);
      Map<String, Optional<Long>> leaving = SmallCells.masked(out);
      return new ImpactView(
          id,
          masked(impact.before()),
          masked(impact.after()),
          masked(impact.joining()),
          masked(impact.leaving()),
          by,
          impact.by().entrySet().stream()
              .map(
                  change ->
                      new ChangeView(
                          change.getKey(),
                          joining.getOrDefault(change.getKey(), Optional.empty()).orElse(null),
                          leaving.getOrDefault(change.getKey(), Optional.empty()).orElse(null)))
              .toList());
    }
  }

  /** A case as staff send it: a made-up person as a row of the profile exchange. */
  public record ExampleJson(String name, JsonNode person, Optional<LocalDate> on, String expected) {

    Example example() {
      Verdict answer =
          switch (expected) {
            case "yes" -> Verdict.YES;
            case "no" -> Verdict.NO;
            case "unknown" -> Verdict.UNKNOWN;
            default ->
                throw new Refusal(
                    Problem.at(400, "invalid-examples", "/expected", "yes, no or unknown"));
          };
      return new Example(name, person.toString(), on, answer);
    }
  }

  /** All cases of a segment. */
  public record ExamplesJson(List<ExampleJson> examples) {}

  /** A case and how the draft answers it. */
  public record ExampleView(
      String name, Optional<LocalDate> on, String expected, String answered, boolean passes) {

    static ExampleView of(Segments.Outcome outcome) {
      return new ExampleView(
          outcome.example().name(),
          outcome.example().on(),
          outcome.example().expected().json(),
          outcome.answered().json(),
          outcome.answered() == outcome.example().expected());
    }
  }

  /** The decision as the citizen is told it, and how it came about. */
  public record ExplanationView(DecisionView decision, TraceView trace) {}

  /**
   * One node of a condition and its answer for a person.
   *
   * @param result {@code yes}, {@code no} or {@code unknown}
   * @param value the person's own value; null where it is not known or none is asked for
   */
  public record TraceView(
      String text, String result, @Nullable String value, List<TraceView> parts) {

    static TraceView of(Trace trace) {
      return new TraceView(
          trace.text(),
          trace.verdict().json(),
          trace.own().orElse(null),
          trace.parts().stream().map(TraceView::of).toList());
    }
  }

  private static @Nullable Long masked(long count) {
    return count > 0 && count < SMALLEST_COUNT ? null : count;
  }

  /** Segments by id. */
  @GET
  @AllowedTo({Role.EDITOR, Role.APPROVER, Role.SENDER, Role.AUDITOR})
  @Operation(summary = "Segments")
  public Page<SegmentView> list(
      @QueryParam("limit") @Nullable Integer limit, @QueryParam("cursor") @Nullable String cursor) {
    int size = Page.limit(limit, Page.MOST);
    return Page.of(segments.page(Page.after(cursor), size + 1), size, Segment::id)
        .map(SegmentView::of);
  }

  /** Begins a segment with a draft. */
  @POST
  @Idempotent
  @AllowedTo(Role.EDITOR)
  @Operation(summary = "Draft a segment")
  public Response create(SegmentDraft draft) {
    String id = draft.id().orElse("");
    if (!ID.matcher(id).matches()) {
      throw new Refusal(
          Problem.at(400, "invalid-id", "/id", "a letter, then letters, digits or -, at most 64"));
    }
    Segment created = segments.create(id, name(draft), condition(draft), caller.staffId());
    return Response.created(URI.create("staff/segments/" + id))
        .entity(SegmentView.of(created))
        .tag(Version.tag(created.version()))
        .build();
  }

  /** The segment with its draft. */
  @GET
  @Path("{id}")
  @AllowedTo({Role.EDITOR, Role.APPROVER, Role.SENDER, Role.AUDITOR})
  @Operation(summary = "One segment")
  public Response get(@PathParam("id") String id) {
    Segment segment = find(id);
    return Response.ok(SegmentView.of(segment)).tag(Version.tag(segment.version())).build();
  }

  /** Changes the draft. */
  @PUT
  @Path("{id}")
  @AllowedTo(Role.EDITOR)
  @Operation(summary = "Edit a segment's draft")
  public Response edit(
      @PathParam("id") String id,
      @HeaderParam("If-Match") @Nullable String ifMatch,
      SegmentDraft draft) {
    int expected = Version.expected(ifMatch);
    find(id);
    Segment edited = segments.edit(id, name(draft), condition(draft), expected, caller.staffId());
    return Response.ok(SegmentView.of(edited)).tag(Version.tag(edited.version())).build();
  }

  /** Says that the draft is ready; somebody else publishes it. */
  @POST
  @Path("{id}/submission")
  @Idempotent
  @AllowedTo(Role.EDITOR)
  @Operation(summary = "Submit a segment's draft for review")
  public Response submit(
      @PathParam("id") String id, @HeaderParam("If-Match") @Nullable String ifMatch) {
    Segment submitted = segments.submit(id, Version.expected(ifMatch));
    return Response.ok(SegmentView.of(submitted)).tag(Version.tag(submitted.version())).build();
  }

  /** Withdraws the segment; it decides nothing any more, its versions stay on record. */
  @POST
  @Path("{id}/retirement")
  @Idempotent
  @AllowedTo(Role.APPROVER)
  @Operation(summary = "Retire a segment")
  public Response retire(
      @PathParam("id") String id, @HeaderParam("If-Match") @Nullable String ifMatch) {
    Segment retired = segments.retire(id, Version.expected(ifMatch), caller.staffId());
    return Response.ok(SegmentView.of(retired)).tag(Version.tag(retired.version())).build();
  }

  /** Publishes the draft as the next immutable version. */
  @POST
  @Path("{id}/publication")
  @Idempotent
  @AllowedTo(Role.APPROVER)
  @Operation(summary = "Publish a segment")
  public Response publish(
      @PathParam("id") String id, @HeaderParam("If-Match") @Nullable String ifMatch) {
    int expected = Version.expected(ifMatch);
    Segment segment = find(id);
    if (segment.version() == expected && segment.changedBy().equals(caller.staffId())) {
      throw new Refusal(
          Problem.of(403, "forbidden-own-work", "somebody else publishes what you edited"));
    }
    SegmentVersion version = segments.publish(id, expected, caller.staffId());
    return Response.status(201)
        .entity(VersionView.of(version))
        .tag(Version.tag(expected + 1L))
        .build();
  }

  /** Every published version, the newest first. */
  @GET
  @Path("{id}/versions")
  @AllowedTo({Role.EDITOR, Role.APPROVER, Role.SENDER, Role.AUDITOR})
  @Operation(summary = "The published versions of a segment")
  public Page<VersionView> versions(@PathParam("id") String id) {
    find(id);
    return new Page<>(segments.versions(id).stream().map(VersionView::of).toList(), null);
  }

  /** A published version, as it will stand for ever. */
  @GET
  @Path("{id}/versions/{number}")
  @AllowedTo({Role.EDITOR, Role.APPROVER, Role.SENDER, Role.AUDITOR})
  @Operation(summary = "A published version of a segment")
  public VersionView version(@PathParam("id") String id, @PathParam("number") int number) {
    return segments
        .find(id, number)
        .map(VersionView::of)
        .orElseThrow(() -> new Refusal(Problem.notFound()));
  }

  /** The draft, or a published version, read back in Japanese. */
  @GET
  @Path("{id}/text")
  @AllowedTo({Role.EDITOR, Role.APPROVER, Role.SENDER, Role.AUDITOR})
  @Operation(summary = "A segment's condition read back in Japanese")
  public TextView text(
      @PathParam("id") String id, @QueryParam("version") @Nullable Integer version) {
    return new TextView(id, version, lines(condition(id, version)));
  }

  /** What changed between two published versions, or from the published one to the draft. */
  @GET
  @Path("{id}/diff")
  @AllowedTo({Role.EDITOR, Role.APPROVER, Role.AUDITOR})
  @Operation(summary = "What changed between two versions of a segment, in Japanese")
  public DiffView diff(
      @PathParam("id") String id,
      @QueryParam("from") @Nullable Integer from,
      @QueryParam("to") @Nullable Integer to) {
    Integer first = from == null ? find(id).published().orElse(null) : from;
    List<String> before = first == null ? List.of() : lines(condition(id, first));
    List<String> after = lines(condition(id, to));
    return new DiffView(id, first, to, LineDiff.of(before, after));
  }

  /** What an author should look at before publishing. */
  @GET
  @Path("{id}/lint")
  @AllowedTo({Role.EDITOR, Role.APPROVER, Role.AUDITOR})
  @Operation(summary = "What an author should look at before publishing")
  public Page<Finding> lint(@PathParam("id") String id) {
    return new Page<>(segments.lint(id), null);
  }

  /** How many would come in and fall out if the draft were published today. */
  @GET
  @Path("{id}/impact")
  @AllowedTo({Role.EDITOR, Role.APPROVER, Role.AUDITOR})
  @Operation(summary = "What publishing the draft would change, small counts masked")
  public ImpactView impact(
      @PathParam("id") String id, @QueryParam("by") @Nullable String attribute) {
    String by = attribute == null ? "ward" : attribute;
    keeper.step();
    Impact impact = audiences.impact(segments.publishedRule(id), segments.draftRule(id), by);
    return ImpactView.of(id, by, impact);
  }

  /** The examples of a segment, each with the draft's answer. */
  @GET
  @Path("{id}/examples")
  @AllowedTo({Role.EDITOR, Role.APPROVER, Role.AUDITOR})
  @Operation(summary = "Example cases of a segment and how the draft answers them")
  public Response examples(@PathParam("id") String id) {
    Segment segment = find(id);
    List<ExampleView> views = segments.examples(id).stream().map(ExampleView::of).toList();
    return Response.ok(new Page<>(views, null)).tag(Version.tag(segment.version())).build();
  }

  /** Replaces the examples; they are run before every publication. */
  @PUT
  @Path("{id}/examples")
  @AllowedTo(Role.EDITOR)
  @Operation(summary = "Replace the example cases of a segment")
  public Response exemplify(
      @PathParam("id") String id,
      @HeaderParam("If-Match") @Nullable String ifMatch,
      ExamplesJson json) {
    int expected = Version.expected(ifMatch);
    find(id);
    if (json.examples().size() > MOST_EXAMPLES) {
      throw new Refusal(
          Problem.at(400, "invalid-examples", "/examples", "at most " + MOST_EXAMPLES));
    }
    Segment edited =
        segments.exemplify(
            id,
            json.examples().stream().map(ExampleJson::example).toList(),
            expected,
            caller.staffId());
    List<ExampleView> views = segments.examples(id).stream().map(ExampleView::of).toList();
    return Response.ok(new Page<>(views, null)).tag(Version.tag(edited.version())).build();
  }

  private Condition condition(String id, @Nullable Integer version) {
    return version == null
        ? find(id).draft()
        : segments
            .find(id, version)
            .map(SegmentVersion::condition)
            .orElseThrow(() -> new Refusal(Problem.notFound()));
  }

  private List<String> lines(Condition condition) {
    return RuleText.of(condition, attributes.refresh());
  }

  /** How many people it means today; small counts are masked. */
  @GET
  @Path("{id}/count")
  @AllowedTo({Role.EDITOR, Role.APPROVER, Role.SENDER, Role.AUDITOR})
  @Operation(summary = "How many people a published segment means today")
  public CountView count(@PathParam("id") String id) {
    int number =
        find(id)
            .published()
            .orElseThrow(
                () ->
                    new Refusal(
                        Problem.of(409, "conflict-not-published", "the segment is a draft")));
    keeper.step();
    @Nullable Long count = masked(audiences.draft(condition(id, number)).size());
    return new CountView(id, number, count, count == null);
  }

  /** Why a sample profile is, is not, or may be in the draft, or in a published version. */
  @GET
  @Path("{id}/explanations")
  @AllowedTo({Role.EDITOR, Role.APPROVER, Role.AUDITOR})
  @Operation(summary = "Why a sample profile is or is not in a segment, node by node")
  public ExplanationView explainSample(
      @PathParam("id") String id,
      @QueryParam("sample") @Nullable String sample,
      @QueryParam("version") @Nullable Integer version) {
    attributes.refresh();
    find(id);
    Samples.Reader reader =
        samples
            .named(sample)
            .orElseThrow(
                () ->
                    new Refusal(
                        Problem.at(400, "invalid-sample", "sample", "names a sample profile")));
    return samples.explanation(
        reader,
        version == null
            ? segments.draftRule(id)
            : new Rule(Rule.Key.segment(id), version, condition(id, version)));
  }

  /** Why one person is, is not, or may be in it. */
  @GET
  @Path("{id}/explanations/{commonId}")
  @AllowedTo({Role.EDITOR, Role.APPROVER, Role.AUDITOR})
  @Operation(summary = "Why a person is or is not in a published segment, node by node")
  public ExplanationView explain(
      @PathParam("id") String id, @PathParam("commonId") String commonId) {
    Rule.Key key = Rule.Key.segment(id);
    RuleBook book = decisions.book();
    if (book.find(key).isEmpty()) {
      throw new Refusal(Problem.notFound());
    }
    Profile person = profiles.find(commonId).orElseThrow(() -> new Refusal(Problem.notFound()));
    return new ExplanationView(
        DecisionView.of(book.explain(key, person)), TraceView.of(book.trace(key, person)));
  }

  private Segment find(String id) {
    return segments.find(id).orElseThrow(() -> new Refusal(Problem.notFound()));
  }

  private Condition condition(SegmentDraft draft) {
    return ConditionJson.read(draft.condition(), attributes.refresh(), "/condition");
  }

  private static String name(SegmentDraft draft) {
    if (draft.name().isBlank() || draft.name().length() > 200) {
      throw new Refusal(Problem.at(400, "invalid-name", "/name", "1 to 200 characters"));
    }
    return draft.name();
  }
}

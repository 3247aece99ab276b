package jp.todoke.api.templates;

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
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import jp.todoke.api.problems.Problem;
import jp.todoke.api.problems.Refusal;
import jp.todoke.api.rest.Idempotent;
import jp.todoke.api.rest.Page;
import jp.todoke.api.rest.Values;
import jp.todoke.api.rest.Version;
import jp.todoke.api.security.AllowedTo;
import jp.todoke.api.security.Role;
import jp.todoke.api.staff.Samples;
import jp.todoke.segmentation.profiles.Profile;
import jp.todoke.segmentation.profiles.Profiles;
import jp.todoke.segmentation.reach.Reach;
import jp.todoke.segmentation.segments.Example;
import jp.todoke.segmentation.segments.Segments;
import jp.todoke.templates.MessageTemplate;
import jp.todoke.templates.Rendering;
import jp.todoke.templates.TemplateDraft;
import jp.todoke.templates.Templates;
import jp.todoke.templates.Variant;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** {@code /staff/templates}: wordings by language, each edit a new version. */
@Path("/staff/templates")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class TemplatesResource {

  @Inject private Templates templates;
  @Inject private Profiles profiles;
  @Inject private Segments segments;
  @Inject private Samples samples;

  /** One language's words. */
  public record VariantJson(String subject, String text, Optional<String> html) {}

  /** A template as staff send it. */
  public record TemplateJson(
      Optional<String> id,
      String title,
      Optional<Boolean> sensitive,
      Map<String, VariantJson> variants) {

    TemplateDraft draft() {
      Map<String, Variant> words = new LinkedHashMap<>();
      variants.forEach(
          (language, variant) ->
              words.put(language, new Variant(variant.subject(), variant.text(), variant.html())));
      return new TemplateDraft(title, sensitive.orElse(false), words);
    }
  }

  /** A version as staff see it. */
  public record TemplateView(
      String id,
      int version,
      String title,
      boolean sensitive,
      Map<String, VariantJson> variants,
      Set<String> variables,
      Instant savedAt) {}

  /**
   * The values to try a template with.
   *
   * @param profile a made-up person as a row of the exchange, kept nowhere; their language is taken
   *     where none is asked for
   * @param example a person that is kept by name: one of a segment's examples, in place of {@code
   *     profile}
   * @param version a version that was saved, such as the one a campaign pins; the newest where none
   *     is named
   */
  public record PreviewJson(
      Optional<String> language,
      Optional<JsonNode> values,
      Optional<JsonNode> profile,
      Optional<ExampleRef> example,
      Optional<Integer> version) {}

  /** The name of an example of a segment. */
  public record ExampleRef(String segmentId, String name) {}

  private String example(ExampleRef ref) {
    return segments
        .find(ref.segmentId())
        .flatMap(
            segment ->
                segment.examples().stream()
                    .filter(example -> example.name().equals(ref.name()))
                    .findFirst())
        .map(Example::person)
        .orElseThrow(
            () ->
                new Refusal(
                    Problem.at(400, "invalid-example", "/example", "there is no such example")));
  }

  /** Whether the made-up person could be reached with a push: {@code reachable}, or why not. */
  public record ReachView(String route, String reach) {}

  /**
   * What a template looks like.
   *
   * @param missing the values it still needs; the texts are empty then
   * @param routes of a made-up person; empty for a sample profile, which has no contact points
   */
  public record PreviewView(
      String subject,
      String text,
      @Nullable String html,
      String language,
      boolean fallback,
      Set<String> missing,
      List<ReachView> routes) {}

  /** Templates by id, the latest version of each. */
  @GET
  @AllowedTo({Role.EDITOR, Role.APPROVER, Role.SENDER, Role.AUDITOR})
  @Operation(summary = "Message templates")
  public Page<TemplateView> list(
      @QueryParam("limit") @Nullable Integer limit, @QueryParam("cursor") @Nullable String cursor) {
    int size = Page.limit(limit, Page.MOST);
    return Page.of(templates.page(Page.after(cursor), size + 1), size, MessageTemplate::id)
        .map(this::view);
  }

  /** Begins a template. */
  @POST
  @Idempotent
  @AllowedTo(Role.EDITOR)
  @Operation(summary = "Begin a message template")
  public Response create(TemplateJson json) {
    MessageTemplate created = templates.create(json.id().orElse(""), json.draft());
    return Response.created(URI.create("staff/templates/" + created.id()))
        .entity(view(created))
        .tag(Version.tag(created.version()))
        .build();
  }

  /** The latest version, or the one asked for. */
  @GET
  @Path("{id}")
  @AllowedTo({Role.EDITOR, Role.APPROVER, Role.SENDER, Role.AUDITOR})
  @Operation(summary = "One message template")
  public Response get(
      @PathParam("id") String id, @QueryParam("version") @Nullable Integer version) {
    MessageTemplate template =
        (version == null ? templates.find(id) : templates.find(id, version))
            .orElseThrow(() -> new Refusal(Problem.notFound()));
    return Response.ok(view(template)).tag(Version.tag(template.version())).build();
  }

  /** Saves the next version; the one before stays for the campaigns that pinned it. */
  @PUT
  @Path("{id}")
  @AllowedTo(Role.EDITOR)
  @Operation(summary = "Save the next version of a message template")
  public Response revise(
      @PathParam("id") String id,
      @HeaderParam("If-Match") @Nullable String ifMatch,
      TemplateJson json) {
    MessageTemplate revised = templates.revise(id, Version.expected(ifMatch), json.draft());
    return Response.ok(view(revised)).tag(Version.tag(revised.version())).build();
  }

  /**
   * Shows what it looks like with some values.
   *
   * @param sample a sample profile in place of {@code profile} and {@code example}: it is read in
   *     their language, with their values where none are given
   */
  @POST
  @Path("{id}/preview")
  @AllowedTo({Role.EDITOR, Role.APPROVER})
  @Operation(summary = "Preview a message template")
  public PreviewView preview(
      @PathParam("id") String id, @QueryParam("sample") @Nullable String sample, PreviewJson json) {
    MessageTemplate template =
        json.version()
            .map(version -> templates.find(id, version))
            .orElseGet(() -> templates.find(id))
            .orElseThrow(() -> new Refusal(Problem.notFound()));
    Optional<Samples.Reader> named = samples.named(sample);
    Map<String, Object> values = new LinkedHashMap<>();
    named.ifPresent(reader -> values.putAll(Values.of(reader.sample().values())));
    json.values().map(Values::of).ifPresent(values::putAll);
    Optional<Profile> madeUp =
        json.example()
            .map(this::example)
            .or(() -> json.profile().filter(row -> !row.isNull()).map(JsonNode::toString))
            .map(profiles::madeUp);
    if (named.isPresent() && madeUp.isPresent()) {
      throw new Refusal(
          Problem.at(400, "invalid-sample", "sample", "one reader: sample, example or profile"));
    }
    List<ReachView> routes = madeUp.map(TemplatesResource::routes).orElse(List.of());
    Optional<Profile> reader = named.map(Samples.Reader::person).or(() -> madeUp);
    String language =
        json.language().or(() -> reader.map(Profile::language)).orElse(MessageTemplate.JAPANESE);
    return switch (templates.render(template, language, values)) {
      case Rendering.Rendered rendered ->
          new PreviewView(
              rendered.subject(),
              rendered.text(),
              rendered.html().orElse(null),
              rendered.language(),
              rendered.fallback(),
              Set.of(),
              routes);
      case Rendering.ValuesMissing missing ->
          new PreviewView("", "", null, language, false, missing.names(), routes);
    };
  }

  private static List<ReachView> routes(Profile reader) {
    return Arrays.stream(Reach.Way.values())
        .map(
            way ->
                new ReachView(
                    way.name().toLowerCase(Locale.ROOT),
                    switch (Reach.of(reader, way, Reach.Weight.PUSH)) {
                      case Reach.Reachable reachable -> "reachable";
                      case Reach.Unreachable(Reach.Barrier barrier) -> barrier.json();
                    }))
        .toList();
  }

  private TemplateView view(MessageTemplate template) {
    Map<String, VariantJson> words = new TreeMap<>();
    template
        .variants()
        .forEach(
            (language, variant) ->
                words.put(
                    language, new VariantJson(variant.subject(), variant.text(), variant.html())));
    return new TemplateView(
        template.id(),
        template.version(),
        template.title(),
        template.sensitive(),
        words,
        templates.variables(template),
        template.savedAt());
  }
}

package jp.todoke.api.programs;

import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import jp.todoke.api.problems.Problem;
import jp.todoke.api.problems.Refusal;
import jp.todoke.api.ratings.Ratings;
import jp.todoke.api.rest.Filter;
import jp.todoke.api.rest.Idempotent;
import jp.todoke.api.rest.Language;
import jp.todoke.api.rest.Page;
import jp.todoke.api.rest.Version;
import jp.todoke.api.security.AllowedTo;
import jp.todoke.api.security.OpenToAll;
import jp.todoke.api.security.Role;
import jp.todoke.faq.answers.Opinions;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** {@code /programs}: the registry as anybody may read it. */
@Path("/programs")
@Produces(MediaType.APPLICATION_JSON)
public class ProgramsResource {

  static final Map<String, Filter.Field> FIELDS =
      Map.of(
          "id", new Filter.Field("_id", Filter.Kind.TEXT),
          "title", new Filter.Field("title", Filter.Kind.TEXT),
          "authority", new Filter.Field("authority", Filter.Kind.TEXT),
          "category", new Filter.Field("categories", Filter.Kind.TEXT),
          "changedAt", new Filter.Field("changedAt", Filter.Kind.INSTANT));

  @Inject private Programs programs;
  @Inject private Ratings ratings;

  /** Programs by id. */
  @GET
  @OpenToAll
  @Operation(summary = "The program registry")
  public Response list(
      @QueryParam("limit") @Nullable Integer limit,
      @QueryParam("cursor") @Nullable String cursor,
      @QueryParam("filter") @Nullable String filter,
      @QueryParam("locale") @Nullable String locale,
      @HeaderParam(HttpHeaders.ACCEPT_LANGUAGE) @Nullable String acceptLanguage) {
    int size = Page.limit(limit, Page.MOST);
    boolean fallback = !Language.asked(locale, acceptLanguage).japanese();
    Page<ProgramView> page =
        Page.of(
                programs.page(Filter.read(filter, FIELDS), Page.after(cursor), size + 1),
                size,
                Program::id)
            .map(program -> ProgramView.of(program, fallback));
    return Response.ok(page).header(HttpHeaders.CONTENT_LANGUAGE, "ja").build();
  }

  /** One program. */
  @GET
  @Path("{id}")
  @OpenToAll
  @Operation(summary = "One program")
  public Response get(
      @PathParam("id") String id,
      @QueryParam("locale") @Nullable String locale,
      @HeaderParam(HttpHeaders.ACCEPT_LANGUAGE) @Nullable String acceptLanguage) {
    Program program = programs.find(id).orElseThrow(() -> new Refusal(Problem.notFound()));
    boolean fallback = !Language.asked(locale, acceptLanguage).japanese();
    return Response.ok(ProgramView.of(program, fallback))
        .tag(Version.tag(program.version()))
        .header(HttpHeaders.CONTENT_LANGUAGE, "ja")
        .build();
  }

  /** Says whether it helped, once a day; a citizen, or a system that passes it on. */
  @POST
  @Path("{id}/rating")
  @Consumes(MediaType.APPLICATION_JSON)
  @Idempotent
  @AllowedTo({Role.CITIZEN, Role.SYSTEM})
  @Operation(summary = "Rate a program")
  public Response rate(@PathParam("id") String id, Ratings.RatingJson rating) {
    if (programs.find(id).isEmpty()) {
      throw new Refusal(Problem.notFound());
    }
    return ratings.take(Opinions.Subject.PROGRAM, id, rating);
  }
}

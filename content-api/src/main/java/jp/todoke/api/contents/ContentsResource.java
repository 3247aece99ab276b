package jp.todoke.api.contents;

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
import java.time.Clock;
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

/** {@code /contents}: what the content systems say, as anybody may read it. */
@Path("/contents")
@Produces(MediaType.APPLICATION_JSON)
public class ContentsResource {

  private static final Map<String, Filter.Field> FIELDS =
      Map.of(
          "id", new Filter.Field("_id", Filter.Kind.TEXT),
          "sourceId", new Filter.Field("sourceId", Filter.Kind.TEXT),
          "title", new Filter.Field("title", Filter.Kind.TEXT),
          "language", new Filter.Field("language", Filter.Kind.TEXT),
          "category", new Filter.Field("categories", Filter.Kind.TEXT),
          "publishedAt", new Filter.Field("publishedAt", Filter.Kind.INSTANT),
          "modifiedAt", new Filter.Field("modifiedAt", Filter.Kind.INSTANT));

  @Inject private Contents contents;
  @Inject private Ratings ratings;
  @Inject private Clock clock;

  /** Items by id. */
  @GET
  @OpenToAll
  @Operation(summary = "Contents")
  public Response list(
      @QueryParam("limit") @Nullable Integer limit,
      @QueryParam("cursor") @Nullable String cursor,
      @QueryParam("filter") @Nullable String filter,
      @QueryParam("locale") @Nullable String locale,
      @HeaderParam(HttpHeaders.ACCEPT_LANGUAGE) @Nullable String acceptLanguage) {
    int size = Page.limit(limit, Page.MOST);
    Language asked = Language.asked(locale, acceptLanguage);
    Page<ContentView> page =
        Page.of(
                contents.page(Filter.read(filter, FIELDS), Page.after(cursor), size + 1),
                size,
                ContentItem::id)
            .map(item -> ContentView.of(item, asked));
    return Response.ok(page).build();
  }

  /** One item. */
  @GET
  @Path("{id}")
  @OpenToAll
  @Operation(summary = "One content item")
  public Response get(
      @PathParam("id") String id,
      @QueryParam("locale") @Nullable String locale,
      @HeaderParam(HttpHeaders.ACCEPT_LANGUAGE) @Nullable String acceptLanguage) {
    ContentItem item =
        contents
            .find(id)
            .filter(found -> found.shownAt(clock.instant()))
            .orElseThrow(() -> new Refusal(Problem.notFound()));
    ContentView view = ContentView.of(item, Language.asked(locale, acceptLanguage));
    return Response.ok(view)
        .tag(Version.tag(item.version()))
        .header(HttpHeaders.CONTENT_LANGUAGE, item.language())
        .build();
  }

  /** Says whether it helped, once a day; a citizen, or a system that passes it on. */
  @POST
  @Path("{id}/rating")
  @Consumes(MediaType.APPLICATION_JSON)
  @Idempotent
  @AllowedTo({Role.CITIZEN, Role.SYSTEM})
  @Operation(summary = "Rate a content item")
  public Response rate(@PathParam("id") String id, Ratings.RatingJson rating) {
    if (contents.find(id).filter(found -> found.shownAt(clock.instant())).isEmpty()) {
      throw new Refusal(Problem.notFound());
    }
    return ratings.take(Opinions.Subject.CONTENT, id, rating);
  }
}

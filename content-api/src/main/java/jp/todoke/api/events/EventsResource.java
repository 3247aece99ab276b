package jp.todoke.api.events;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
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
import jp.todoke.api.rest.Filter;
import jp.todoke.api.rest.Language;
import jp.todoke.api.rest.Page;
import jp.todoke.api.rest.Version;
import jp.todoke.api.security.OpenToAll;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** {@code /events}: city events as anybody may read them. */
@Path("/events")
@Produces(MediaType.APPLICATION_JSON)
public class EventsResource {

  /** Days are compared as instants at 00:00 UTC, which is how they are stored. */
  static final Map<String, Filter.Field> FIELDS =
      Map.of(
          "id", new Filter.Field("_id", Filter.Kind.TEXT),
          "title", new Filter.Field("title", Filter.Kind.TEXT),
          "category", new Filter.Field("category", Filter.Kind.TEXT),
          "placeName", new Filter.Field("placeName", Filter.Kind.TEXT),
          "address", new Filter.Field("address", Filter.Kind.TEXT),
          "startOn", new Filter.Field("startOn", Filter.Kind.DAY),
          "endOn", new Filter.Field("endOn", Filter.Kind.DAY),
          "changedAt", new Filter.Field("changedAt", Filter.Kind.INSTANT));

  @Inject private Events events;

  /** Events by id. */
  @GET
  @OpenToAll
  @Operation(summary = "City events")
  public Response list(
      @QueryParam("limit") @Nullable Integer limit,
      @QueryParam("cursor") @Nullable String cursor,
      @QueryParam("filter") @Nullable String filter,
      @QueryParam("locale") @Nullable String locale,
      @HeaderParam(HttpHeaders.ACCEPT_LANGUAGE) @Nullable String acceptLanguage) {
    int size = Page.limit(limit, Page.MOST);
    boolean fallback = !Language.asked(locale, acceptLanguage).japanese();
    Page<EventView> page =
        Page.of(
                events.page(Filter.read(filter, FIELDS), Page.after(cursor), size + 1),
                size,
                CityEvent::id)
            .map(event -> EventView.of(event, fallback));
    return Response.ok(page).header(HttpHeaders.CONTENT_LANGUAGE, "ja").build();
  }

  /** One event. */
  @GET
  @Path("{id}")
  @OpenToAll
  @Operation(summary = "One city event")
  public Response get(
      @PathParam("id") String id,
      @QueryParam("locale") @Nullable String locale,
      @HeaderParam(HttpHeaders.ACCEPT_LANGUAGE) @Nullable String acceptLanguage) {
    CityEvent event = events.find(id).orElseThrow(() -> new Refusal(Problem.notFound()));
    boolean fallback = !Language.asked(locale, acceptLanguage).japanese();
    return Response.ok(EventView.of(event, fallback))
        .tag(Version.tag(event.version()))
        .header(HttpHeaders.CONTENT_LANGUAGE, "ja")
        .build();
  }
}

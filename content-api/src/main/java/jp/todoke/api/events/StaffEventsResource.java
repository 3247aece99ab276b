package jp.todoke.api.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import jp.todoke.api.problems.Problem;
import jp.todoke.api.problems.Problems;
import jp.todoke.api.problems.Refusal;
import jp.todoke.api.rest.Filter;
import jp.todoke.api.rest.Json;
import jp.todoke.api.rest.Lines;
import jp.todoke.api.rest.Page;
import jp.todoke.api.rest.Rows;
import jp.todoke.api.rest.Version;
import jp.todoke.api.security.AllowedTo;
import jp.todoke.api.security.Role;
import jp.todoke.segmentation.segments.Segments;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** {@code /staff/events}: city events as staff keep them. */
@Path("/staff/events")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class StaffEventsResource {

  private static final int LARGEST_TABLE = 32 * 1024 * 1024;

  @Inject private Events events;
  @Inject private Segments segments;

  /** Events by id. */
  @GET
  @AllowedTo({Role.EDITOR, Role.APPROVER, Role.AUDITOR})
  @Operation(summary = "City events, for staff")
  public Page<EventView> list(
      @QueryParam("limit") @Nullable Integer limit,
      @QueryParam("cursor") @Nullable String cursor,
      @QueryParam("filter") @Nullable String filter) {
    int size = Page.limit(limit, Page.MOST);
    return Page.of(
            events.page(Filter.read(filter, EventsResource.FIELDS), Page.after(cursor), size + 1),
            size,
            CityEvent::id)
        .map(EventView::forStaff);
  }

  /** Takes the national event table; each row is answered by its own line. */
  @PUT
  @Consumes("text/csv")
  @Produces(Rows.NDJSON)
  @AllowedTo({Role.EDITOR, Role.SYSTEM})
  @Operation(summary = "Import the national event table (50 columns)")
  public Response importTable(InputStream body) throws IOException {
    byte[] file = body.readNBytes(LARGEST_TABLE + 1);
    if (file.length > LARGEST_TABLE) {
      throw new Refusal(
          Problem.of(413, "invalid-body-size", "a table has at most " + LARGEST_TABLE + " bytes"));
    }
    return Rows.answer(
        sink -> {
          try (Events.Import rows = events.begin(sink::ok)) {
            EventCsv.each(
                file,
                events.now(),
                row -> {
                  switch (row) {
                    case EventCsv.Row.Good(long number, CityEvent event) -> rows.add(number, event);
                    case EventCsv.Row.Bad(long number, String code, String detail) ->
                        sink.refused(number, code, detail);
                  }
                });
          } catch (EventCsv.Unreadable unreadable) {
            throw new Refusal(
                Problem.of(400, unreadable.code(), String.valueOf(unreadable.getMessage())));
          }
        });
  }

  /** Takes many events, one JSON object a line; each is answered by its own line. */
  @PUT
  @Consumes(Rows.NDJSON)
  @Produces(Rows.NDJSON)
  @AllowedTo({Role.EDITOR, Role.SYSTEM})
  @Operation(summary = "Import city events as NDJSON")
  public Response importRows(InputStream body) {
    return Rows.answer(
        sink -> {
          try (Events.Import rows = events.begin(sink::ok)) {
            Lines.each(body, (row, line) -> take(rows, row, line, sink));
          }
        });
  }

  private void take(Events.Import rows, long row, String line, Rows.Sink sink) {
    try {
      EventJson json = Json.row(line, EventJson.class);
      rows.add(row, event(json.id().orElse(""), json));
    } catch (JsonProcessingException malformed) {
      sink.refused(row, "invalid-json", "not an event in JSON");
    } catch (RuntimeException refused) {
      Problem problem = Problems.of(refused);
      if (problem.status() >= 500) {
        throw refused;
      }
      sink.refused(row, problem.code(), problem.detail());
    }
  }

  /** One event. */
  @GET
  @Path("{id}")
  @AllowedTo({Role.EDITOR, Role.APPROVER, Role.AUDITOR})
  @Operation(summary = "One city event, for staff")
  public Response get(@PathParam("id") String id) {
    CityEvent event = events.find(id).orElseThrow(() -> new Refusal(Problem.notFound()));
    return answer(event);
  }

  /** Adds an event ({@code If-Match: "0"}) or replaces its content. */
  @PUT
  @Path("{id}")
  @AllowedTo(Role.EDITOR)
  @Operation(summary = "Add (If-Match: \"0\") or edit a city event")
  public Response replace(
      @PathParam("id") String id,
      @HeaderParam("If-Match") @Nullable String ifMatch,
      EventJson json) {
    int expected = Version.expected(ifMatch);
    if (expected > 0 && events.find(id).isEmpty()) {
      throw new Refusal(Problem.notFound());
    }
    return answer(events.put(event(id, json), expected));
  }

  /** Removes an event. */
  @DELETE
  @Path("{id}")
  @AllowedTo(Role.EDITOR)
  @Operation(summary = "Remove a city event")
  public Response delete(
      @PathParam("id") String id, @HeaderParam("If-Match") @Nullable String ifMatch) {
    int expected = Version.expected(ifMatch);
    if (events.find(id).isEmpty()) {
      throw new Refusal(Problem.notFound());
    }
    events.delete(id, expected);
    return Response.noContent().build();
  }

  private CityEvent event(String id, EventJson json) {
    CityEvent event = json.event(id, events.now());
    if (event.segmentId().filter(segment -> segments.find(segment).isEmpty()).isPresent()) {
      throw new Refusal(
          Problem.at(422, "invalid-segment-missing", "/segmentId", "there is no such segment"));
    }
    return event;
  }

  private static Response answer(CityEvent event) {
    return Response.ok(EventView.forStaff(event)).tag(Version.tag(event.version())).build();
  }
}

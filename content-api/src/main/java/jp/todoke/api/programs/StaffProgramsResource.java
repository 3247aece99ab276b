package jp.todoke.api.programs;

import com.fasterxml.jackson.core.JsonProcessingException;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
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
import java.io.InputStream;
import java.net.URI;
import jp.todoke.api.problems.Problem;
import jp.todoke.api.problems.Problems;
import jp.todoke.api.problems.Refusal;
import jp.todoke.api.rest.Filter;
import jp.todoke.api.rest.Idempotent;
import jp.todoke.api.rest.Json;
import jp.todoke.api.rest.Lines;
import jp.todoke.api.rest.Page;
import jp.todoke.api.rest.Rows;
import jp.todoke.api.rest.Version;
import jp.todoke.api.security.AllowedTo;
import jp.todoke.api.security.Role;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** {@code /staff/programs}: the registry as staff keep it. */
@Path("/staff/programs")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class StaffProgramsResource {

  @Inject private Programs programs;

  /** Programs by id. */
  @GET
  @AllowedTo({Role.EDITOR, Role.APPROVER, Role.AUDITOR})
  @Operation(summary = "The registry, for staff")
  public Page<ProgramView> list(
      @QueryParam("limit") @Nullable Integer limit,
      @QueryParam("cursor") @Nullable String cursor,
      @QueryParam("filter") @Nullable String filter) {
    int size = Page.limit(limit, Page.MOST);
    return Page.of(
            programs.page(
                Filter.read(filter, ProgramsResource.FIELDS), Page.after(cursor), size + 1),
            size,
            Program::id)
        .map(program -> ProgramView.of(program, false));
  }

  /** Adds a program. */
  @POST
  @Idempotent
  @AllowedTo(Role.EDITOR)
  @Operation(summary = "Add a program")
  public Response create(ProgramJson json) {
    Program created = programs.create(json);
    return Response.created(URI.create("staff/programs/" + created.id()))
        .entity(ProgramView.of(created, false))
        .tag(Version.tag(created.version()))
        .build();
  }

  /** Takes many programs, one JSON object a line; each is answered by its own line. */
  @PUT
  @Consumes(Rows.NDJSON)
  @Produces(Rows.NDJSON)
  @AllowedTo({Role.EDITOR, Role.SYSTEM})
  @Operation(summary = "Import programs as NDJSON")
  public Response importAll(InputStream body) {
    return Rows.answer(
        sink -> {
          try (Programs.Import rows = programs.begin(sink::ok)) {
            Lines.each(body, (row, line) -> take(rows, row, line, sink));
          }
        });
  }

  private static void take(Programs.Import rows, long row, String line, Rows.Sink sink) {
    try {
      rows.add(row, Json.row(line, ProgramJson.class));
    } catch (JsonProcessingException malformed) {
      sink.refused(row, "invalid-json", "not a program in JSON");
    } catch (RuntimeException refused) {
      Problem problem = Problems.of(refused);
      if (problem.status() >= 500) {
        throw refused;
      }
      sink.refused(row, problem.code(), problem.detail());
    }
  }

  /** One program. */
  @GET
  @Path("{id}")
  @AllowedTo({Role.EDITOR, Role.APPROVER, Role.AUDITOR})
  @Operation(summary = "One program, for staff")
  public Response get(@PathParam("id") String id) {
    Program program = programs.find(id).orElseThrow(() -> new Refusal(Problem.notFound()));
    return Response.ok(ProgramView.of(program, false)).tag(Version.tag(program.version())).build();
  }

  /** Replaces a program's content. */
  @PUT
  @Path("{id}")
  @AllowedTo(Role.EDITOR)
  @Operation(summary = "Edit a program")
  public Response replace(
      @PathParam("id") String id,
      @HeaderParam("If-Match") @Nullable String ifMatch,
      ProgramJson json) {
    int expected = Version.expected(ifMatch);
    if (programs.find(id).isEmpty()) {
      throw new Refusal(Problem.notFound());
    }
    Program replaced = programs.replace(id, json, expected);
    return Response.ok(ProgramView.of(replaced, false))
        .tag(Version.tag(replaced.version()))
        .build();
  }

  /** Takes a program out of the registry. */
  @DELETE
  @Path("{id}")
  @AllowedTo(Role.EDITOR)
  @Operation(summary = "Remove a program")
  public Response delete(
      @PathParam("id") String id, @HeaderParam("If-Match") @Nullable String ifMatch) {
    int expected = Version.expected(ifMatch);
    if (programs.find(id).isEmpty()) {
      throw new Refusal(Problem.notFound());
    }
    programs.delete(id, expected);
    return Response.noContent().build();
  }
}

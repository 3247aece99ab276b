package jp.todoke.api.sources;

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
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import jp.todoke.api.problems.Problem;
import jp.todoke.api.problems.Refusal;
import jp.todoke.api.rest.Idempotent;
import jp.todoke.api.rest.Page;
import jp.todoke.api.rest.Version;
import jp.todoke.api.security.AllowedTo;
import jp.todoke.api.security.Role;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** {@code /staff/sources}: where contents come from and how each source fares. */
@Path("/staff/sources")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class SourcesResource {

  @Inject private Sources sources;

  /**
   * A source as staff see it.
   *
   * @param failures in a row; 0 when the last pull went well
   * @param lastError a short code, for instance {@code http-500}
   * @param counts of the last pull or sweep that went well
   */
  public record SourceView(
      String id,
      String type,
      String url,
      String language,
      boolean enabled,
      Duration interval,
      int version,
      Optional<Instant> lastOkAt,
      Optional<Instant> lastTriedAt,
      Instant nextTryAt,
      int failures,
      Optional<String> lastError,
      Optional<Instant> sweptAt,
      Source.Counts counts) {

    static SourceView of(Source source) {
      Source.State state = source.state();
      return new SourceView(
          source.id(),
          source.type().json(),
          source.url().toString(),
          source.language(),
          source.enabled(),
          source.interval(),
          source.version(),
          state.lastOkAt(),
          state.lastTriedAt(),
          state.nextTryAt(),
          state.failures(),
          state.lastError(),
          state.sweptAt(),
          state.counts());
    }
  }

  /** Sources by id. */
  @GET
  @AllowedTo({Role.ADMIN, Role.EDITOR, Role.APPROVER, Role.AUDITOR})
  @Operation(summary = "Sources of contents, with how they fare")
  public Page<SourceView> list(
      @QueryParam("limit") @Nullable Integer limit, @QueryParam("cursor") @Nullable String cursor) {
    int size = Page.limit(limit, Page.MOST);
    return Page.of(sources.page(Page.after(cursor), size + 1), size, Source::id)
        .map(SourceView::of);
  }

  /** Adds a source. */
  @POST
  @Idempotent
  @AllowedTo(Role.ADMIN)
  @Operation(summary = "Add a source of contents")
  public Response create(SourceJson json) {
    Source created = sources.create(json);
    return Response.created(URI.create("staff/sources/" + created.id()))
        .entity(SourceView.of(created))
        .tag(Version.tag(created.version()))
        .build();
  }

  /** One source. */
  @GET
  @Path("{id}")
  @AllowedTo({Role.ADMIN, Role.EDITOR, Role.APPROVER, Role.AUDITOR})
  @Operation(summary = "One source of contents")
  public Response get(@PathParam("id") String id) {
    Source source = known(id);
    return Response.ok(SourceView.of(source)).tag(Version.tag(source.version())).build();
  }

  /** Edits a source. */
  @PUT
  @Path("{id}")
  @AllowedTo(Role.ADMIN)
  @Operation(summary = "Edit a source of contents")
  public Response replace(
      @PathParam("id") String id,
      @HeaderParam("If-Match") @Nullable String ifMatch,
      SourceJson json) {
    int expected = Version.expected(ifMatch);
    known(id);
    Source replaced = sources.replace(id, json, expected);
    return Response.ok(SourceView.of(replaced)).tag(Version.tag(replaced.version())).build();
  }

  /** Removes a source and withdraws its contents. */
  @DELETE
  @Path("{id}")
  @AllowedTo(Role.ADMIN)
  @Operation(summary = "Remove a source and withdraw its contents")
  public Response delete(
      @PathParam("id") String id, @HeaderParam("If-Match") @Nullable String ifMatch) {
    int expected = Version.expected(ifMatch);
    known(id);
    sources.delete(id, expected);
    return Response.noContent().build();
  }

  /** Pulls now. */
  @POST
  @Path("{id}/pull")
  @AllowedTo(Role.ADMIN)
  @Operation(summary = "Pull a source now")
  public Source.Counts pull(@PathParam("id") String id) {
    known(id);
    return sources.pull(id);
  }

  /** What could not be read. */
  @GET
  @Path("{id}/dead-items")
  @AllowedTo({Role.ADMIN, Role.EDITOR, Role.APPROVER, Role.AUDITOR})
  @Operation(summary = "Items of a source that could not be read")
  public Page<DeadItems.DeadItem> deadItems(
      @PathParam("id") String id,
      @QueryParam("limit") @Nullable Integer limit,
      @QueryParam("cursor") @Nullable String cursor) {
    known(id);
    int size = Page.limit(limit, Page.MOST);
    return Page.of(
        sources.deadItems(id, Page.after(cursor), size + 1), size, DeadItems.DeadItem::id);
  }

  private Source known(String id) {
    return sources.find(id).orElseThrow(() -> new Refusal(Problem.notFound()));
  }
}

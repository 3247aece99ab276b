package jp.todoke.api.contents;

import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import jp.todoke.api.problems.Problem;
import jp.todoke.api.problems.Refusal;
import jp.todoke.api.rest.Version;
import jp.todoke.api.security.AllowedTo;
import jp.todoke.api.security.Role;
import jp.todoke.segmentation.segments.Segments;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** {@code /staff/contents/{id}/segment}: whom staff mean an item for. */
@Path("/staff/contents/{id}/segment")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class StaffContentsResource {

  @Inject private Contents contents;
  @Inject private Segments segments;

  /**
   * What staff decide.
   *
   * @param segmentId absent or null: everybody
   */
  public record SegmentJson(Optional<String> segmentId, Optional<Boolean> pinned) {}

  /** What was decided. */
  @GET
  @AllowedTo({Role.EDITOR, Role.APPROVER, Role.AUDITOR})
  @Operation(summary = "Whom a content item is meant for")
  public Response get(@PathParam("id") String id) {
    find(id);
    return answer(contents.mark(id));
  }

  /** Decides. */
  @PUT
  @AllowedTo(Role.EDITOR)
  @Operation(summary = "Set whom a content item is meant for, and whether it is pinned")
  public Response put(
      @PathParam("id") String id,
      @HeaderParam("If-Match") @Nullable String ifMatch,
      SegmentJson json) {
    int expected = Version.expected(ifMatch);
    find(id);
    json.segmentId()
        .filter(segment -> segments.find(segment).isEmpty())
        .ifPresent(
            unknown -> {
              throw new Refusal(
                  Problem.at(
                      422, "invalid-segment-missing", "/segmentId", "there is no such segment"));
            });
    return answer(contents.mark(id, json.segmentId(), json.pinned().orElse(false), expected));
  }

  private void find(String id) {
    if (contents.find(id).isEmpty()) {
      throw new Refusal(Problem.notFound());
    }
  }

  private static Response answer(ContentMark mark) {
    return Response.ok(mark).tag(Version.tag(mark.version())).build();
  }
}

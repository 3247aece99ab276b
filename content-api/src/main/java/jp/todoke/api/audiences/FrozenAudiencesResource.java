package jp.todoke.api.audiences;

import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import jp.todoke.api.problems.Problem;
import jp.todoke.api.problems.Refusal;
import jp.todoke.api.rest.Idempotent;
import jp.todoke.api.rest.Page;
import jp.todoke.api.security.AllowedTo;
import jp.todoke.api.security.CurrentCaller;
import jp.todoke.api.security.Role;
import jp.todoke.segmentation.audiences.FrozenAudience;
import jp.todoke.segmentation.audiences.FrozenAudiences;
import jp.todoke.segmentation.segments.Segments;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** {@code /staff/frozen-audiences}: gives another system leave to ask who is in a segment (#37). */
@Path("/staff/frozen-audiences")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class FrozenAudiencesResource {

  @Inject private FrozenAudiences audiences;
  @Inject private Segments segments;
  @Inject private CurrentCaller caller;

  /**
   * Leave for one system.
   *
   * @param recipient the subject of the system's token
   * @param purpose what it is for, for the record
   */
  public record Leave(String segmentId, String recipient, String purpose) {}

  /** Keeps who is in the published segment now, for that system alone, for seven days. */
  @POST
  @Idempotent
  @AllowedTo(Role.APPROVER)
  @Operation(summary = "Freeze a segment's audience for another system")
  public Response freeze(Leave leave) {
    limited(leave.recipient(), "/recipient", 100);
    limited(leave.purpose(), "/purpose", 500);
    int version =
        segments
            .find(leave.segmentId())
            .orElseThrow(() -> new Refusal(Problem.notFound()))
            .published()
            .orElseThrow(
                () ->
                    new Refusal(
                        Problem.of(409, "conflict-not-published", "the segment is a draft")));
    FrozenAudience frozen =
        audiences
            .freeze(
                leave.segmentId(), version, leave.recipient(), leave.purpose(), caller.staffId())
            .orElseThrow(
                () ->
                    new Refusal(
                        Problem.of(503, "unavailable-audience", "audiences are being computed")
                            .retryAfter(5)));
    return Response.created(URI.create("exchange/audiences/" + frozen.id())).entity(frozen).build();
  }

  private static void limited(String text, String at, int longest) {
    if (text.isBlank() || text.length() > longest) {
      throw new Refusal(
          Problem.at(400, "invalid-leave", at, "between 1 and " + longest + " characters"));
    }
  }

  /** Leaves given, by id. */
  @GET
  @AllowedTo({Role.APPROVER, Role.AUDITOR})
  @Operation(summary = "Audiences frozen for other systems")
  public Page<FrozenAudience> list(
      @QueryParam("limit") @Nullable Integer limit, @QueryParam("cursor") @Nullable String cursor) {
    int size = Page.limit(limit, Page.MOST);
    return Page.of(audiences.page(Page.after(cursor), size + 1), size, FrozenAudience::id);
  }

  /** Every page that was read of it: when, by which system, how many people. */
  @GET
  @Path("{id}/reads")
  @AllowedTo({Role.APPROVER, Role.AUDITOR})
  @Operation(summary = "Who read a frozen audience, and when")
  public Page<FrozenAudiences.Read> reads(@PathParam("id") String id) {
    return new Page<>(audiences.reads(id), null);
  }
}

package jp.todoke.api.audiences;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Locale;
import jp.todoke.api.problems.Problem;
import jp.todoke.api.problems.Refusal;
import jp.todoke.api.security.AllowedTo;
import jp.todoke.api.security.Role;
import jp.todoke.segmentation.audiences.Audiences;
import jp.todoke.segmentation.audiences.Progress;
import jp.todoke.segmentation.audiences.Recomputation;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** {@code /staff/audiences}: how far this node's audiences are. */
@Path("/staff/audiences")
@Produces(MediaType.APPLICATION_JSON)
public class AudiencesResource {

  @Inject private Audiences audiences;
  @Inject private AudienceKeeper keeper;

  /** How far this node's audiences are. */
  public record ProgressView(
      String state, LocalDate asOf, int segments, int done, int total, Instant startedAt) {}

  /** How far the last recomputation on this node is. */
  @GET
  @AllowedTo({Role.EDITOR, Role.APPROVER, Role.AUDITOR, Role.ADMIN})
  @Operation(summary = "How far this node's audiences are")
  public ProgressView progress() {
    Progress progress =
        audiences.running().map(Recomputation::progress).orElseThrow(AudiencesResource::notYet);
    return new ProgressView(
        progress.state().name().toLowerCase(Locale.ROOT),
        progress.asOf(),
        progress.segments(),
        progress.done(),
        progress.total(),
        progress.startedAt());
  }

  /** Ends the recomputation after the part at hand; what is decided stays, the rest stays old. */
  @POST
  @Path("cancellation")
  @AllowedTo(Role.ADMIN)
  @Operation(summary = "Cancel the recomputation of this node's audiences")
  public ProgressView cancel() {
    audiences.running().orElseThrow(AudiencesResource::notYet).cancel();
    return progress();
  }

  /** Decides what is not decided yet, within seconds. */
  @POST
  @Path("recomputation")
  @AllowedTo(Role.ADMIN)
  @Operation(summary = "Resume or begin the recomputation of this node's audiences")
  public Response recompute() {
    keeper.again();
    return Response.accepted().build();
  }

  private static Refusal notYet() {
    return new Refusal(
        Problem.of(503, "unavailable-audience", "audiences are being computed").retryAfter(5));
  }
}

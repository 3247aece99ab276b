package jp.todoke.api.audiences;

import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.security.SecureRandom;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import jp.todoke.api.problems.Problem;
import jp.todoke.api.problems.Refusal;
import jp.todoke.api.security.AllowedTo;
import jp.todoke.api.security.Role;
import jp.todoke.segmentation.audiences.Audience;
import jp.todoke.segmentation.audiences.Audiences;
import jp.todoke.segmentation.audiences.Breakdown;
import jp.todoke.segmentation.audiences.Estimate;
import jp.todoke.segmentation.reach.Reach;
import jp.todoke.segmentation.segments.Segment;
import jp.todoke.segmentation.segments.Segments;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** The counts of {@code /staff/segments/{id}}: how many, never who. */
@Path("/staff/segments")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class SegmentCountsResource {

  private static final int SAMPLE = 10_000;

  private final Random random = new SecureRandom();

  @Inject private Audiences audiences;
  @Inject private Segments segments;

  /**
   * Some people alike.
   *
   * @param ward null when it is not known
   * @param ages null when the day of birth is not known
   * @param notReachable why a push does not reach them on that channel; null when it does
   * @param people null when between 1 and 9
   */
  public record CellView(
      @Nullable String ward,
      @Nullable String ages,
      String channel,
      @Nullable String notReachable,
      @Nullable Integer people) {}

  /** A published segment by ward, age band, channel and reason for not reaching. */
  public record BreakdownView(
      String segmentId,
      int version,
      LocalDate asOf,
      @Nullable Integer people,
      List<CellView> cells) {}

  /**
   * How many people a draft means today.
   *
   * @param estimate told from a sample, with its 95 % confidence interval
   * @param people the exact number; null when between 1 and 9
   * @param unknown of how many it cannot be told; null when between 1 and 9
   */
  public record EstimateView(
      String segmentId, Estimate estimate, @Nullable Integer people, @Nullable Integer unknown) {}

  /** The published version by ward, age band, channel and reason for not reaching. */
  @GET
  @Path("{id}/breakdown")
  @AllowedTo({Role.EDITOR, Role.APPROVER, Role.SENDER, Role.AUDITOR})
  @Operation(summary = "A published segment by ward, age band and reach, small cells masked")
  public BreakdownView breakdown(@PathParam("id") String id) {
    int version =
        find(id)
            .published()
            .orElseThrow(
                () ->
                    new Refusal(
                        Problem.of(409, "conflict-not-published", "the segment is a draft")));
    Audience audience = audiences.find(id, version).orElseThrow(SegmentCountsResource::notYet);
    Breakdown breakdown = audiences.breakdown(audience);
    return new BreakdownView(
        id,
        version,
        audience.asOf(),
        breakdown.people().orElse(null),
        breakdown.cells().stream().map(SegmentCountsResource::cell).toList());
  }

  private static CellView cell(Breakdown.Cell cell) {
    return new CellView(
        cell.ward().orElse(null),
        cell.ages().orElse(null),
        cell.way().name().toLowerCase(Locale.ROOT),
        cell.barrier().map(Reach.Barrier::json).orElse(null),
        cell.people().orElse(null));
  }

  /** About how many people the draft means, and then exactly. */
  @POST
  @Path("{id}/estimate")
  @AllowedTo({Role.EDITOR, Role.APPROVER, Role.AUDITOR})
  @Operation(summary = "How many people a draft means today, by a sample and exactly")
  public EstimateView estimate(@PathParam("id") String id) {
    Segment segment = find(id);
    Estimate estimate = audiences.estimate(segment.draft(), SAMPLE, random);
    Audience exact = audiences.draft(segment.draft());
    return new EstimateView(id, shown(estimate), masked(exact.size()), masked(exact.unknown()));
  }

  /** An estimate that cannot single anybody out. */
  private static Estimate shown(Estimate estimate) {
    return new Estimate(
        coarse(estimate.people()),
        coarse(estimate.low()),
        coarse(estimate.high()),
        estimate.asked(),
        estimate.population());
  }

  private static long coarse(long people) {
    return people > 0 && people < Breakdown.SMALLEST_SHOWN ? Breakdown.SMALLEST_SHOWN : people;
  }

  private static @Nullable Integer masked(int people) {
    return people > 0 && people < Breakdown.SMALLEST_SHOWN ? null : people;
  }

  private Segment find(String id) {
    return segments.find(id).orElseThrow(() -> new Refusal(Problem.notFound()));
  }

  private static Refusal notYet() {
    return new Refusal(
        Problem.of(503, "unavailable-audience", "audiences are being computed").retryAfter(5));
  }
}

package jp.todoke.api.protection;

import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import jp.todoke.api.problems.Problem;
import jp.todoke.api.problems.Refusal;
import jp.todoke.api.rest.Page;
import jp.todoke.api.security.AllowedTo;
import jp.todoke.api.security.CurrentCaller;
import jp.todoke.api.security.Role;
import jp.todoke.segmentation.protection.Protection;
import jp.todoke.segmentation.protection.Protections;
import jp.todoke.segmentation.rules.Decisions;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/**
 * {@code /staff/protections}: support measures for victims (DV等支援措置). For the protection officer
 * alone; each look is kept.
 */
@Path("/staff/protections")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class ProtectionsResource {

  private static final int LONGEST_YEARS = 2;

  @Inject private Protections protections;
  @Inject private Decisions decisions;
  @Inject private CurrentCaller caller;

  /** Whom it is about. */
  public record PersonJson(String commonId) {}

  /** Whom to protect, and the last day of the measure. */
  public record ProtectionJson(String commonId, LocalDate untilOn) {}

  /**
   * A measure.
   *
   * @param lapsed whether its last day is over; it holds all the same until it is lifted
   */
  public record ProtectionView(String commonId, LocalDate untilOn, Instant since, boolean lapsed) {}

  /** Whether somebody is protected. */
  public record FoundView(Optional<ProtectionView> protection) {}

  /** Those whose measure ends within 31 days or has ended, to be extended or lifted. */
  @GET
  @AllowedTo(Role.PROTECTION)
  @Operation(summary = "Measures that end within 31 days, or have ended")
  public Page<ProtectionView> ending(
      @QueryParam("limit") @Nullable Integer limit, @QueryParam("cursor") @Nullable String cursor) {
    int size = Page.limit(limit, Page.MOST);
    return Page.of(
            protections.endingUntil(
                decisions.today().plusDays(31), Page.after(cursor), size + 1, caller.staffId()),
            size,
            Protection::commonId)
        .map(this::view);
  }

  /** Whether a person is protected. */
  @POST
  @Path("search")
  @AllowedTo(Role.PROTECTION)
  @Operation(summary = "Whether a person is protected")
  public FoundView search(PersonJson person) {
    return new FoundView(
        protections.find(commonId(person.commonId()), caller.staffId()).map(this::view));
  }

  /** Protects a person, or extends it. */
  @POST
  @AllowedTo(Role.PROTECTION)
  @Operation(summary = "Protect a person, or extend it")
  public ProtectionView protect(ProtectionJson json) {
    LocalDate today = decisions.today();
    if (json.untilOn().isBefore(today) || json.untilOn().isAfter(today.plusYears(LONGEST_YEARS))) {
      throw new Refusal(
          Problem.at(400, "invalid-protection", "/untilOn", "from today on, two years at most"));
    }
    return view(protections.protect(commonId(json.commonId()), json.untilOn(), caller.staffId()));
  }

  /** Ends the protection of a person. */
  @POST
  @Path("lift")
  @AllowedTo(Role.PROTECTION)
  @Operation(summary = "End the protection of a person")
  public Response lift(PersonJson person) {
    protections.lift(commonId(person.commonId()), caller.staffId());
    return Response.noContent().build();
  }

  private ProtectionView view(Protection protection) {
    return new ProtectionView(
        protection.commonId(),
        protection.until(),
        protection.since(),
        protection.until().isBefore(decisions.today()));
  }

  private static String commonId(String text) {
    if (!text.matches("[A-Za-z0-9._-]{1,100}")) {
      throw new Refusal(
          Problem.at(400, "invalid-common-id", "/commonId", "1 to 100 of A-Z a-z 0-9 . _ -"));
    }
    return text;
  }
}

package jp.todoke.api.campaigns;

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
import java.util.Locale;
import java.util.Optional;
import jp.todoke.api.problems.Problem;
import jp.todoke.api.problems.Refusal;
import jp.todoke.api.rest.Page;
import jp.todoke.api.security.AllowedTo;
import jp.todoke.api.security.CurrentCaller;
import jp.todoke.api.security.Role;
import jp.todoke.channels.Route;
import jp.todoke.channels.Suppression;
import jp.todoke.channels.Suppressions;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/**
 * {@code /staff/suppressions}: addresses the city does not send to. They are kept as digests, so
 * the list shows none, and whoever asks about one has to know it. An address is sent in a body and
 * never in a URL.
 */
@Path("/staff/suppressions")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class SuppressionsResource {

  private static final System.Logger LOG = System.getLogger(SuppressionsResource.class.getName());
  private static final int LONGEST = 320;

  @Inject private Suppressions suppressions;
  @Inject private CurrentCaller caller;

  /** A suppressed address, without the address. */
  public record SuppressionView(
      String id, String route, String reason, Instant since, Optional<Instant> until) {

    static SuppressionView of(Suppression suppression) {
      return new SuppressionView(
          suppression.id(),
          Routes.json(suppression.route()),
          suppression.reason().name().toLowerCase(Locale.ROOT).replace('_', '-'),
          suppression.since(),
          suppression.until());
    }
  }

  /** An address on a road. */
  public record AddressJson(String route, String address) {}

  /** What is known about one address; no suppression where it is written to. */
  public record FoundView(boolean suppressed, Optional<SuppressionView> suppression) {}

  /** Suppressed addresses by digest. */
  @GET
  @AllowedTo({Role.SENDER, Role.APPROVER, Role.AUDITOR})
  @Operation(summary = "Addresses nothing is sent to, as digests")
  public Page<SuppressionView> list(
      @QueryParam("limit") @Nullable Integer limit, @QueryParam("cursor") @Nullable String cursor) {
    int size = Math.min(Page.limit(limit, Page.MOST), Page.MOST - 1);
    return Page.of(suppressions.page(Page.after(cursor), size + 1), size, Suppression::id)
        .map(SuppressionView::of);
  }

  /** Whether an address that the person names is suppressed, and why. */
  @POST
  @Path("search")
  @AllowedTo({Role.SENDER, Role.APPROVER})
  @Operation(summary = "Whether one address is suppressed, and why")
  public FoundView search(AddressJson json) {
    Route route = route(json);
    String address = address(json);
    return new FoundView(
        suppressions.isSuppressed(route, address),
        suppressions.find(route, address).map(SuppressionView::of));
  }

  /** Suppresses an address for staff's own reasons, such as a person's wish on the telephone. */
  @POST
  @AllowedTo(Role.SENDER)
  @Operation(summary = "Send nothing to an address any more")
  public Response add(AddressJson json) {
    suppressions.add(route(json), address(json), Suppression.Reason.STAFF);
    LOG.log(System.Logger.Level.INFO, "an address was suppressed by {0}", caller.staffId());
    return Response.noContent().build();
  }

  /** Lets messages go to an address again, such as a mailbox that works now. */
  @POST
  @Path("lift")
  @AllowedTo(Role.SENDER)
  @Operation(summary = "Send to an address again")
  public Response lift(AddressJson json) {
    suppressions.lift(route(json), address(json));
    LOG.log(System.Logger.Level.INFO, "a suppression was lifted by {0}", caller.staffId());
    return Response.noContent().build();
  }

  private static Route route(AddressJson json) {
    return switch (json.route()) {
      case "mail" -> Route.MAIL;
      case "line" -> Route.LINE;
      default ->
          throw new Refusal(Problem.at(400, "invalid-suppression", "/route", "mail or line"));
    };
  }

  private static String address(AddressJson json) {
    String address = json.address().strip();
    if (address.isEmpty() || address.length() > LONGEST) {
      throw new Refusal(
          Problem.at(400, "invalid-suppression", "/address", "1 to " + LONGEST + " characters"));
    }
    return address;
  }
}

package jp.todoke.api.exchange;

import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import jp.todoke.api.line.LineConversation;
import jp.todoke.api.problems.Problem;
import jp.todoke.api.problems.Refusal;
import jp.todoke.api.rest.Rows;
import jp.todoke.api.security.AllowedTo;
import jp.todoke.api.security.Role;
import jp.todoke.channels.portal.PortalInbox;
import jp.todoke.delivery.budgets.ContactBudget;
import jp.todoke.delivery.preferences.Preferences;
import jp.todoke.delivery.reports.Usefulness;
import jp.todoke.delivery.triggers.Firings;
import jp.todoke.segmentation.audiences.Audiences;
import jp.todoke.segmentation.profiles.Profiles;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** {@code /exchange/profiles}: what the CRM knows, in any number of rows. */
@Path("/exchange/profiles")
public class ProfileExchangeResource {

  @Inject private Profiles profiles;
  @Inject private Audiences audiences;
  @Inject private Preferences preferences;
  @Inject private ContactBudget budget;
  @Inject private PortalInbox inbox;
  @Inject private Usefulness usefulness;
  @Inject private Firings firings;
  @Inject private LineConversation conversation;

  /**
   * Takes rows of profiles while they arrive; answers each with a line. The same row again changes
   * nothing.
   */
  @PUT
  @Consumes({Rows.NDJSON, "application/ndjson"})
  @Produces(Rows.NDJSON)
  @AllowedTo(Role.SYSTEM)
  @Operation(summary = "Take profiles from the CRM as NDJSON")
  public Response take(InputStream body) {
    return Rows.answer(
        sink ->
            profiles
                .intake(
                    result -> {
                      if (result.accepted()) {
                        sink.ok(result.row());
                      } else {
                        sink.refused(result.row(), result.code(), result.detail());
                      }
                    })
                .readFrom(new InputStreamReader(body, StandardCharsets.UTF_8)));
  }

  /**
   * Forgets a person: facts, what they wanted to hear of, how often they were written to, their
   * inbox and what they said of it. The ledger and the evidence of official notices keep the common
   * ID, which is nobody's any more.
   */
  @DELETE
  @Path("{commonId}")
  @AllowedTo(Role.SYSTEM)
  @Operation(summary = "Forget a profile")
  public Response delete(@PathParam("commonId") String commonId) {
    if (profiles.find(commonId).isPresent()) {
      conversation.unlink(commonId);
    }
    if (!profiles.delete(commonId)) {
      throw new Refusal(Problem.notFound());
    }
    audiences.changed(commonId);
    preferences.forget(commonId);
    budget.forget(commonId);
    inbox.forget(commonId);
    usefulness.forget(commonId);
    firings.forget(commonId);
    return Response.noContent().build();
  }
}

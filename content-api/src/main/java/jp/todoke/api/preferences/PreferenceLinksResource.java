package jp.todoke.api.preferences;

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
import jp.todoke.api.problems.Problem;
import jp.todoke.api.problems.Refusal;
import jp.todoke.api.rest.Version;
import jp.todoke.api.security.OpenToAll;
import jp.todoke.delivery.dispatch.Subscriptions;
import jp.todoke.delivery.preferences.Preferences;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** {@code /preferences/{token}}: the same as signed in, by the link of a mail while it holds. */
@Path("/preferences/{token}")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class PreferenceLinksResource {

  @Inject private Subscriptions subscriptions;
  @Inject private Preferences preferences;

  /** What the person of the link wants to hear of; changes nothing. */
  @GET
  @OpenToAll
  @Operation(summary = "Topics and quiet hours by the link of a mail")
  public Response get(@PathParam("token") String token) {
    return PreferenceJson.answer(preferences.find(person(token)));
  }

  /** Sets what the person of the link wants to hear of. */
  @PUT
  @OpenToAll
  @Operation(summary = "Set topics and quiet hours by the link of a mail")
  public Response put(
      @PathParam("token") String token,
      @HeaderParam("If-Match") @Nullable String ifMatch,
      PreferenceJson json) {
    String commonId = person(token);
    int expected = Version.expected(ifMatch);
    return PreferenceJson.answer(preferences.prefer(commonId, json.read(), expected));
  }

  private String person(String token) {
    return subscriptions.person(token).orElseThrow(() -> new Refusal(Problem.notFound()));
  }
}

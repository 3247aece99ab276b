package jp.todoke.api.preferences;

import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jp.todoke.api.rest.Version;
import jp.todoke.api.security.AllowedTo;
import jp.todoke.api.security.CurrentCaller;
import jp.todoke.api.security.Role;
import jp.todoke.delivery.preferences.Preferences;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** {@code /me/preferences/delivery}: my topics, my quiet hours. */
@Path("/me/preferences/delivery")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class MyDeliveryPreferencesResource {

  @Inject private Preferences preferences;
  @Inject private CurrentCaller caller;

  /** What I want to hear of. */
  @GET
  @AllowedTo(Role.CITIZEN)
  @Operation(summary = "My topics and quiet hours")
  public Response get() {
    return PreferenceJson.answer(preferences.find(caller.commonId()));
  }

  /** Sets what I want to hear of. */
  @PUT
  @AllowedTo(Role.CITIZEN)
  @Operation(summary = "Set my topics and quiet hours")
  public Response put(@HeaderParam("If-Match") @Nullable String ifMatch, PreferenceJson json) {
    int expected = Version.expected(ifMatch);
    return PreferenceJson.answer(preferences.prefer(caller.commonId(), json.read(), expected));
  }
}

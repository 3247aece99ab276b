package jp.todoke.api.me;

import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jp.todoke.api.problems.Problem;
import jp.todoke.api.problems.Refusal;
import jp.todoke.api.rest.Idempotent;
import jp.todoke.api.security.AllowedTo;
import jp.todoke.api.security.CurrentCaller;
import jp.todoke.api.security.Role;
import jp.todoke.segmentation.interactions.Interaction;
import jp.todoke.segmentation.profiles.Profiles;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** {@code /me/interactions}: what I looked for and opened, if I let it be used (function #9). */
@Path("/me/interactions")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class MyInteractionsResource {

  @Inject private Profiles profiles;
  @Inject private CurrentCaller caller;

  /**
   * What was done.
   *
   * @param kind {@code searched} or {@code opened}
   * @param topic what it was about, never the words typed
   */
  public record InteractionJson(String kind, String topic) {}

  /** Counts one; forgotten after ninety days, and at once when I withdraw my consent. */
  @POST
  @Idempotent
  @AllowedTo(Role.CITIZEN)
  @Operation(summary = "Tell that I searched or opened a topic; needs my consent to behaviour")
  public Response interacted(InteractionJson json) {
    Interaction.Kind kind =
        Interaction.Kind.of(json.kind())
            .orElseThrow(
                () ->
                    new Refusal(
                        Problem.at(400, "invalid-interaction", "/kind", "searched or opened")));
    if (!Interaction.isTopic(json.topic())) {
      throw new Refusal(
          Problem.at(
              400, "invalid-interaction", "/topic", "1 to 60 letters, digits, _ or - of a topic"));
    }
    if (!profiles.interacted(caller.commonId(), kind, json.topic())) {
      throw new Refusal(Problem.of(429, "limit-interactions", "too many topics for one day"));
    }
    return Response.noContent().build();
  }
}

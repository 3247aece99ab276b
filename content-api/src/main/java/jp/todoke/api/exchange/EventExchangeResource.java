package jp.todoke.api.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jp.todoke.api.problems.Problem;
import jp.todoke.api.problems.Refusal;
import jp.todoke.api.security.AllowedTo;
import jp.todoke.api.security.Role;
import jp.todoke.delivery.triggers.TriggerRounds;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** {@code /exchange/events}: what other systems report of a person. */
@Path("/exchange/events")
@Produces(MediaType.APPLICATION_JSON)
public class EventExchangeResource {

  private static final int LONGEST = 400;

  @Inject private TriggerRounds rounds;

  /**
   * What became of an event.
   *
   * @param fired how many triggers it set off; 0 when told again
   */
  public record EventView(int fired) {}

  /**
   * Takes one event in CloudEvents' structured mode. {@code source} and {@code id} name it, {@code
   * subject} is the common ID; extensions and data are not read. Whether anybody of that common ID
   * is known is not told.
   */
  @POST
  @Consumes({"application/cloudevents+json", MediaType.APPLICATION_JSON})
  @AllowedTo(Role.SYSTEM)
  @Operation(summary = "Take a CloudEvent (1.0, structured JSON) about a person")
  public Response take(JsonNode event) {
    if (!event.isObject() || !"1.0".equals(event.path("specversion").asText())) {
      throw new Refusal(
          Problem.at(400, "invalid-event", "/specversion", "a CloudEvent of version 1.0"));
    }
    int fired =
        rounds.event(
            text(event, "source"), text(event, "id"), text(event, "type"), text(event, "subject"));
    return Response.accepted(new EventView(fired)).build();
  }

  private static String text(JsonNode event, String name) {
    JsonNode value = event.path(name);
    if (!value.isTextual() || value.asText().isBlank() || value.asText().length() > LONGEST) {
      throw new Refusal(Problem.at(400, "invalid-event", "/" + name, "a text of 1 to " + LONGEST));
    }
    return value.asText();
  }
}

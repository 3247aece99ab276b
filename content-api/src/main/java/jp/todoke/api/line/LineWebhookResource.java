package jp.todoke.api.line;

import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import jp.todoke.api.problems.Problem;
import jp.todoke.api.problems.Refusal;
import jp.todoke.api.rest.JsonBodies;
import jp.todoke.api.security.OpenToAll;
import jp.todoke.api.wiring.Settings;
import jp.todoke.channels.line.LineEvents;
import jp.todoke.channels.line.LineSignature;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/**
 * {@code /line/webhook}: what people do at the city's LINE account. LINE's signature over the raw
 * bytes is the authority; the events are kept and answered for at once, and acted on afterwards.
 *
 * @see <a href="https://developers.line.biz/en/docs/messaging-api/receiving-messages/">LINE,
 *     receiving messages</a>
 */
@Path("/line/webhook")
@Produces(MediaType.APPLICATION_JSON)
public class LineWebhookResource {

  @Inject private LineEvents events;
  @Inject private Settings settings;

  /** Keeps the events; one that is told again changes nothing. */
  @POST
  @OpenToAll
  @Consumes(MediaType.WILDCARD)
  @Operation(summary = "LINE's webhook; the signature is the authority")
  public Response take(
      @HeaderParam(LineSignature.HEADER) @Nullable String signature, InputStream body)
      throws IOException {
    byte[] raw = body.readNBytes(JsonBodies.LARGEST + 1);
    if (raw.length > JsonBodies.LARGEST) {
      throw new Refusal(
          Problem.of(413, "invalid-body-size", "a body has at most " + JsonBodies.LARGEST));
    }
    String secret = settings.text("todoke.line.secret", "");
    if (secret.isEmpty() || signature == null || !LineSignature.matches(secret, raw, signature)) {
      throw new Refusal(Problem.of(401, "unauthenticated", "this is not LINE's signature"));
    }
    if (events.take(raw).isEmpty()) {
      throw new Refusal(Problem.of(400, "invalid-json", "this is no call of a webhook"));
    }
    return Response.ok().build();
  }
}

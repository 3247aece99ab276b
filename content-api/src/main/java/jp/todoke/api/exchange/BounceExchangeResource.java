package jp.todoke.api.exchange;

import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import jp.todoke.api.problems.Problem;
import jp.todoke.api.problems.Refusal;
import jp.todoke.api.rest.JsonBodies;
import jp.todoke.api.security.AllowedTo;
import jp.todoke.api.security.Role;
import jp.todoke.delivery.bounces.Bounces;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** {@code /exchange/bounces}: mails that came back to the domain of return paths. */
@Path("/exchange/bounces")
@Produces(MediaType.APPLICATION_JSON)
public class BounceExchangeResource {

  @Inject private Bounces bounces;

  /** What it led to: {@code ignored}, {@code noted}, {@code counted} or {@code suppressed}. */
  public record BounceView(String outcome) {}

  /**
   * Takes one mail as the relay got it; the same mail again changes nothing.
   *
   * @param recipient the return path the relay was asked to bring it to, where it knows
   */
  @POST
  @Consumes({"message/rfc822", MediaType.APPLICATION_OCTET_STREAM})
  @AllowedTo(Role.SYSTEM)
  @Operation(summary = "Take a mail that came back (RFC 3464 report)")
  public Response take(@QueryParam("recipient") @Nullable String recipient, InputStream mail)
      throws IOException {
    byte[] raw = mail.readNBytes(JsonBodies.LARGEST + 1);
    if (raw.length > JsonBodies.LARGEST) {
      throw new Refusal(
          Problem.of(413, "invalid-body-size", "a mail has at most " + JsonBodies.LARGEST));
    }
    return Response.accepted(
            new BounceView(bounces.take(raw, Optional.ofNullable(recipient)).json()))
        .build();
  }
}

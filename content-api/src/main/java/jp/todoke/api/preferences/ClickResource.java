package jp.todoke.api.preferences;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Optional;
import jp.todoke.api.security.OpenToAll;
import jp.todoke.delivery.clicks.Clicks;
import org.eclipse.microprofile.openapi.annotations.Operation;

/**
 * {@code /r/{token}}: a link in mail, counted and led on. The target is inside the signed token and
 * on a host the settings name, so that the city's name can not be lent to anybody else's page.
 */
@Path("/r/{token}")
@Produces(MediaType.TEXT_HTML + ";charset=UTF-8")
public class ClickResource {

  private static final String NOWHERE =
      """
      <!DOCTYPE html>
      <html lang="ja"><head><meta charset="utf-8"><meta name="robots" content="noindex">
      <meta name="viewport" content="width=device-width"><title>リンクの期限切れ</title></head><body>
      <h1>このリンクは使えません</h1>
      <p>期限が切れたか、アドレスが途中で切れています。市のホームページからお探しください。</p>
      <p lang="en">This link has lapsed or is incomplete. Please look for the page on the city's website.</p>
      </body></html>
      """;

  @Inject private Clicks clicks;

  /** Counts the opening and leads on. */
  @GET
  @OpenToAll
  @Operation(summary = "Follow a counted link of a mail")
  public Response follow(@PathParam("token") String token) {
    Optional<URI> target = clicks.open(token);
    Response.ResponseBuilder response =
        target.isPresent()
            ? Response.status(Response.Status.FOUND)
                .header("Location", target.get().toASCIIString())
            : Response.status(Response.Status.NOT_FOUND).entity(NOWHERE);
    return response
        .header("Cache-Control", "no-store")
        .header("Referrer-Policy", "no-referrer")
        .build();
  }
}

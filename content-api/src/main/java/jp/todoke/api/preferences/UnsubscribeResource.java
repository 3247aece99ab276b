package jp.todoke.api.preferences;

import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import jp.todoke.api.security.OpenToAll;
import jp.todoke.delivery.dispatch.Subscriptions;
import org.eclipse.microprofile.openapi.annotations.Operation;

/**
 * {@code /u/{token}}: one-click unsubscribe. A GET only shows a page with a button, because mail
 * scanners open every link; the POST ends this topic on mail and answers alike whatever the token.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8058">RFC 8058</a>
 */
@Path("/u/{token}")
@Produces(MediaType.TEXT_HTML + ";charset=UTF-8")
public class UnsubscribeResource {

  private static final int LARGEST = 4_096;

  /** Of a form and of one part of a multipart body alike. */
  private static final Pattern ONE_CLICK =
      Pattern.compile(
          "List-Unsubscribe(=|\"[^\\r\\n]*\\r?\\n(?:[^\\r\\n]+\\r?\\n)*\\r?\\n)One-Click");

  private static final String PAGE =
      """
      <!DOCTYPE html>
      <html lang="ja"><head><meta charset="utf-8"><meta name="robots" content="noindex">
      <meta name="viewport" content="width=device-width"><title>配信停止</title></head><body>
      <h1>この種類のメールの配信を停止しますか</h1>
      <p>市からの公的な通知（デジタル通知）は停止されません。</p>
      <p lang="en">Stop this kind of mail? Official notices are not affected.</p>
      <form method="post"><input type="hidden" name="List-Unsubscribe" value="One-Click">
      <button>停止する / Stop</button></form>
      </body></html>
      """;

  private static final String DONE =
      """
      <!DOCTYPE html>
      <html lang="ja"><head><meta charset="utf-8"><meta name="robots" content="noindex">
      <meta name="viewport" content="width=device-width"><title>配信停止</title></head><body>
      <h1>承りました</h1>
      <p>この種類のメールの配信を停止します。市からの公的な通知は停止されません。</p>
      <p lang="en">Done. Official notices are not affected.</p>
      </body></html>
      """;

  @Inject private Subscriptions subscriptions;

  /** A page that asks whether it is meant; changes nothing. */
  @GET
  @OpenToAll
  @Operation(summary = "Ask before ending a kind of mail")
  public Response ask(@PathParam("token") String token) {
    return page(PAGE);
  }

  /** Ends the kind of mail that the link came with. */
  @POST
  @OpenToAll
  @Consumes(MediaType.WILDCARD)
  @Operation(summary = "End a kind of mail by one click (RFC 8058)")
  public Response stop(@PathParam("token") String token, InputStream body) throws IOException {
    String said = new String(body.readNBytes(LARGEST), StandardCharsets.UTF_8);
    if (isOneClick(said)) {
      // The same answer whether it was ours or not: nobody learns which tokens are.
      subscriptions.stop(token);
    }
    return page(DONE);
  }

  static boolean isOneClick(String body) {
    return ONE_CLICK.matcher(body).find();
  }

  private static Response page(String html) {
    return Response.ok(html)
        .header("Cache-Control", "no-store")
        .header("Referrer-Policy", "no-referrer")
        .build();
  }
}

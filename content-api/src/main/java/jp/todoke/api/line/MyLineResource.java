package jp.todoke.api.line;

import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.regex.Pattern;
import jp.todoke.api.problems.Problem;
import jp.todoke.api.problems.Refusal;
import jp.todoke.api.security.AllowedTo;
import jp.todoke.api.security.CurrentCaller;
import jp.todoke.api.security.Role;
import jp.todoke.api.wiring.ChannelWiring;
import jp.todoke.segmentation.profiles.Profiles;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** {@code /me/line/link}: the link between my common ID and my LINE account. */
@Path("/me/line/link")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class MyLineResource {

  private static final Pattern LINK_TOKEN = Pattern.compile("[A-Za-z0-9_-]{1,200}");

  @Inject private LineNonces nonces;
  @Inject private LineConversation conversation;
  @Inject private Profiles profiles;
  @Inject private ChannelWiring channels;
  @Inject private CurrentCaller caller;
  @Inject private Clock clock;

  /** Whether a LINE account is linked; which one is LINE's business. */
  public record LinkView(boolean linked) {}

  /** The token that LINE gave the person, from the address of the page they came to. */
  public record LinkJson(String linkToken) {}

  /**
   * Where to send the person's browser.
   *
   * @param until first instant at which it is too late, UTC
   */
  public record RedirectView(String redirectUrl, Instant until) {}

  /** Whether a LINE account is linked. */
  @GET
  @AllowedTo(Role.CITIZEN)
  @Operation(summary = "Whether my LINE account is linked")
  public LinkView get() {
    return new LinkView(
        profiles
            .find(caller.commonId())
            .flatMap(person -> person.contacts().lineUserId())
            .isPresent());
  }

  /** Begins the linking; it is done when LINE reports that the same person went through. */
  @POST
  @AllowedTo(Role.CITIZEN)
  @Operation(summary = "Begin to link my LINE account")
  public RedirectView begin(LinkJson json) {
    if (!LINK_TOKEN.matcher(json.linkToken()).matches()) {
      throw new Refusal(Problem.at(400, "invalid-link-token", "/linkToken", "as LINE gave it"));
    }
    Instant until = clock.instant().plus(LineNonces.HOLDS);
    return new RedirectView(
        channels.lineDialog()
            + "/dialog/bot/accountLink?linkToken="
            + URLEncoder.encode(json.linkToken(), StandardCharsets.UTF_8)
            + "&nonce="
            + URLEncoder.encode(nonces.issue(caller.commonId()), StandardCharsets.UTF_8),
        until);
  }

  /** Ends the link; nothing is sent to that LINE account any more. */
  @DELETE
  @AllowedTo(Role.CITIZEN)
  @Operation(summary = "Unlink my LINE account")
  public Response unlink() {
    conversation.unlink(caller.commonId());
    return Response.noContent().build();
  }
}

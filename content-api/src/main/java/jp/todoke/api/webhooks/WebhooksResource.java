package jp.todoke.api.webhooks;

import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import jp.todoke.api.problems.Problem;
import jp.todoke.api.problems.Refusal;
import jp.todoke.api.rest.Idempotent;
import jp.todoke.api.rest.Page;
import jp.todoke.api.rest.Version;
import jp.todoke.api.security.AllowedTo;
import jp.todoke.api.security.Role;
import jp.todoke.delivery.campaigns.Campaign;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** {@code /staff/webhooks}: who outside is told when a campaign changes. */
@Path("/staff/webhooks")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class WebhooksResource {

  private static final Set<String> STATUSES =
      Arrays.stream(Campaign.Status.values())
          .map(status -> status.name().toLowerCase(Locale.ROOT))
          .collect(Collectors.toUnmodifiableSet());

  @Inject private Webhooks webhooks;

  /**
   * A receiver as staff send it.
   *
   * @param events statuses of campaigns; left out = all
   */
  public record WebhookJson(String url, Optional<List<String>> events) {}

  /**
   * A receiver as staff see it.
   *
   * @param secret shown once, when it is created; else null
   */
  public record WebhookView(
      String id,
      String url,
      Set<String> events,
      boolean active,
      int failures,
      Optional<Instant> disabledAt,
      long version,
      @Nullable String secret) {

    static WebhookView of(Webhook webhook, @Nullable String secret) {
      return new WebhookView(
          webhook.id(),
          webhook.url().toString(),
          new TreeSet<>(webhook.events()),
          webhook.active(),
          webhook.failures(),
          webhook.disabledAt(),
          webhook.version(),
          secret);
    }
  }

  /** Receivers by id. */
  @GET
  @AllowedTo({Role.ADMIN, Role.AUDITOR})
  @Operation(summary = "Receivers of campaign events")
  public Page<WebhookView> list(
      @QueryParam("limit") @Nullable Integer limit, @QueryParam("cursor") @Nullable String cursor) {
    int size = Page.limit(limit, Page.MOST);
    return Page.of(webhooks.page(Page.after(cursor), size + 1), size, Webhook::id)
        .map(webhook -> WebhookView.of(webhook, null));
  }

  /** Adds a receiver; the answer holds its secret, once. */
  @POST
  @Idempotent
  @AllowedTo(Role.ADMIN)
  @Operation(summary = "Add a receiver of campaign events")
  public Response create(WebhookJson json) {
    Webhooks.Created created = webhooks.create(url(json), events(json));
    return Response.created(URI.create("staff/webhooks/" + created.webhook().id()))
        .entity(WebhookView.of(created.webhook(), created.secret()))
        .tag(Version.tag(created.webhook().version()))
        .build();
  }

  /** One receiver. */
  @GET
  @Path("{id}")
  @AllowedTo({Role.ADMIN, Role.AUDITOR})
  @Operation(summary = "One receiver of campaign events")
  public Response get(@PathParam("id") String id) {
    return tagged(find(id));
  }

  /** Changes a receiver. */
  @PUT
  @Path("{id}")
  @AllowedTo(Role.ADMIN)
  @Operation(summary = "Edit a receiver of campaign events")
  public Response edit(
      @PathParam("id") String id,
      @HeaderParam("If-Match") @Nullable String ifMatch,
      WebhookJson json) {
    int expected = Version.expected(ifMatch);
    find(id);
    return tagged(
        webhooks.edit(id, url(json), events(json), expected).orElseThrow(WebhooksResource::stale));
  }

  /** Takes a receiver away. */
  @DELETE
  @Path("{id}")
  @AllowedTo(Role.ADMIN)
  @Operation(summary = "Remove a receiver of campaign events")
  public Response remove(
      @PathParam("id") String id, @HeaderParam("If-Match") @Nullable String ifMatch) {
    int expected = Version.expected(ifMatch);
    find(id);
    if (!webhooks.remove(id, expected)) {
      throw stale();
    }
    return Response.noContent().build();
  }

  /** Tells a receiver again that was switched off, from what it missed. */
  @POST
  @Path("{id}/activation")
  @Idempotent
  @AllowedTo(Role.ADMIN)
  @Operation(summary = "Tell a receiver again, from what it missed")
  public Response activate(@PathParam("id") String id) {
    return tagged(webhooks.activate(id).orElseThrow(() -> new Refusal(Problem.notFound())));
  }

  /** What a receiver was told, the newest first. */
  @GET
  @Path("{id}/deliveries")
  @AllowedTo({Role.ADMIN, Role.AUDITOR})
  @Operation(summary = "Events told to a receiver")
  public Page<Webhooks.Delivery> deliveries(
      @PathParam("id") String id, @QueryParam("limit") @Nullable Integer limit) {
    find(id);
    return new Page<>(webhooks.deliveries(id, Page.limit(limit, Page.MOST)), null);
  }

  private Webhook find(String id) {
    return webhooks.find(id).orElseThrow(() -> new Refusal(Problem.notFound()));
  }

  private static Refusal stale() {
    return new Refusal(Problem.of(412, "conflict-version", "it was changed meanwhile"));
  }

  private static Response tagged(Webhook webhook) {
    return Response.ok(WebhookView.of(webhook, null)).tag(Version.tag(webhook.version())).build();
  }

  private URI url(WebhookJson json) {
    try {
      URI url = new URI(json.url());
      if (url.getUserInfo() == null && json.url().length() <= 500 && webhooks.allows(url)) {
        return url;
      }
    } catch (URISyntaxException malformed) {
      throw notAllowed();
    }
    throw notAllowed();
  }

  private static Refusal notAllowed() {
    return new Refusal(
        Problem.at(400, "invalid-webhook", "/url", "https, and outside the city's own network"));
  }

  private static Set<String> events(WebhookJson json) {
    List<String> events = json.events().orElse(List.of());
    if (!STATUSES.containsAll(events)) {
      throw new Refusal(
          Problem.at(400, "invalid-webhook", "/events", "any of " + new TreeSet<>(STATUSES)));
    }
    return Set.copyOf(new TreeSet<>(events));
  }
}

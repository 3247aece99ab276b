package jp.todoke.api.exchange;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Optional;
import jp.todoke.api.rest.Json;
import jp.todoke.api.rest.Lines;
import jp.todoke.api.rest.Rows;
import jp.todoke.api.security.AllowedTo;
import jp.todoke.api.security.CurrentCaller;
import jp.todoke.api.security.Role;
import jp.todoke.channels.Category;
import jp.todoke.channels.Importance;
import jp.todoke.channels.portal.InboxItem;
import jp.todoke.channels.portal.PortalInbox;
import jp.todoke.segmentation.profiles.Profiles;
import org.eclipse.microprofile.openapi.annotations.Operation;

/**
 * {@code /exchange/messages}: what other applications of the city have to say to a person, shown in
 * the same inbox (function #12). It is a message of theirs: no mail and no LINE message follows
 * from it, and no consent is asked, as the person has it from that application anyway.
 */
@Path("/exchange/messages")
public class MessageExchangeResource {

  private static final int TITLE = 200;
  private static final int BODY = 5_000;
  private static final int NAME = 200;

  @Inject private PortalInbox inbox;
  @Inject private Profiles profiles;
  @Inject private CurrentCaller caller;
  @Inject private Clock clock;

  private static final class RowFault extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String code;

    RowFault(String code, String detail) {
      super(detail);
      this.code = code;
    }
  }

  /**
   * Takes messages while they arrive: {@code {"id", "commonId", "title", "body", "language",
   * "action"}}; answers each with a line. The same {@code id} of the same system changes nothing.
   * Whether anybody of that common ID is known is not told.
   */
  @POST
  @Consumes({Rows.NDJSON, "application/ndjson"})
  @Produces(Rows.NDJSON)
  @AllowedTo(Role.SYSTEM)
  @Operation(summary = "Take messages of another application for people's inboxes, as NDJSON")
  public Response take(InputStream body) {
    String system = caller.staffId();
    return Rows.answer(sink -> read(body, system, sink));
  }

  private void read(InputStream body, String system, Rows.Sink sink) throws IOException {
    Lines.each(
        body,
        (row, line) -> {
          try {
            InboxItem item = item(line, system);
            if (profiles.find(item.commonId()).isPresent()) {
              inbox.deliver(item);
            }
            sink.ok(row);
          } catch (RowFault fault) {
            sink.refused(row, fault.code, String.valueOf(fault.getMessage()));
          }
        });
  }

  private InboxItem item(String line, String system) {
    JsonNode row;
    try {
      row = Json.mapper().readTree(line);
    } catch (JsonProcessingException malformed) {
      throw new RowFault("invalid-json", "not a JSON object");
    }
    if (!row.isObject()) {
      throw new RowFault("invalid-json", "not a JSON object");
    }
    String commonId = text(row, "commonId", 100);
    if (commonId.indexOf(':') >= 0) {
      throw new RowFault("invalid-common-id", "commonId");
    }
    String language = row.path("language").asText("ja");
    if (!language.matches("[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")) {
      throw new RowFault("invalid-language", "a BCP 47 tag");
    }
    return new InboxItem(
        "x-" + digest(system + "\n" + text(row, "id", NAME)),
        commonId,
        Category.OTHER_APP,
        text(row, "title", TITLE),
        text(row, "body", BODY),
        language,
        clock.instant().truncatedTo(ChronoUnit.MILLIS),
        action(row),
        Importance.NORMAL);
  }

  private static Optional<URI> action(JsonNode row) {
    if (row.path("action").isMissingNode() || row.path("action").isNull()) {
      return Optional.empty();
    }
    try {
      URI uri = new URI(text(row, "action", 2_000));
      if ("https".equals(uri.getScheme()) && uri.getHost() != null && uri.getUserInfo() == null) {
        return Optional.of(uri);
      }
    } catch (URISyntaxException malformed) {
      throw new RowFault("invalid-action", "an https address");
    }
    throw new RowFault("invalid-action", "an https address");
  }

  private static String text(JsonNode row, String name, int longest) {
    JsonNode value = row.path(name);
    if (!value.isTextual() || value.textValue().isBlank() || value.textValue().length() > longest) {
      throw new RowFault("invalid-message", name + ": 1 to " + longest + " characters");
    }
    return value.textValue();
  }

  private static String digest(String name) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 11);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}

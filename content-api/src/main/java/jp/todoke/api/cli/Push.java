package jp.todoke.api.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import jp.todoke.api.rest.Json;
import jp.todoke.api.security.Role;

/** A push from its segment to its approval, as an editor and an approver bring it there by API. */
final class Push {

  private final Client.As editor;
  private final Client.As approver;
  private final Client.As second;
  private final String id;
  private final Optional<String> tag;

  private Push(Client client, String id, Optional<String> tag) {
    this.editor = client.editor();
    this.approver = client.approver();
    this.second = client.as("approver-tanaka", Role.APPROVER);
    this.id = id;
    this.tag = tag;
  }

  /** Publishes the segment, writes the template and drafts the campaign. */
  static Push drafted(
      Client client,
      String segmentId,
      String name,
      JsonNode condition,
      String subject,
      String text,
      List<String> routes)
      throws IOException, InterruptedException {
    int version = published(client, segmentId, name, condition);
    ObjectNode template = nothing().put("id", "push-" + segmentId).put("title", subject);
    template.put("sensitive", false);
    template
        .putObject("variants")
        .putObject("ja")
        .put("subject", subject)
        .put("text", text + "\n\n{{portalUrl}}\n");
    client.editor().post("/v1/staff/templates", template);
    ObjectNode campaign =
        nothing()
            .put("title", subject)
            .put("templateId", "push-" + segmentId)
            .put("templateVersion", 1)
            .put("segmentId", segmentId)
            .put("segmentVersion", version);
    ArrayNode ways = campaign.putArray("routes");
    routes.forEach(ways::add);
    Client.Answer created = client.editor().post("/v1/staff/campaigns", campaign);
    return new Push(client, created.json().path("id").asText(), created.tag());
  }

  private static int published(Client client, String id, String name, JsonNode condition)
      throws IOException, InterruptedException {
    ObjectNode draft = nothing().put("id", id).put("name", name);
    draft.set("condition", condition);
    Client.Answer drafted = client.editor().post("/v1/staff/segments", draft);
    String path = "/v1/staff/segments/" + id;
    Client.Answer submitted =
        client.editor().send("POST", path + "/submission", nothing(), drafted.tag());
    return client
        .approver()
        .send("POST", path + "/publication", nothing(), submitted.tag())
        .json()
        .path("version")
        .asInt();
  }

  /** Where the campaign is. */
  String path() {
    return "/v1/staff/campaigns/" + id;
  }

  /** The campaign's id. */
  String id() {
    return id;
  }

  JsonNode dryRun() throws IOException, InterruptedException {
    return editor.post(path() + "/dry-run", nothing()).json();
  }

  /**
   * Submits it and approves exactly what the dry run showed, by two people where it is large; it
   * starts at once.
   */
  void approve(JsonNode dryRun) throws IOException, InterruptedException {
    editor.send("POST", path() + "/submission", nothing(), tag);
    ObjectNode hash = nothing().put("contentHash", dryRun.path("contentHash").asText());
    JsonNode approved = approver.post(path() + "/approval", hash).json();
    if (approved.path("status").asText().equals("submitted")) {
      second.post(path() + "/approval", hash);
    }
  }

  private static ObjectNode nothing() {
    return Json.mapper().createObjectNode();
  }
}

package jp.todoke.api.staff;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import jp.todoke.api.problems.Problem;
import jp.todoke.api.problems.Refusal;
import jp.todoke.api.rest.Page;
import jp.todoke.api.rest.Values;
import jp.todoke.api.rest.Version;
import jp.todoke.api.security.AllowedTo;
import jp.todoke.api.security.CurrentCaller;
import jp.todoke.api.security.Role;
import jp.todoke.segmentation.attributes.Attributes;
import jp.todoke.segmentation.samples.SampleDraft;
import jp.todoke.segmentation.samples.SampleProfile;
import jp.todoke.segmentation.samples.SampleProfiles;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** {@code /staff/sample-profiles}: made-up people that previews name; never a real one. */
@Path("/staff/sample-profiles")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class SampleProfilesResource {

  @Inject private SampleProfiles samples;
  @Inject private Attributes attributes;
  @Inject private CurrentCaller caller;

  /**
   * A sample as staff send it; the parts of the person are those of a row of the exchange.
   *
   * @param values what a template is filled with where a preview names no value itself
   */
  public record SampleJson(
      String title,
      Optional<String> kind,
      Optional<JsonNode> attributes,
      Optional<JsonNode> household,
      Optional<JsonNode> receives,
      Optional<String> language,
      Optional<JsonNode> values) {

    SampleDraft draft() {
      ObjectNode person = JsonNodeFactory.instance.objectNode();
      kind.ifPresent(it -> person.put("kind", it));
      said(attributes).ifPresent(it -> person.set("attributes", it));
      said(household).ifPresent(it -> person.set("household", it));
      said(receives).ifPresent(it -> person.set("receives", it));
      language.ifPresent(it -> person.put("language", it));
      JsonNode filled = said(values).orElseGet(JsonNodeFactory.instance::objectNode);
      // Refused here as any preview would refuse them.
      Values.of(filled);
      return new SampleDraft(title, person, filled);
    }

    private static Optional<JsonNode> said(Optional<JsonNode> part) {
      return part.filter(node -> !node.isNull());
    }
  }

  /** A sample as staff see it; what is not known of the person is left out. */
  public record SampleView(
      String id,
      int version,
      String title,
      Optional<String> kind,
      Optional<JsonNode> attributes,
      Optional<JsonNode> household,
      Optional<JsonNode> receives,
      Optional<String> language,
      JsonNode values,
      Instant changedAt,
      String changedBy) {

    static SampleView of(SampleProfile sample) {
      JsonNode person = sample.person();
      return new SampleView(
          sample.id(),
          sample.version(),
          sample.title(),
          Optional.ofNullable(person.get("kind")).map(JsonNode::asText),
          Optional.ofNullable(person.get("attributes")),
          Optional.ofNullable(person.get("household")),
          Optional.ofNullable(person.get("receives")),
          Optional.ofNullable(person.get("language")).map(JsonNode::asText),
          sample.values(),
          sample.changedAt(),
          sample.changedBy());
    }
  }

  /** Samples by id. */
  @GET
  @AllowedTo({Role.EDITOR, Role.APPROVER, Role.SENDER, Role.AUDITOR})
  @Operation(summary = "Sample profiles for previews")
  public Page<SampleView> list(
      @QueryParam("limit") @Nullable Integer limit, @QueryParam("cursor") @Nullable String cursor) {
    int size = Page.limit(limit, Page.MOST);
    return Page.of(samples.page(Page.after(cursor), size + 1), size, SampleProfile::id)
        .map(SampleView::of);
  }

  /** One sample. */
  @GET
  @Path("{id}")
  @AllowedTo({Role.EDITOR, Role.APPROVER, Role.SENDER, Role.AUDITOR})
  @Operation(summary = "One sample profile")
  public Response get(@PathParam("id") String id) {
    return samples
        .find(id)
        .map(sample -> tagged(Response.ok(), sample))
        .orElseThrow(() -> new Refusal(Problem.notFound()));
  }

  /** Keeps a new sample ({@code If-None-Match: *}) or replaces one that was read. */
  @PUT
  @Path("{id}")
  @AllowedTo({Role.EDITOR, Role.APPROVER})
  @Operation(summary = "Keep or edit a sample profile")
  public Response put(
      @PathParam("id") String id,
      @HeaderParam("If-Match") @Nullable String ifMatch,
      @HeaderParam("If-None-Match") @Nullable String ifNoneMatch,
      SampleJson json) {
    attributes.refresh();
    if (ifNoneMatch == null) {
      int expected = Version.expected(ifMatch);
      return tagged(Response.ok(), samples.replace(id, json.draft(), expected, caller.staffId()));
    }
    if (ifMatch != null || !ifNoneMatch.strip().equals("*")) {
      throw new Refusal(
          Problem.at(
              400, "invalid-precondition", "If-None-Match", "* for a new one, or If-Match alone"));
    }
    SampleProfile created = samples.create(id, json.draft(), caller.staffId());
    return tagged(Response.created(URI.create("staff/sample-profiles/" + id)), created);
  }

  /** Removes a sample; previews that name it are refused from then on. */
  @DELETE
  @Path("{id}")
  @AllowedTo({Role.EDITOR, Role.APPROVER})
  @Operation(summary = "Remove a sample profile")
  public Response remove(
      @PathParam("id") String id, @HeaderParam("If-Match") @Nullable String ifMatch) {
    samples.remove(id, Version.expected(ifMatch), caller.staffId());
    return Response.noContent().build();
  }

  private static Response tagged(Response.ResponseBuilder response, SampleProfile sample) {
    return response.entity(SampleView.of(sample)).tag(Version.tag(sample.version())).build();
  }
}

package jp.todoke.api.staff;

import com.fasterxml.jackson.core.JsonProcessingException;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
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
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import jp.todoke.api.problems.Problem;
import jp.todoke.api.problems.Problems;
import jp.todoke.api.problems.Refusal;
import jp.todoke.api.rest.Idempotent;
import jp.todoke.api.rest.Json;
import jp.todoke.api.rest.Lines;
import jp.todoke.api.rest.Page;
import jp.todoke.api.rest.Rows;
import jp.todoke.api.rest.Version;
import jp.todoke.api.security.AllowedTo;
import jp.todoke.api.security.Role;
import jp.todoke.segmentation.attributes.Attribute;
import jp.todoke.segmentation.attributes.AttributeType;
import jp.todoke.segmentation.attributes.Attributes;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** {@code /staff/attributes}: which facts about people exist in this city. */
@Path("/staff/attributes")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class AttributesResource {

  @Inject private Attributes attributes;

  /** An attribute as staff see and send it. */
  public record AttributeView(
      String name,
      String label,
      String type,
      Optional<List<String>> allowed,
      Optional<String> unit,
      Optional<String> purpose,
      Optional<String> source,
      Optional<Integer> version) {

    static AttributeView of(Attribute attribute) {
      return new AttributeView(
          attribute.name(),
          attribute.label(),
          attribute.type().json(),
          Optional.of(attribute.allowed()),
          Optional.of(attribute.unit()),
          Optional.of(attribute.purpose()),
          Optional.of(attribute.source()),
          Optional.of(attribute.version()));
    }

    boolean sameContent(AttributeView other) {
      return label.equals(other.label)
          && type.equals(other.type)
          && allowed.equals(other.allowed)
          && unit.equals(other.unit)
          && purpose.equals(other.purpose)
          && source.equals(other.source);
    }

    Attribute attribute(String name) {
      AttributeType shape =
          AttributeType.of(type)
              .orElseThrow(
                  () ->
                      new Refusal(
                          Problem.at(
                              400,
                              "invalid-attribute",
                              "/type",
                              "text, number, boolean, date, enum or set")));
      return new Attribute(
          name,
          label,
          shape,
          allowed.orElse(List.of()),
          unit.orElse(""),
          purpose.orElse("service"),
          source.orElse("crm"),
          1);
    }
  }

  /** The catalogue, by name. */
  @GET
  @AllowedTo({Role.EDITOR, Role.APPROVER, Role.ADMIN, Role.AUDITOR, Role.SYSTEM})
  @Operation(summary = "The attribute catalogue")
  public Page<AttributeView> list(
      @QueryParam("limit") @Nullable Integer limit, @QueryParam("cursor") @Nullable String cursor) {
    int size = Page.limit(limit, Page.MOST_FOR_SYSTEMS);
    String after = Page.after(cursor);
    List<AttributeView> oneMore =
        attributes.refresh().entries().stream()
            .sorted(java.util.Comparator.comparing(Attribute::name))
            .filter(attribute -> attribute.name().compareTo(after) > 0)
            .limit(size + 1L)
            .map(AttributeView::of)
            .toList();
    return Page.of(oneMore, size, AttributeView::name);
  }

  /** One entry. */
  @GET
  @Path("{name}")
  @AllowedTo({Role.EDITOR, Role.APPROVER, Role.ADMIN, Role.AUDITOR, Role.SYSTEM})
  @Operation(summary = "One attribute")
  public Response get(@PathParam("name") String name) {
    Attribute attribute =
        attributes.refresh().find(name).orElseThrow(() -> new Refusal(Problem.notFound()));
    return Response.ok(AttributeView.of(attribute)).tag(Version.tag(attribute.version())).build();
  }

  /** Adds an entry. */
  @POST
  @Idempotent
  @AllowedTo({Role.ADMIN, Role.SYSTEM})
  @Operation(summary = "Add an attribute")
  public Response create(AttributeView view) {
    Attribute created = attributes.create(view.attribute(view.name()));
    return Response.created(URI.create("staff/attributes/" + created.name()))
        .entity(AttributeView.of(created))
        .tag(Version.tag(created.version()))
        .build();
  }

  /**
   * Takes many entries, one JSON object a line; an entry that exists is replaced by the new one.
   */
  @PUT
  @Consumes(Rows.NDJSON)
  @Produces(Rows.NDJSON)
  @AllowedTo({Role.ADMIN, Role.SYSTEM})
  @Operation(summary = "Import attributes as NDJSON")
  public Response importAll(InputStream body) {
    return Rows.answer(sink -> Lines.each(body, (row, line) -> take(row, line, sink)));
  }

  private void take(long row, String line, Rows.Sink sink) {
    try {
      Attribute wanted = read(line);
      Optional<Attribute> known = attributes.refresh().find(wanted.name());
      if (known.isEmpty()) {
        attributes.create(wanted);
      } else if (!AttributeView.of(known.get()).sameContent(AttributeView.of(wanted))) {
        attributes.replace(wanted, known.get().version());
      }
      sink.ok(row);
    } catch (JsonProcessingException malformed) {
      sink.refused(row, "invalid-json", "not an attribute in JSON");
    } catch (RuntimeException refused) {
      Problem problem = Problems.of(refused);
      if (problem.status() >= 500) {
        throw refused;
      }
      sink.refused(row, problem.code(), problem.detail());
    }
  }

  private static Attribute read(String line) throws JsonProcessingException {
    AttributeView view = Json.row(line, AttributeView.class);
    return view.attribute(view.name());
  }

  /** Replaces an entry; its type stays and values are only added. */
  @PUT
  @Path("{name}")
  @AllowedTo({Role.ADMIN, Role.SYSTEM})
  @Operation(summary = "Edit an attribute")
  public Response replace(
      @PathParam("name") String name,
      @HeaderParam("If-Match") @Nullable String ifMatch,
      AttributeView view) {
    int expected = Version.expected(ifMatch);
    if (attributes.refresh().find(name).isEmpty()) {
      throw new Refusal(Problem.notFound());
    }
    Attribute replaced = attributes.replace(view.attribute(name), expected);
    return Response.ok(AttributeView.of(replaced)).tag(Version.tag(replaced.version())).build();
  }
}

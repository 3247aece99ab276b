package jp.todoke.api.staff;

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
import java.math.BigDecimal;
import java.net.URI;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import jp.todoke.api.problems.Problem;
import jp.todoke.api.problems.Refusal;
import jp.todoke.api.rest.Idempotent;
import jp.todoke.api.rest.Page;
import jp.todoke.api.rest.Version;
import jp.todoke.api.security.AllowedTo;
import jp.todoke.api.security.Role;
import jp.todoke.segmentation.attributes.Attributes;
import jp.todoke.segmentation.attributes.Parameter;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** {@code /staff/parameters}: amounts that a law sets and changes on a day, named by conditions. */
@Path("/staff/parameters")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class ParametersResource {

  @Inject private Attributes attributes;

  /** The amounts from a day on. */
  public record PeriodJson(LocalDate fromOn, List<BigDecimal> amounts, Optional<BigDecimal> more) {}

  /** A parameter as staff send and see it. */
  public record ParameterJson(
      String name,
      String label,
      Optional<String> unit,
      Optional<String> source,
      List<PeriodJson> periods,
      Optional<Integer> version) {

    static ParameterJson of(Parameter parameter) {
      return new ParameterJson(
          parameter.name(),
          parameter.label(),
          Optional.of(parameter.unit()),
          Optional.of(parameter.source()),
          parameter.periods().stream()
              .map(
                  period ->
                      new PeriodJson(period.from(), period.amounts(), Optional.of(period.more())))
              .toList(),
          Optional.of(parameter.version()));
    }

    Parameter parameter(String underName) {
      return new Parameter(
          underName,
          label,
          unit.orElse(""),
          source.orElse(""),
          periods.stream()
              .map(
                  period ->
                      new Parameter.Period(
                          period.fromOn(), period.amounts(), period.more().orElse(BigDecimal.ZERO)))
              .toList(),
          1);
    }
  }

  /** Parameters by name. */
  @GET
  @AllowedTo({Role.EDITOR, Role.APPROVER, Role.ADMIN, Role.AUDITOR})
  @Operation(summary = "Dated amounts that conditions name")
  public Page<ParameterJson> list(
      @QueryParam("limit") @Nullable Integer limit, @QueryParam("cursor") @Nullable String cursor) {
    int size = Page.limit(limit, Page.MOST);
    String after = Page.after(cursor);
    List<ParameterJson> oneMore =
        attributes.refresh().parameters().stream()
            .sorted(Comparator.comparing(Parameter::name))
            .filter(parameter -> parameter.name().compareTo(after) > 0)
            .limit(size + 1L)
            .map(ParameterJson::of)
            .toList();
    return Page.of(oneMore, size, ParameterJson::name);
  }

  /** Adds a parameter. */
  @POST
  @Idempotent
  @AllowedTo(Role.ADMIN)
  @Operation(summary = "Add a dated amount")
  public Response create(ParameterJson json) {
    Parameter created = attributes.create(json.parameter(json.name()));
    return Response.created(URI.create("staff/parameters/" + created.name()))
        .entity(ParameterJson.of(created))
        .tag(Version.tag(created.version()))
        .build();
  }

  /** One parameter. */
  @GET
  @Path("{name}")
  @AllowedTo({Role.EDITOR, Role.APPROVER, Role.ADMIN, Role.AUDITOR})
  @Operation(summary = "One dated amount")
  public Response get(@PathParam("name") String name) {
    Parameter parameter = find(name);
    return Response.ok(ParameterJson.of(parameter)).tag(Version.tag(parameter.version())).build();
  }

  /** Edits a parameter; conditions that name it decide by the new amounts at once. */
  @PUT
  @Path("{name}")
  @AllowedTo(Role.ADMIN)
  @Operation(summary = "Edit a dated amount")
  public Response replace(
      @PathParam("name") String name,
      @HeaderParam("If-Match") @Nullable String ifMatch,
      ParameterJson json) {
    int expected = Version.expected(ifMatch);
    find(name);
    Parameter replaced = attributes.replace(json.parameter(name), expected);
    return Response.ok(ParameterJson.of(replaced)).tag(Version.tag(replaced.version())).build();
  }

  private Parameter find(String name) {
    return attributes.refresh().parameter(name).orElseThrow(() -> new Refusal(Problem.notFound()));
  }
}

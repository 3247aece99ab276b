package jp.todoke.api.jobs;

import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.LocalDate;
import jp.todoke.api.problems.Problem;
import jp.todoke.api.problems.Refusal;
import jp.todoke.api.rest.Idempotent;
import jp.todoke.api.security.AllowedTo;
import jp.todoke.api.security.CurrentCaller;
import jp.todoke.api.security.Role;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** {@code /staff/reports/exports}: reports too long for one answer, as CSV. */
@Path("/staff/reports/exports")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class ReportExportsResource {

  private static final int LONGEST_DAYS = 400;

  @Inject private Jobs jobs;
  @Inject private CurrentCaller caller;

  /** What to export: {@code delivery-facts} or {@code campaigns}, from one day to another. */
  public record ExportJson(String kind, LocalDate fromOn, LocalDate toOn) {}

  /** Asks for an export; it is made beside the request. */
  @POST
  @Idempotent
  @AllowedTo({Role.EDITOR, Role.APPROVER, Role.SENDER, Role.AUDITOR})
  @Operation(summary = "Ask for a report as CSV; 202 with the job")
  public Response export(ExportJson json) {
    Job.Kind kind =
        Job.Kind.of(json.kind())
            .orElseThrow(
                () ->
                    new Refusal(
                        Problem.at(400, "invalid-export", "/kind", "delivery-facts or campaigns")));
    if (json.toOn().isBefore(json.fromOn())
        || json.toOn().isAfter(json.fromOn().plusDays(LONGEST_DAYS))) {
      throw new Refusal(
          Problem.at(400, "invalid-export", "/toOn", "at most " + LONGEST_DAYS + " days on"));
    }
    Job job = jobs.ask(kind, json.fromOn(), json.toOn(), caller.staffId());
    return Response.accepted(JobsResource.JobView.of(job))
        .location(URI.create("jobs/" + job.id()))
        .build();
  }
}

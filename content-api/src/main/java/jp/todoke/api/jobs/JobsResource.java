package jp.todoke.api.jobs;

import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import jp.todoke.api.problems.Problem;
import jp.todoke.api.problems.Refusal;
import jp.todoke.api.security.AllowedTo;
import jp.todoke.api.security.CurrentCaller;
import jp.todoke.api.security.Role;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** {@code /jobs}: long work of the caller, how far it is and what it yielded. */
@Path("/jobs")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class JobsResource {

  @Inject private Jobs jobs;
  @Inject private CurrentCaller caller;

  /**
   * A job as who asked for it sees it.
   *
   * @param done rows so far
   * @param total not known before it is over
   */
  public record JobView(
      String id,
      String kind,
      String state,
      long done,
      Optional<Long> total,
      Optional<Instant> startedAt,
      Optional<Instant> finishedAt,
      List<String> errors,
      Optional<String> result) {

    static JobView of(Job job) {
      boolean over = job.state() == Job.State.DONE;
      return new JobView(
          job.id(),
          job.kind().json(),
          job.state().name().toLowerCase(Locale.ROOT),
          job.done(),
          over ? Optional.of(job.done()) : Optional.empty(),
          job.startedAt(),
          job.finishedAt(),
          job.errors().isEmpty() ? List.of() : List.of(job.errors()),
          over ? Optional.of("/v1/jobs/" + job.id() + "/result.csv") : Optional.empty());
    }
  }

  /** How far a job is that the caller asked for. */
  @GET
  @Path("{id}")
  @AllowedTo({Role.EDITOR, Role.APPROVER, Role.SENDER, Role.AUDITOR})
  @Operation(summary = "How far a job of mine is")
  public JobView get(@PathParam("id") String id) {
    return JobView.of(find(id));
  }

  /** Ends a job before it is done. */
  @POST
  @Path("{id}/cancellation")
  @AllowedTo({Role.EDITOR, Role.APPROVER, Role.SENDER, Role.AUDITOR})
  @Operation(summary = "Cancel a job of mine")
  public JobView cancel(@PathParam("id") String id) {
    find(id);
    jobs.cancel(id, caller.staffId());
    return JobView.of(find(id));
  }

  /** What a job that is done has yielded. */
  @GET
  @Path("{id}/result.csv")
  @Produces("text/csv;charset=UTF-8")
  @AllowedTo({Role.EDITOR, Role.APPROVER, Role.SENDER, Role.AUDITOR})
  @Operation(summary = "The result of a job of mine")
  public Response result(@PathParam("id") String id) {
    if (find(id).state() != Job.State.DONE) {
      throw new Refusal(Problem.of(409, "conflict-job-state", "the job is not done"));
    }
    StreamingOutput body =
        out ->
            jobs.file(
                id,
                text -> {
                  try {
                    out.write(text.getBytes(StandardCharsets.UTF_8));
                  } catch (IOException gone) {
                    throw new UncheckedIOException(gone);
                  }
                });
    return Response.ok(body)
        .header("Content-Disposition", "attachment; filename=\"" + id + ".csv\"")
        .header("Cache-Control", "no-store")
        .build();
  }

  private Job find(String id) {
    return jobs.find(id, caller.staffId()).orElseThrow(() -> new Refusal(Problem.notFound()));
  }
}

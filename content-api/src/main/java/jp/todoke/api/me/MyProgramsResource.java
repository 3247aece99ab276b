package jp.todoke.api.me;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jp.todoke.api.problems.Problem;
import jp.todoke.api.problems.Refusal;
import jp.todoke.api.programs.Program;
import jp.todoke.api.programs.Programs;
import jp.todoke.api.rest.Page;
import jp.todoke.api.security.AllowedTo;
import jp.todoke.api.security.CurrentCaller;
import jp.todoke.api.security.Role;
import jp.todoke.api.staff.DecisionView;
import jp.todoke.segmentation.conditions.Verdict;
import jp.todoke.segmentation.profiles.Profile;
import jp.todoke.segmentation.profiles.Profiles;
import jp.todoke.segmentation.rules.Decisions;
import jp.todoke.segmentation.rules.Rule;
import jp.todoke.segmentation.rules.RuleBook;
import jp.todoke.segmentation.rules.Verdicts;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/**
 * {@code /me/programs}: which programs concern me, which do not, and what you would have to know.
 */
@Path("/me/programs")
@Produces(MediaType.APPLICATION_JSON)
public class MyProgramsResource {

  @Inject private Profiles profiles;
  @Inject private Decisions decisions;
  @Inject private Programs programs;
  @Inject private CurrentCaller caller;

  /**
   * A program with the decision on the asker. It is a first answer, never the office's own decision
   * on an application.
   */
  public record MyProgram(
      String id,
      String title,
      String summary,
      String url,
      String result,
      int ruleVersion,
      List<DecisionView.ReasonView> reasons,
      List<String> missing,
      Optional<LocalDate> fromOn) {

    static MyProgram of(Program program, DecisionView decision) {
      return new MyProgram(
          program.id(),
          program.title(),
          program.summary(),
          program.url(),
          decision.result(),
          decision.ruleVersion(),
          decision.reasons(),
          decision.missing(),
          decision.fromOn());
    }
  }

  /** The programs offered today of which the decision is so, by id. */
  @GET
  @AllowedTo(Role.CITIZEN)
  @Operation(summary = "Programs that apply to me, do not, or need one more fact")
  public Page<MyProgram> list(
      @QueryParam("result") @Nullable String result,
      @QueryParam("limit") @Nullable Integer limit,
      @QueryParam("cursor") @Nullable String cursor) {
    int size = Page.limit(limit, Page.MOST);
    String after = Page.after(cursor);
    Verdict asked = verdict(result == null ? "yes" : result);
    Profile me = me();
    RuleBook book = decisions.book();
    Verdicts verdicts = book.decide(me);
    Map<String, Program> registry = programs.current();
    List<Program> oneMore =
        verdicts.which(Rule.Subject.PROGRAM, asked).stream()
            .map(rule -> rule.key().id())
            .filter(id -> id.compareTo(after) > 0)
            .sorted()
            .map(registry::get)
            .filter(program -> program != null && program.offeredOn(book.asOf()))
            .limit(size + 1L)
            .toList();
    return Page.of(oneMore, size, Program::id)
        .map(program -> MyProgram.of(program, decision(book, program.id(), me)));
  }

  /** The decision on one program with its reasons. */
  @GET
  @Path("{id}/decision")
  @AllowedTo(Role.CITIZEN)
  @Operation(summary = "Whether one program applies to me, and why")
  public DecisionView decide(@PathParam("id") String id) {
    RuleBook book = decisions.book();
    Program program = programs.current().get(id);
    if (program == null || !program.offeredOn(book.asOf())) {
      throw new Refusal(Problem.notFound());
    }
    return decision(book, id, me());
  }

  private static DecisionView decision(RuleBook book, String id, Profile me) {
    return DecisionView.of(book.explain(Rule.Key.program(id), me));
  }

  private Profile me() {
    return profiles.find(caller.commonId()).orElseGet(() -> Profile.newcomer(caller.commonId()));
  }

  private static Verdict verdict(String result) {
    return switch (result) {
      case "yes" -> Verdict.YES;
      case "no" -> Verdict.NO;
      case "unknown" -> Verdict.UNKNOWN;
      default ->
          throw new Refusal(Problem.at(400, "invalid-result", "result", "yes, unknown or no"));
    };
  }
}

package jp.todoke.api.answers;

import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import jp.todoke.api.problems.Problem;
import jp.todoke.api.problems.Refusal;
import jp.todoke.api.rest.Page;
import jp.todoke.api.security.AllowedTo;
import jp.todoke.api.security.Role;
import jp.todoke.faq.answers.Answers;
import jp.todoke.faq.ranking.JudgedQuestion;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** {@code /staff/faq/past-questions}: the consultation history the order of answers learns from. */
@Path("/staff/faq/past-questions")
@Produces(MediaType.APPLICATION_JSON)
public class PastQuestionsResource {

  @Inject private Answers answers;

  /** A question with the entries that answered it. */
  public record PastQuestionView(String id, String query, Map<String, Integer> relevant) {

    static PastQuestionView of(JudgedQuestion question) {
      return new PastQuestionView(question.id(), question.text(), question.grades());
    }
  }

  /** Past questions by id. */
  @GET
  @AllowedTo({Role.EDITOR, Role.APPROVER, Role.AUDITOR})
  @Operation(summary = "Past questions with the entries that answered them")
  public Page<PastQuestionView> list(
      @QueryParam("limit") @Nullable Integer limit, @QueryParam("cursor") @Nullable String cursor) {
    int size = Page.limit(limit, Page.MOST);
    return Page.of(answers.pastQuestions(size + 1, Page.after(cursor)), size, JudgedQuestion::id)
        .map(PastQuestionView::of);
  }

  /** Forgets one for good. */
  @DELETE
  @Path("{id}")
  @AllowedTo(Role.EDITOR)
  @Operation(summary = "Forget a past question")
  public Response forget(@PathParam("id") String id) {
    if (!answers.forgetPastQuestion(id)) {
      throw new Refusal(Problem.notFound());
    }
    return Response.noContent().build();
  }
}

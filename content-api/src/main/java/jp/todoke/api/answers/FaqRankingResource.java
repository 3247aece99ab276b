package jp.todoke.api.answers;

import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import jp.todoke.api.problems.Problem;
import jp.todoke.api.problems.Refusal;
import jp.todoke.api.rest.Idempotent;
import jp.todoke.api.rest.JsonBodies;
import jp.todoke.api.rest.Lines;
import jp.todoke.api.rest.Rows;
import jp.todoke.api.security.AllowedTo;
import jp.todoke.api.security.CurrentCaller;
import jp.todoke.api.security.Role;
import jp.todoke.faq.answers.Answers;
import jp.todoke.faq.ranking.InvalidQuestionFile;
import jp.todoke.faq.ranking.JudgedQuestion;
import jp.todoke.faq.ranking.Ranked;
import jp.todoke.faq.ranking.Ranking;
import jp.todoke.faq.ranking.RankingChoice;
import jp.todoke.faq.ranking.RankingModel;
import jp.todoke.faq.ranking.StoredModel;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** {@code /staff/faq/ranking}: in which order answers stand, why, and what it learns from. */
@Path("/staff/faq/ranking")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class FaqRankingResource {

  private static final String LEARNED = "learned";
  private static final String PLAIN = "plain";
  private static final int EXPLAINED = 10;

  @Inject private Ranking ranking;
  @Inject private RankingChoice choice;
  @Inject private Answers answers;
  @Inject private CurrentCaller caller;
  @Inject private Clock clock;

  /**
   * The order served.
   *
   * @param order {@code learned} or {@code plain}
   * @param model the stored weights chosen; 0 for those the server was started with
   * @param version of the weights; empty where there are none
   * @param fittedOn what they were fitted on
   * @param figures what was measured then
   * @param pastQuestions how many are remembered
   * @param pastQuestionsLeftOut how many more are kept and not remembered, because there are too
   *     many
   */
  public record RankingView(
      String order,
      int model,
      String version,
      String fittedOn,
      Map<String, Double> figures,
      int pastQuestions,
      long pastQuestionsLeftOut) {}

  /** The order wanted: {@code learned} or {@code plain}; for learned perhaps by stored weights. */
  public record RankingOrder(Optional<String> order, Optional<Integer> model) {}

  /** Weights that staff stored. */
  public record ModelView(
      int version,
      String name,
      String fittedOn,
      Map<String, Double> figures,
      boolean usable,
      String storedBy,
      Instant storedAt) {

    static ModelView of(StoredModel model) {
      return new ModelView(
          model.version(),
          model.name(),
          model.fittedOn(),
          Map.copyOf(model.figures()),
          model.usable(),
          model.by(),
          model.at());
    }
  }

  /** All that was stored, the newest first. */
  public record ModelsView(List<ModelView> models) {}

  /** Why answers stand where they do. */
  public record ExplainedView(String confidence, List<ExplainedItem> items) {}

  /** One answer with the features that raised it most. */
  public record ExplainedItem(
      String kind,
      String id,
      double score,
      double coverage,
      List<String> matchedWords,
      List<Reason> reasons) {}

  /** A feature of the model and its part of the score. */
  public record Reason(String feature, double worth) {}

  /** The order served and what it is worth. */
  @GET
  @AllowedTo({Role.EDITOR, Role.APPROVER, Role.AUDITOR})
  @Operation(summary = "The order of answers served")
  public RankingView get() {
    String order = ranking.learned() ? LEARNED : PLAIN;
    return ranking
        .model()
        .map(model -> view(order, model))
        .orElseGet(
            () ->
                new RankingView(
                    order,
                    choice.model(),
                    "",
                    "",
                    Map.of(),
                    ranking.remembered(),
                    answers.pastQuestionsLeftOut()));
  }

  private RankingView view(String order, RankingModel model) {
    return new RankingView(
        order,
        choice.model(),
        model.version(),
        model.fittedOn(),
        model.figures(),
        ranking.remembered(),
        answers.pastQuestionsLeftOut());
  }

  /** Serves the learned order or the plain one, on every node within seconds. */
  @PUT
  @AllowedTo(Role.APPROVER)
  @Operation(summary = "Switch the order of answers")
  public RankingView put(RankingOrder wanted) {
    switch (wanted.order().orElse("")) {
      case LEARNED -> {
        wanted.model().ifPresent(choice::chooseModel);
        choice.choose(true);
      }
      case PLAIN -> choice.choose(false);
      default -> throw new Refusal(Problem.at(400, "invalid-order", "order", "learned or plain"));
    }
    answers.refresh();
    return get();
  }

  /** The weights that staff stored. */
  @GET
  @Path("models")
  @AllowedTo({Role.EDITOR, Role.APPROVER, Role.AUDITOR})
  @Operation(summary = "Stored weights of the order of answers")
  public ModelsView models() {
    return new ModelsView(choice.models().stream().map(ModelView::of).toList());
  }

  /** Stores a file that {@code ./todoke faq train} wrote; nobody is served by it yet. */
  @POST
  @Path("models")
  @Idempotent
  @AllowedTo(Role.APPROVER)
  @Operation(summary = "Store weights of the order of answers")
  public ModelsView store(String weights) {
    if (weights.length() > JsonBodies.LARGEST) {
      throw new Refusal(
          Problem.of(
              413, "invalid-body-size", "a body has at most " + JsonBodies.LARGEST + " bytes"));
    }
    choice.add(RankingModel.read(weights), caller.staffId(), clock.instant());
    return models();
  }

  /** Serves the weights that were served before. */
  @POST
  @Path("rollback")
  @Idempotent
  @AllowedTo(Role.APPROVER)
  @Operation(summary = "Serve the former weights again")
  public RankingView rollBack() {
    choice.rollBack();
    answers.refresh();
    return get();
  }

  /** Why the answers to a question stand where they do; the question is not counted. */
  @GET
  @Path("explanation")
  @AllowedTo({Role.EDITOR, Role.APPROVER, Role.AUDITOR})
  @Operation(summary = "Why answers stand in this order")
  public ExplainedView explain(@QueryParam("q") @Nullable String question) {
    if (question == null || question.isBlank()) {
      throw new Refusal(Problem.at(400, "invalid-question", "q", "ask something"));
    }
    Ranked ranked = answers.explain(question, EXPLAINED);
    return new ExplainedView(
        ranked.certainty().name().toLowerCase(Locale.ROOT),
        ranked.items().stream().map(FaqRankingResource::explained).toList());
  }

  private static ExplainedItem explained(Ranked.Item item) {
    return new ExplainedItem(
        item.hit().kind().toLowerCase(Locale.ROOT),
        item.hit().id(),
        item.hit().score(),
        item.hit().coverage(),
        item.hit().matchedWords(),
        item.reasons().stream()
            .map(reason -> new Reason(reason.feature(), reason.worth()))
            .toList());
  }

  /** Takes past questions with the entries that answered them, one JSON object a line. */
  @PUT
  @Path("past-questions")
  @Consumes(Rows.NDJSON)
  @Produces(Rows.NDJSON)
  @AllowedTo({Role.EDITOR, Role.SYSTEM})
  @Operation(summary = "Import past questions as NDJSON")
  public Response importPast(InputStream body) {
    Response response =
        Rows.answer(
            sink -> {
              List<JudgedQuestion> good = new ArrayList<>();
              Lines.each(
                  body,
                  (row, line) -> {
                    try {
                      good.addAll(JudgedQuestion.read(Stream.of(line)));
                      sink.ok(row);
                    } catch (InvalidQuestionFile invalid) {
                      sink.refused(row, "invalid-past-question", invalid.reason());
                    }
                  });
              answers.learn(good);
            });
    return response;
  }
}

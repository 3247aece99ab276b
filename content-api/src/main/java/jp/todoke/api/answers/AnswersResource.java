package jp.todoke.api.answers;

import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import jp.todoke.api.problems.Problem;
import jp.todoke.api.problems.Refusal;
import jp.todoke.api.programs.Program;
import jp.todoke.api.programs.Programs;
import jp.todoke.api.ratings.Ratings;
import jp.todoke.api.rest.Idempotent;
import jp.todoke.api.rest.Language;
import jp.todoke.api.rest.Page;
import jp.todoke.api.security.AllowedTo;
import jp.todoke.api.security.CurrentCaller;
import jp.todoke.api.security.OpenToAll;
import jp.todoke.api.security.Role;
import jp.todoke.api.staff.DecisionView;
import jp.todoke.faq.answers.Answer;
import jp.todoke.faq.answers.AnswerItem;
import jp.todoke.faq.answers.AnswerKind;
import jp.todoke.faq.answers.Answers;
import jp.todoke.faq.answers.Opinions;
import jp.todoke.segmentation.profiles.Profile;
import jp.todoke.segmentation.profiles.Profiles;
import jp.todoke.segmentation.rules.Decisions;
import jp.todoke.segmentation.rules.Rule;
import jp.todoke.segmentation.rules.RuleBook;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** {@code /answers}: a question in one's own words. */
@Path("/answers")
@Produces(MediaType.APPLICATION_JSON)
public class AnswersResource {

  private static final int LONGEST_QUESTION = 2_000;

  @Inject private Answers answers;
  @Inject private Ratings ratings;
  @Inject private Programs programs;
  @Inject private Profiles profiles;
  @Inject private Decisions decisions;
  @Inject private CurrentCaller caller;
  @Inject private Contact.Desk contact;

  /**
   * The answer to a question.
   *
   * @param confidence {@code confident} (the first item answers it), {@code candidates} (one of
   *     them may) or {@code none} (the items are only near; ask the counter)
   * @param categories where nothing answers, the subjects of what comes nearest
   * @param contact where nothing answers, whom to ask; null where the city named nobody
   */
  public record AnswerView(
      String confidence,
      List<AnswerItemView> items,
      List<String> categories,
      @Nullable Contact contact) {}

  /**
   * One answer.
   *
   * @param programs the programs it is about, with the decision on the asker when they are known
   */
  public record AnswerItemView(
      String kind,
      String id,
      String title,
      String text,
      double score,
      List<String> matchedWords,
      String language,
      boolean fallback,
      List<CitedProgram> programs) {}

  /**
   * A program an answer cites.
   *
   * @param decision whether it applies to the asker; null when nobody is signed in
   */
  public record CitedProgram(
      String id, String title, String url, @Nullable DecisionView decision) {}

  /** Existing questions and titles while typing. */
  public record SuggestionView(String kind, String id, String title, String language) {}

  /** Answers a question from FAQ entries and programs. */
  @GET
  @OpenToAll
  @Operation(summary = "Answer a question in one's own words")
  public Response answer(
      @QueryParam("q") @Nullable String question,
      @QueryParam("limit") @Nullable Integer limit,
      @QueryParam("locale") @Nullable String locale,
      @HeaderParam(HttpHeaders.ACCEPT_LANGUAGE) @Nullable String acceptLanguage) {
    String asked = question(question, LONGEST_QUESTION);
    int size = limit == null ? 10 : Page.limit(limit, Page.MOST);
    Language language = Language.asked(locale, acceptLanguage);
    Answer answer = answers.answer(asked, language.tag(), size);
    String confidence =
        switch (answer) {
          case Answer.Confident confident -> "confident";
          case Answer.Candidates candidates -> "candidates";
          case Answer.NoAnswer none -> "none";
        };
    Optional<Profile> asker =
        caller.caller().roles().contains(Role.CITIZEN)
            ? profiles.find(caller.commonId())
            : Optional.empty();
    List<AnswerItemView> items = answer.items().stream().map(item -> view(item, asker)).toList();
    List<String> categories =
        answer instanceof Answer.NoAnswer none ? none.categories() : List.of();
    @Nullable Contact counter =
        answer instanceof Answer.NoAnswer ? contact.get().orElse(null) : null;
    String shown = items.stream().map(AnswerItemView::language).findFirst().orElse(language.tag());
    return Response.ok(new AnswerView(confidence, items, categories, counter))
        .header(HttpHeaders.CONTENT_LANGUAGE, shown)
        .build();
  }

  /** Completes what is being typed to an existing question or title. */
  @GET
  @Path("suggestions")
  @OpenToAll
  @Operation(summary = "Existing questions while typing")
  public Page<SuggestionView> suggest(
      @QueryParam("q") @Nullable String typed,
      @QueryParam("limit") @Nullable Integer limit,
      @QueryParam("locale") @Nullable String locale,
      @HeaderParam(HttpHeaders.ACCEPT_LANGUAGE) @Nullable String acceptLanguage) {
    int size = limit == null ? 8 : Page.limit(limit, Page.DEFAULT_LIMIT);
    Language language = Language.asked(locale, acceptLanguage);
    return new Page<>(
        answers.suggestions(question(typed, 200), language.tag(), size).stream()
            .map(
                suggestion ->
                    new SuggestionView(
                        json(suggestion.kind()),
                        suggestion.id(),
                        suggestion.title(),
                        suggestion.language()))
            .toList(),
        null);
  }

  private AnswerItemView view(AnswerItem item, Optional<Profile> asker) {
    Stream<String> cited =
        item.kind() == AnswerKind.PROGRAM ? Stream.of(item.id()) : item.programIds().stream();
    RuleBook book = decisions.book();
    List<CitedProgram> about =
        cited
            .map(programs.current()::get)
            .filter(program -> program != null && program.offeredOn(book.asOf()))
            .map(program -> cite(program, book, asker))
            .toList();
    return new AnswerItemView(
        json(item.kind()),
        item.id(),
        item.title(),
        item.text(),
        item.score(),
        List.copyOf(item.matchedWords()),
        item.language(),
        item.fallback(),
        about);
  }

  private static CitedProgram cite(Program program, RuleBook book, Optional<Profile> asker) {
    Rule.Key key = Rule.Key.program(program.id());
    @Nullable DecisionView decision =
        asker.isPresent() && book.find(key).isPresent()
            ? DecisionView.of(book.explain(key, asker.get()))
            : null;
    return new CitedProgram(program.id(), program.title(), program.url(), decision);
  }

  private static String json(AnswerKind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  private static String question(@Nullable String question, int longest) {
    if (question == null || question.isBlank()) {
      throw new Refusal(Problem.at(400, "invalid-question", "q", "ask something"));
    }
    if (question.length() > longest) {
      throw new Refusal(
          Problem.at(400, "invalid-question", "q", "at most " + longest + " characters"));
    }
    return question;
  }

  /** Says whether it helped, once a day; a citizen, or a system that passes it on. */
  @POST
  @Path("{kind}/{id}/rating")
  @Consumes(MediaType.APPLICATION_JSON)
  @Idempotent
  @AllowedTo({Role.CITIZEN, Role.SYSTEM})
  @Operation(summary = "Rate an answer")
  public Response rate(
      @PathParam("kind") String kind, @PathParam("id") String id, Ratings.RatingJson rating) {
    AnswerKind answer =
        switch (kind) {
          case "faq" -> AnswerKind.FAQ;
          case "program" -> AnswerKind.PROGRAM;
          default -> throw new Refusal(Problem.notFound());
        };
    answers.require(answer, id);
    return ratings.take(Opinions.Subject.valueOf(answer.name()), id, rating);
  }
}

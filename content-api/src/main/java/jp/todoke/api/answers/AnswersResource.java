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
import java.util.function.UnaryOperator;
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
import jp.todoke.faq.answers.Clicks;
import jp.todoke.faq.answers.Opinions;
import jp.todoke.segmentation.attributes.Attribute;
import jp.todoke.segmentation.attributes.Attributes;
import jp.todoke.segmentation.attributes.Catalogue;
import jp.todoke.segmentation.profiles.Profile;
import jp.todoke.segmentation.profiles.Profiles;
import jp.todoke.segmentation.rules.Decisions;
import jp.todoke.segmentation.rules.Explanation;
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
  @Inject private Attributes attributes;
  @Inject private CurrentCaller caller;
  @Inject private Contact.Desk contact;
  @Inject private Clicks clicks;
  @Inject private Askers askers;

  /**
   * The answer to a question.
   *
   * @param confidence {@code confident} (the first item answers it), {@code candidates} (one of
   *     them may) or {@code none} (the items are only near; ask the counter)
   * @param categories the subjects of what comes nearest, or where nothing was found those with the
   *     most entries: where to look when it is none of these
   * @param contact whom to ask when it is none of these; null where the city named nobody
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
   * @param text the decision in a sentence; null when nobody is signed in
   */
  public record CitedProgram(
      String id,
      String title,
      String url,
      @Nullable DecisionView decision,
      @Nullable String text) {}

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
    return answered(
        question(question, LONGEST_QUESTION, "q"), limit, Language.asked(locale, acceptLanguage));
  }

  /**
   * A question as it is sent where an address is too short for it.
   *
   * @param question up to 2,000 characters
   */
  public record QuestionJson(
      @Nullable String question, Optional<Integer> limit, Optional<String> locale) {}

  /** The same for a question that is too long for an address. */
  @POST
  @OpenToAll
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(summary = "Answer a long question in one's own words")
  public Response ask(
      @HeaderParam(HttpHeaders.ACCEPT_LANGUAGE) @Nullable String acceptLanguage,
      QuestionJson asked) {
    return answered(
        question(asked.question(), LONGEST_QUESTION, "/question"),
        asked.limit().orElse(null),
        Language.asked(asked.locale().orElse(null), acceptLanguage));
  }

  private Response answered(String asked, @Nullable Integer limit, Language language) {
    int size = limit == null ? 10 : Page.limit(limit, Page.MOST);
    Answer answer = answers.answer(asked, language.tag(), size, askers.current());
    String confidence =
        switch (answer) {
          case Answer.Confident confident -> "confident";
          case Answer.Candidates candidates -> "candidates";
          case Answer.NoAnswer none -> "none";
        };
    Optional<Profile> asker =
        caller.caller().roles().contains(Role.CITIZEN)
            ? profiles
                .find(caller.commonId())
                .or(() -> Optional.of(Profile.newcomer(caller.commonId())))
            : Optional.empty();
    List<AnswerItemView> items = answer.items().stream().map(item -> view(item, asker)).toList();
    String shown = items.stream().map(AnswerItemView::language).findFirst().orElse(language.tag());
    return Response.ok(
            new AnswerView(confidence, items, answer.categories(), contact.get().orElse(null)))
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
        answers.suggestions(question(typed, 200, "q"), language.tag(), size).stream()
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

  private CitedProgram cite(Program program, RuleBook book, Optional<Profile> asker) {
    Rule.Key key = Rule.Key.program(program.id());
    if (asker.isEmpty() || book.find(key).isEmpty()) {
      return new CitedProgram(program.id(), program.title(), program.url(), null, null);
    }
    Explanation explanation = book.explain(key, asker.get());
    return new CitedProgram(
        program.id(),
        program.title(),
        program.url(),
        DecisionView.of(explanation),
        sentence(explanation, name -> label(attributes.catalogue(), name)));
  }

  private static String label(Catalogue catalogue, String name) {
    return catalogue.find(name).map(Attribute::label).orElse(name);
  }

  /**
   * A decision in a sentence a citizen reads.
   *
   * @param label of an attribute by its name
   */
  static String sentence(Explanation explanation, UnaryOperator<String> label) {
    return switch (explanation.verdict()) {
      case YES -> "対象になります";
      case NO -> "対象外です";
      case UNKNOWN -> {
        List<String> missing =
            explanation.missing().stream().sorted().map(label).map(it -> "「" + it + "」").toList();
        yield switch (missing.size()) {
          case 0 -> "今の情報では分かりません";
          case 1 -> "あと一つ教えてください（" + missing.getFirst() + "）";
          default -> "あと" + missing.size() + "つ教えてください（" + String.join("", missing) + "）";
        };
      }
    };
  }

  private static String json(AnswerKind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  private static String question(@Nullable String question, int longest, String where) {
    if (question == null || question.isBlank()) {
      throw new Refusal(Problem.at(400, "invalid-question", where, "ask something"));
    }
    if (question.length() > longest) {
      throw new Refusal(
          Problem.at(400, "invalid-question", where, "at most " + longest + " characters"));
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
    AnswerKind answer = kind(kind);
    answers.require(answer, id);
    return ratings.take(Opinions.Subject.valueOf(answer.name()), id, rating);
  }

  private static AnswerKind kind(String kind) {
    return switch (kind) {
      case "faq" -> AnswerKind.FAQ;
      case "program" -> AnswerKind.PROGRAM;
      default -> throw new Refusal(Problem.notFound());
    };
  }

  /**
   * That somebody opened an answer.
   *
   * @param question what they had asked, up to 2,000 characters
   * @param client for a system that passes it on: a stable word for who it was, such as a hash
   */
  public record OpeningJson(Optional<String> question, Optional<String> client) {}

  /** Counts that an answer was opened after a question, once a day for each person. */
  @POST
  @Path("{kind}/{id}/opening")
  @Consumes(MediaType.APPLICATION_JSON)
  @Idempotent
  @AllowedTo({Role.CITIZEN, Role.SYSTEM})
  @Operation(summary = "Count that an answer was opened")
  public Response open(
      @PathParam("kind") String kind, @PathParam("id") String id, OpeningJson opening) {
    AnswerKind answer = kind(kind);
    answers.require(answer, id);
    String asked = opening.question().orElse("");
    if (asked.length() > LONGEST_QUESTION) {
      throw new Refusal(
          Problem.at(
              400, "invalid-question", "/question", "at most " + LONGEST_QUESTION + " characters"));
    }
    if (!clicks.open(answer, id, asked, ratings.client(opening.client()))) {
      throw new Refusal(Problem.of(429, "limit-openings", "too many for one day"));
    }
    return Response.noContent().build();
  }
}

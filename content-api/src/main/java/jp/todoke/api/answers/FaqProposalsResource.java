package jp.todoke.api.answers;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
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
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import jp.todoke.api.problems.Problem;
import jp.todoke.api.problems.Refusal;
import jp.todoke.api.rest.Idempotent;
import jp.todoke.api.rest.Json;
import jp.todoke.api.rest.Lines;
import jp.todoke.api.rest.Page;
import jp.todoke.api.rest.Rows;
import jp.todoke.api.rest.Version;
import jp.todoke.api.security.AllowedTo;
import jp.todoke.api.security.CurrentCaller;
import jp.todoke.api.security.Role;
import jp.todoke.faq.FaqEntries;
import jp.todoke.faq.FaqEntry;
import jp.todoke.faq.answers.Answers;
import jp.todoke.faq.answers.Scrubber;
import jp.todoke.faq.curation.Cluster;
import jp.todoke.faq.curation.Misses;
import jp.todoke.faq.curation.Proposal;
import jp.todoke.faq.curation.Proposals;
import jp.todoke.faq.ranking.JudgedQuestion;
import jp.todoke.search.languages.Tags;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** {@code /staff/faq/proposals}: from what was missed to what is published. */
@Path("/staff/faq/proposals")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class FaqProposalsResource {

  private static final ZoneId CITY = ZoneId.of("Asia/Tokyo");
  private static final int WEEK = 7;
  private static final int MOST_DAYS = 90;
  private static final int LARGEST_TABLE = 20_000_000;
  private static final int LONGEST_ANSWER = 20_000;

  @Inject private Misses misses;
  @Inject private Proposals proposals;
  @Inject private FaqEntries entries;
  @Inject private Answers answers;
  @Inject private LossBound bound;
  @Inject private CurrentCaller caller;
  @Inject private Clock clock;

  /** Questions in one language with words in common that found no answer. */
  public record ClusterView(
      String id,
      String language,
      List<String> words,
      long asked,
      long reAsked,
      Optional<String> wording,
      Optional<String> nearestId,
      double coverage,
      Optional<String> chosenId) {

    static ClusterView of(Cluster cluster) {
      return new ClusterView(
          cluster.id(),
          cluster.language(),
          cluster.words(),
          cluster.asked(),
          cluster.reAsked(),
          cluster.wording(),
          cluster.nearestId(),
          cluster.coverage(),
          cluster.chosenId());
    }
  }

  /**
   * The clusters of a period.
   *
   * @param leftOut askings that were not looked at, because there were too many wordings
   */
  public record ClustersView(List<ClusterView> items, @Nullable String nextCursor, long leftOut) {}

  /**
   * A proposal as staff send it.
   *
   * @param cluster of a draft from a cluster: its id; nothing but {@code days} is read then
   * @param days the period in which the cluster was listed
   * @param kind {@code entry}, {@code wording} or {@code synonym}
   * @param category of a new entry, as are programIds, language, validFrom and validTo
   */
  public record ProposalDraft(
      Optional<String> cluster,
      Optional<Integer> days,
      Optional<String> kind,
      Optional<String> entryId,
      Optional<String> question,
      Optional<String> answer,
      Optional<String> group,
      Optional<String> category,
      Optional<List<String>> programIds,
      Optional<String> language,
      Optional<LocalDate> validFrom,
      Optional<LocalDate> validTo) {

    Proposal.Details over(Proposal.Details now) {
      return new Proposal.Details(
          category.orElse(now.category()),
          programIds.orElse(now.programIds()),
          language.orElse(now.language()),
          validFrom.or(now::validFrom),
          validTo.or(now::validTo));
    }
  }

  /**
   * A proposal as staff see it, beside the entry it would change.
   *
   * @param diff what approving it would change; null as long as it is not complete
   */
  public record ProposalView(
      String id,
      int version,
      String kind,
      String state,
      List<String> words,
      long asked,
      String entryId,
      String question,
      String answer,
      String group,
      String category,
      List<String> programIds,
      String language,
      Optional<LocalDate> validFrom,
      Optional<LocalDate> validTo,
      String by,
      List<String> writers,
      Instant at,
      Optional<String> decidedBy,
      Optional<FaqEntriesResource.FaqEntryView> entryNow,
      Optional<DiffView> diff) {}

  /**
   * How the questions behind a proposal fared.
   *
   * @param leftOut questions of both periods that were not looked at, because there were too many
   *     wordings
   */
  public record OutcomeView(
      long askedBefore, long solvedBefore, long askedAfter, long solvedAfter, long leftOut) {}

  /** What was missed in the last days, gathered by words. */
  @GET
  @Path("clusters")
  @AllowedTo({Role.EDITOR, Role.APPROVER, Role.AUDITOR})
  @Operation(summary = "Unanswered questions gathered by words in common")
  public ClustersView clusters(@QueryParam("days") @Nullable Integer days) {
    LocalDate today = today();
    Misses.Gathered gathered = misses.gather(since(today, days), until(today));
    return new ClustersView(
        gathered.clusters().stream().map(ClusterView::of).toList(), null, gathered.leftOut());
  }

  /** Periods are whole days, so that a cluster is the same one minute later. */
  private static Instant since(LocalDate today, @Nullable Integer days) {
    return today
        .minusDays((days == null ? WEEK : Math.clamp(days, 1, MOST_DAYS)) - 1L)
        .atStartOfDay(CITY)
        .toInstant();
  }

  private static Instant until(LocalDate today) {
    return today.plusDays(1).atStartOfDay(CITY).toInstant();
  }

  private LocalDate today() {
    return LocalDate.ofInstant(clock.instant(), CITY);
  }

  /** The proposals in a state. */
  @GET
  @AllowedTo({Role.EDITOR, Role.APPROVER, Role.AUDITOR})
  @Operation(summary = "Proposals for the FAQ")
  public Page<ProposalView> list(@QueryParam("state") @Nullable String state) {
    return new Page<>(
        proposals.list(state == null ? Proposal.State.OPEN : shown(state), Page.MOST).stream()
            .map(this::view)
            .toList(),
        null);
  }

  /** Drafts a proposal from a cluster, or takes one that staff wrote. */
  @POST
  @Idempotent
  @AllowedTo(Role.EDITOR)
  @Operation(summary = "Propose something for the FAQ")
  public Response create(ProposalDraft draft) {
    Proposal created =
        draft
            .cluster()
            .map(cluster -> drafted(cluster, draft.days()))
            .orElseGet(() -> written(draft));
    return Response.created(URI.create("staff/faq/proposals/" + created.id()))
        .entity(view(created))
        .tag(Version.tag(created.version()))
        .build();
  }

  /** Its words depend on the period: the one it was listed in first, then others. */
  private Proposal drafted(String cluster, Optional<Integer> days) {
    LocalDate today = today();
    Instant until = until(today);
    return Stream.of(days.stream(), IntStream.of(WEEK, 30, MOST_DAYS).boxed())
        .flatMap(periods -> periods)
        .flatMap(period -> misses.find(cluster, since(today, period), until).stream())
        .findFirst()
        .map(found -> proposals.draft(found, caller.staffId()))
        .orElseThrow(() -> new Refusal(Problem.notFound()));
  }

  private Proposal written(ProposalDraft draft) {
    Proposal.Kind kind = of(Proposal.Kind.class, draft.kind().orElse(""));
    String id = UUID.randomUUID().toString();
    Proposal.Details details = draft.over(Proposal.Details.plain("").in(language(kind, draft)));
    return proposals.insert(
        Proposal.fresh(
            id,
            kind,
            answers.words(draft.question().or(draft::group).orElse(""), details.language()),
            0,
            draft.entryId().orElse(kind == Proposal.Kind.ENTRY ? "faq-" + id : ""),
            draft.question().orElse(""),
            checked(draft.answer().orElse("")),
            draft.group().orElse(""),
            details,
            caller.staffId(),
            clock.instant()));
  }

  /** Another wording is in the language of the entry it is for. */
  private String language(Proposal.Kind kind, ProposalDraft draft) {
    return draft
        .entryId()
        .filter(id -> kind == Proposal.Kind.WORDING)
        .flatMap(entries::find)
        .map(FaqEntry::language)
        .orElse(Tags.JAPANESE);
  }

  private static String checked(String answer) {
    if (answer.length() > LONGEST_ANSWER) {
      throw new Refusal(
          Problem.at(
              400, "invalid-proposal", "/answer", "at most " + LONGEST_ANSWER + " characters"));
    }
    return answer;
  }

  /** One proposal. */
  @GET
  @Path("{id}")
  @AllowedTo({Role.EDITOR, Role.APPROVER, Role.AUDITOR})
  @Operation(summary = "One proposal for the FAQ")
  public Response get(@PathParam("id") String id) {
    return answer(find(id));
  }

  /** One that is held is shown to nobody. */
  private Proposal find(String id) {
    Proposal proposal = proposals.get(id);
    if (proposal.state() == Proposal.State.HELD) {
      throw new Refusal(Problem.notFound());
    }
    return proposal;
  }

  /** Writes what a proposal would publish; who writes cannot approve. */
  @PUT
  @Path("{id}")
  @AllowedTo(Role.EDITOR)
  @Operation(summary = "Write a proposal for the FAQ")
  public Response write(
      @PathParam("id") String id,
      @HeaderParam("If-Match") @Nullable String ifMatch,
      ProposalDraft draft) {
    int expected = Version.expected(ifMatch);
    Proposal now = find(id);
    return answer(
        proposals.write(
            now.with(draft.over(now.details()))
                .written(
                    draft.entryId().orElse(now.entryId()),
                    draft.question().orElse(now.question()),
                    checked(draft.answer().orElse(now.answer())),
                    draft.group().orElse(now.group()),
                    caller.staffId()),
            expected));
  }

  /** What a proposal would change for the questions of the last seven days. */
  @GET
  @Path("{id}/replay")
  @AllowedTo({Role.EDITOR, Role.APPROVER, Role.AUDITOR})
  @Operation(summary = "What a proposal would change")
  public ReplayView replay(@PathParam("id") String id) {
    return ReplayView.of(proposals.replay(find(id)));
  }

  /** Puts a proposal in force that somebody else wrote. */
  @POST
  @Path("{id}/approval")
  @Idempotent
  @AllowedTo(Role.APPROVER)
  @Operation(summary = "Approve a proposal for the FAQ")
  public Response approve(
      @PathParam("id") String id,
      @HeaderParam("If-Match") @Nullable String ifMatch,
      @Nullable Confirmation confirmation) {
    int expected = Version.expected(ifMatch);
    find(id);
    return answer(
        proposals.approve(
            id, expected, caller.staffId(), bound.mostLost(), Confirmation.hash(confirmation)));
  }

  /** Says no to a proposal. */
  @DELETE
  @Path("{id}")
  @AllowedTo({Role.EDITOR, Role.APPROVER})
  @Operation(summary = "Reject a proposal for the FAQ")
  public Response reject(
      @PathParam("id") String id, @HeaderParam("If-Match") @Nullable String ifMatch) {
    int expected = Version.expected(ifMatch);
    find(id);
    return answer(proposals.reject(id, expected, caller.staffId()));
  }

  /** How the questions behind a proposal fared, two weeks before and after its decision. */
  @GET
  @Path("{id}/outcome")
  @AllowedTo({Role.EDITOR, Role.APPROVER, Role.AUDITOR})
  @Operation(summary = "What a proposal brought")
  public OutcomeView outcome(@PathParam("id") String id) {
    Proposals.Watched watched = proposals.outcome(find(id));
    return new OutcomeView(
        watched.before().asked(),
        watched.before().solved(),
        watched.after().asked(),
        watched.after().solved(),
        watched.before().leftOut() + watched.after().leftOut());
  }

  /**
   * Takes consultation records: {@code {"question", "entryId" or "answer", "channel", "date"}} a
   * line. One with an entry becomes a past question, one with an answer of its own a proposal:
   * shown at once when a person sends it, after three like it when a system does. Numbers,
   * addresses and names are taken out.
   */
  @PUT
  @Path("consultations")
  @Consumes(Rows.NDJSON)
  @Produces(Rows.NDJSON)
  @AllowedTo({Role.EDITOR, Role.SYSTEM})
  @Operation(summary = "Import consultation records as NDJSON")
  public Response consultations(InputStream body) {
    return Rows.answer(
        sink -> {
          List<JudgedQuestion> past = new ArrayList<>();
          Lines.each(
              body,
              (row, line) -> {
                try {
                  take(row, Json.row(line, ConsultationJson.class).consultation(), past, sink);
                } catch (JsonProcessingException malformed) {
                  sink.refused(row, "invalid-json", "not a consultation record in JSON");
                }
              });
          answers.learn(past);
        });
  }

  /** The same as a table in UTF-8 (RFC 4180) with these names or Japanese ones as header. */
  @PUT
  @Path("consultations")
  @Consumes("text/csv")
  @Produces(Rows.NDJSON)
  @AllowedTo({Role.EDITOR, Role.SYSTEM})
  @Operation(summary = "Import consultation records as CSV")
  public Response consultationTable(InputStream body) throws IOException {
    byte[] file = body.readNBytes(LARGEST_TABLE + 1);
    if (file.length > LARGEST_TABLE) {
      throw new Refusal(
          Problem.of(413, "invalid-body-size", "a table has at most " + LARGEST_TABLE + " bytes"));
    }
    return Rows.answer(
        sink -> {
          List<JudgedQuestion> past = new ArrayList<>();
          ConsultationCsv.each(
              file,
              (row, record) -> take(row, record, past, sink),
              row -> sink.refused(row, "invalid-csv", "not as many columns as the header"));
          answers.learn(past);
        });
  }

  /** A consultation record as it comes; what else stands in it is passed over. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record ConsultationJson(
      Optional<String> question,
      Optional<String> entryId,
      Optional<String> answer,
      Optional<String> channel,
      Optional<String> date) {

    Consultation consultation() {
      return new Consultation(
          question.orElse(""),
          entryId.orElse(""),
          answer.orElse(""),
          channel.orElse(""),
          date.orElse(""));
    }
  }

  private void take(long row, Consultation record, List<JudgedQuestion> past, Rows.Sink sink) {
    String question = Scrubber.scrub(record.question());
    String entry = record.entryId();
    if (question.isBlank() || entry.isBlank() && record.answer().isBlank()) {
      sink.refused(row, "invalid-consultation", "question and entryId or answer");
    } else if (!entry.isBlank() && entries.find(entry).isEmpty()) {
      sink.refused(row, "invalid-consultation", "there is no such entry");
    } else {
      String id = "consulted-" + idOf(question + "\n" + entry);
      if (entry.isBlank()) {
        proposals.consulted(
            consulted(id, question, record.answer()),
            idOf(record.toString()),
            caller.caller().roles().contains(Role.EDITOR));
      } else {
        past.add(new JudgedQuestion(id, question, Map.of(entry, 2)));
      }
      sink.ok(row);
    }
  }

  private Proposal consulted(String id, String question, String answer) {
    return Proposal.fresh(
        id,
        Proposal.Kind.ENTRY,
        answers.words(question),
        1,
        "faq-" + id,
        question,
        Scrubber.scrub(answer, LONGEST_ANSWER),
        "",
        Proposal.Details.plain(""),
        caller.staffId(),
        clock.instant());
  }

  private static String idOf(String text) {
    return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
  }

  private Response answer(Proposal proposal) {
    return Response.ok(view(proposal)).tag(Version.tag(proposal.version())).build();
  }

  private ProposalView view(Proposal proposal) {
    Optional<FaqEntry> now =
        proposal.kind() == Proposal.Kind.WORDING
            ? entries.find(proposal.entryId())
            : Optional.empty();
    return new ProposalView(
        proposal.id(),
        proposal.version(),
        proposal.kind().name().toLowerCase(Locale.ROOT),
        proposal.state().name().toLowerCase(Locale.ROOT),
        proposal.words(),
        proposal.asked(),
        proposal.entryId(),
        proposal.question(),
        proposal.answer(),
        proposal.group(),
        proposal.details().category(),
        proposal.details().programIds(),
        proposal.details().language(),
        proposal.details().validFrom(),
        proposal.details().validTo(),
        proposal.by(),
        proposal.writers(),
        proposal.at(),
        proposal.decidedBy(),
        now.map(FaqEntriesResource.FaqEntryView::of),
        proposals.diff(proposal).map(DiffView::of));
  }

  private static Proposal.State shown(String name) {
    Proposal.State state = of(Proposal.State.class, name);
    if (state == Proposal.State.HELD) {
      throw new Refusal(Problem.at(400, "invalid-proposal", "state", "unknown"));
    }
    return state;
  }

  private static <E extends Enum<E>> E of(Class<E> type, String name) {
    for (E value : type.getEnumConstants()) {
      if (value.name().toLowerCase(Locale.ROOT).equals(name)) {
        return value;
      }
    }
    throw new Refusal(
        Problem.at(
            400, "invalid-proposal", type.getSimpleName().toLowerCase(Locale.ROOT), "unknown"));
  }
}

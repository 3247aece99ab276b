package jp.todoke.api.answers;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
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
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
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
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** {@code /staff/faq/proposals}: from what was missed to what is published. */
@Path("/staff/faq/proposals")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class FaqProposalsResource {

  private static final int MOST_DAYS = 90;
  private static final int LONGEST_ANSWER = 20_000;

  @Inject private Misses misses;
  @Inject private Proposals proposals;
  @Inject private FaqEntries entries;
  @Inject private Answers answers;
  @Inject private LossBound bound;
  @Inject private CurrentCaller caller;
  @Inject private Clock clock;

  /** Questions with words in common that found no answer. */
  public record ClusterView(
      String id,
      List<String> words,
      long asked,
      long reAsked,
      Optional<String> wording,
      Optional<String> nearestId,
      double coverage) {

    static ClusterView of(Cluster cluster) {
      return new ClusterView(
          cluster.id(),
          cluster.words(),
          cluster.asked(),
          cluster.reAsked(),
          cluster.wording(),
          cluster.nearestId(),
          cluster.coverage());
    }
  }

  /**
   * A proposal as staff send it.
   *
   * @param cluster of a draft from a cluster: its id; nothing else is read then
   * @param kind {@code entry}, {@code wording} or {@code synonym}
   */
  public record ProposalDraft(
      Optional<String> cluster,
      Optional<String> kind,
      Optional<String> entryId,
      Optional<String> question,
      Optional<String> answer,
      Optional<String> group) {}

  /** A proposal as staff see it, beside the entry it would change. */
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
      String by,
      Instant at,
      Optional<String> decidedBy,
      Optional<FaqEntriesResource.FaqEntryView> entryNow) {}

  /** How the questions behind a proposal fared. */
  public record OutcomeView(
      long askedBefore, long solvedBefore, long askedAfter, long solvedAfter) {}

  /** What was missed in the last days, gathered by words. */
  @GET
  @Path("clusters")
  @AllowedTo({Role.EDITOR, Role.APPROVER, Role.AUDITOR})
  @Operation(summary = "Unanswered questions gathered by words in common")
  public Page<ClusterView> clusters(@QueryParam("days") @Nullable Integer days) {
    Instant now = clock.instant().plusSeconds(1);
    return new Page<>(
        misses.clusters(since(now, days), now).stream().map(ClusterView::of).toList(), null);
  }

  private static Instant since(Instant now, @Nullable Integer days) {
    return now.minus(Duration.ofDays(days == null ? 7 : Math.clamp(days, 1, MOST_DAYS)));
  }

  /** The proposals in a state. */
  @GET
  @AllowedTo({Role.EDITOR, Role.APPROVER, Role.AUDITOR})
  @Operation(summary = "Proposals for the FAQ")
  public Page<ProposalView> list(@QueryParam("state") @Nullable String state) {
    return new Page<>(
        proposals
            .list(state == null ? Proposal.State.OPEN : of(Proposal.State.class, state), Page.MOST)
            .stream()
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
    Proposal created = draft.cluster().map(this::drafted).orElseGet(() -> written(draft));
    return Response.created(URI.create("staff/faq/proposals/" + created.id()))
        .entity(view(created))
        .tag(Version.tag(created.version()))
        .build();
  }

  private Proposal drafted(String cluster) {
    Instant now = clock.instant().plusSeconds(1);
    return misses
        .find(cluster, since(now, MOST_DAYS), now)
        .or(() -> misses.find(cluster, since(now, null), now))
        .map(proposals::draft)
        .orElseThrow(() -> new Refusal(Problem.notFound()));
  }

  private Proposal written(ProposalDraft draft) {
    Proposal.Kind kind = of(Proposal.Kind.class, draft.kind().orElse(""));
    String id = UUID.randomUUID().toString();
    return proposals.insert(
        new Proposal(
            id,
            1,
            kind,
            Proposal.State.OPEN,
            answers.words(draft.question().or(draft::group).orElse("")),
            0,
            draft.entryId().orElse(kind == Proposal.Kind.ENTRY ? "faq-" + id : ""),
            draft.question().orElse(""),
            checked(draft.answer().orElse("")),
            draft.group().orElse(""),
            caller.staffId(),
            clock.instant(),
            Optional.empty()));
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
    return answer(proposals.get(id));
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
    Proposal now = proposals.get(id);
    return answer(
        proposals.write(
            now.written(
                draft.entryId().orElse(now.entryId()),
                draft.question().orElse(now.question()),
                checked(draft.answer().orElse(now.answer())),
                draft.group().orElse(now.group()),
                caller.staffId()),
            Version.expected(ifMatch)));
  }

  /** What a proposal would change for the questions of the last seven days. */
  @GET
  @Path("{id}/replay")
  @AllowedTo({Role.EDITOR, Role.APPROVER, Role.AUDITOR})
  @Operation(summary = "What a proposal would change")
  public ReplayView replay(@PathParam("id") String id) {
    return ReplayView.of(proposals.replay(proposals.get(id)));
  }

  /** Puts a proposal in force that somebody else wrote. */
  @POST
  @Path("{id}/approval")
  @Idempotent
  @AllowedTo(Role.APPROVER)
  @Operation(summary = "Approve a proposal for the FAQ")
  public Response approve(
      @PathParam("id") String id, @HeaderParam("If-Match") @Nullable String ifMatch) {
    return answer(
        proposals.approve(id, Version.expected(ifMatch), caller.staffId(), bound.mostLost()));
  }

  /** Says no to a proposal. */
  @DELETE
  @Path("{id}")
  @AllowedTo({Role.EDITOR, Role.APPROVER})
  @Operation(summary = "Reject a proposal for the FAQ")
  public Response reject(
      @PathParam("id") String id, @HeaderParam("If-Match") @Nullable String ifMatch) {
    return answer(proposals.reject(id, Version.expected(ifMatch), caller.staffId()));
  }

  /** How the questions behind a proposal fared, two weeks before and after its decision. */
  @GET
  @Path("{id}/outcome")
  @AllowedTo({Role.EDITOR, Role.APPROVER, Role.AUDITOR})
  @Operation(summary = "What a proposal brought")
  public OutcomeView outcome(@PathParam("id") String id) {
    Proposals.Watched watched = proposals.outcome(proposals.get(id));
    return new OutcomeView(
        watched.before().asked(),
        watched.before().solved(),
        watched.after().asked(),
        watched.after().solved());
  }

  /**
   * Takes consultation records: {@code {"question", "entryId" or "answer", "channel", "date"}} a
   * line. One with an entry becomes a past question, one with an answer of its own a proposal.
   * Numbers and addresses are taken out.
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
                  JsonNode record = Json.mapper().readTree(line);
                  String question = Scrubber.scrub(record.path("question").asText(""));
                  String entry = record.path("entryId").asText("");
                  String answer = record.path("answer").asText("");
                  if (question.isBlank() || entry.isBlank() && answer.isBlank()) {
                    sink.refused(row, "invalid-consultation", "question and entryId or answer");
                  } else if (!entry.isBlank() && entries.find(entry).isEmpty()) {
                    sink.refused(row, "invalid-consultation", "there is no such entry");
                  } else {
                    String id = "consulted-" + idOf(question + "\n" + entry);
                    if (entry.isBlank()) {
                      proposals.insert(consulted(id, question, answer));
                    } else {
                      past.add(new JudgedQuestion(id, question, Map.of(entry, 2)));
                    }
                    sink.ok(row);
                  }
                } catch (JsonProcessingException malformed) {
                  sink.refused(row, "invalid-json", "not a consultation record in JSON");
                }
              });
          answers.learn(past);
        });
  }

  private Proposal consulted(String id, String question, String answer) {
    return new Proposal(
        id,
        1,
        Proposal.Kind.ENTRY,
        Proposal.State.OPEN,
        answers.words(question),
        1,
        "faq-" + id,
        question,
        Scrubber.scrub(answer, LONGEST_ANSWER),
        "",
        caller.staffId(),
        clock.instant(),
        Optional.empty());
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
        proposal.by(),
        proposal.at(),
        proposal.decidedBy(),
        now.map(FaqEntriesResource.FaqEntryView::of));
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

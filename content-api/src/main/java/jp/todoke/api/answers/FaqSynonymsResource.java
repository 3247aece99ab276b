package jp.todoke.api.answers;

import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import jp.todoke.api.problems.Problem;
import jp.todoke.api.problems.Refusal;
import jp.todoke.api.rest.Idempotent;
import jp.todoke.api.rest.Version;
import jp.todoke.api.security.AllowedTo;
import jp.todoke.api.security.CurrentCaller;
import jp.todoke.api.security.Role;
import jp.todoke.faq.TextDiff;
import jp.todoke.faq.answers.Answers;
import jp.todoke.faq.synonyms.SynonymList;
import jp.todoke.faq.synonyms.SynonymLists;
import jp.todoke.search.japanese.Synonyms;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** {@code /staff/faq/synonyms}: what citizens say and what the office calls it. */
@Path("/staff/faq/synonyms")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class FaqSynonymsResource {

  private static final int LISTED = 20;

  @Inject private SynonymLists lists;
  @Inject private Answers answers;
  @Inject private LossBound bound;
  @Inject private CurrentCaller caller;

  /**
   * The list served and the lists there are.
   *
   * @param servedVersion 0 for the one shipped with the product
   * @param groups of the list served, one a line
   */
  public record SynonymsView(int servedVersion, List<String> groups, List<ListView> newest) {}

  /** A list without its groups. */
  public record ListView(
      int version, int groups, String by, Instant at, String note, Optional<String> approvedBy) {

    static ListView of(SynonymList list) {
      return new ListView(
          list.version(),
          list.groups().size(),
          list.by(),
          list.at(),
          list.note(),
          list.approvedBy());
    }
  }

  /** A list as staff send it. */
  public record SynonymsDraft(List<String> groups, Optional<String> note) {}

  /** Which list is served now. */
  public record ServedView(int servedVersion, Optional<ReplayView> replay) {}

  /** The list served, and the newest ones. */
  @GET
  @AllowedTo({Role.EDITOR, Role.APPROVER, Role.AUDITOR})
  @Operation(summary = "The synonyms served and proposed")
  public Response get() {
    int served = lists.servedVersion();
    List<String> groups =
        lists.find(served).map(SynonymList::groups).orElseGet(Synonyms::municipalLines);
    List<ListView> newest = lists.newest(LISTED).stream().map(ListView::of).toList();
    return Response.ok(new SynonymsView(served, groups, newest))
        .tag(Version.tag(lists.newestVersion()))
        .build();
  }

  /** Proposes a list as a whole; {@code If-Match} names the newest version that was read. */
  @PUT
  @AllowedTo(Role.EDITOR)
  @Operation(summary = "Propose a list of synonyms")
  public Response propose(@HeaderParam("If-Match") @Nullable String ifMatch, SynonymsDraft draft) {
    return proposed(ifMatch, draft.groups(), draft.note().orElse(""));
  }

  /** The same as text, one group a line. */
  @PUT
  @Consumes(MediaType.TEXT_PLAIN)
  @AllowedTo(Role.EDITOR)
  @Operation(summary = "Propose a list of synonyms as text")
  public Response proposeText(@HeaderParam("If-Match") @Nullable String ifMatch, String lines) {
    return proposed(ifMatch, lines.lines().toList(), "");
  }

  private Response proposed(@Nullable String ifMatch, List<String> groups, String note) {
    SynonymList list =
        answers.proposeSynonyms(groups, caller.staffId(), note, Version.expected(ifMatch));
    return Response.ok(ListView.of(list)).tag(Version.tag(list.version())).build();
  }

  /** One list with its groups. */
  @GET
  @Path("{version}")
  @AllowedTo({Role.EDITOR, Role.APPROVER, Role.AUDITOR})
  @Operation(summary = "One list of synonyms")
  public SynonymsView one(@PathParam("version") int version) {
    SynonymList list = find(version);
    return new SynonymsView(lists.servedVersion(), list.groups(), List.of(ListView.of(list)));
  }

  /** What a list would change for the questions of the last seven days. */
  @GET
  @Path("{version}/replay")
  @AllowedTo({Role.EDITOR, Role.APPROVER, Role.AUDITOR})
  @Operation(summary = "What a list of synonyms would change")
  public ReplayView replay(@PathParam("version") int version) {
    return ReplayView.of(answers.replaySynonyms(find(version)));
  }

  /** Has a list served that somebody else proposed, unless it would lose too many answers. */
  @POST
  @Path("{version}/publication")
  @Idempotent
  @AllowedTo(Role.APPROVER)
  @Operation(summary = "Publish a list of synonyms")
  public ServedView publish(
      @PathParam("version") int version, @Nullable Confirmation confirmation) {
    ReplayView replay =
        ReplayView.of(
            answers.publishSynonyms(
                version, caller.staffId(), bound.mostLost(), Confirmation.hash(confirmation)));
    return new ServedView(lists.servedVersion(), Optional.of(replay));
  }

  /**
   * Which list is to be left.
   *
   * @param servedVersion the version that is served and not wanted; the same request again goes
   *     back no further
   */
  public record RollbackJson(int servedVersion) {}

  /** What a list has that the one served has not, and the other way round. */
  @GET
  @Path("{version}/diff")
  @AllowedTo({Role.EDITOR, Role.APPROVER, Role.AUDITOR})
  @Operation(summary = "What differs between a list of synonyms and the one served")
  public DiffView diff(@PathParam("version") int version) {
    List<String> served =
        lists
            .find(lists.servedVersion())
            .map(SynonymList::groups)
            .orElseGet(Synonyms::municipalLines);
    return DiffView.of(TextDiff.between("groups", served, find(version).groups()).withoutKept());
  }

  /** Has the list served that was served before. */
  @POST
  @Path("rollback")
  @Idempotent
  @AllowedTo(Role.APPROVER)
  @Operation(summary = "Go back to the synonyms served before")
  public ServedView rollBack(RollbackJson leave) {
    return new ServedView(answers.rollBackSynonyms(leave.servedVersion()), Optional.empty());
  }

  private SynonymList find(int version) {
    return lists.find(version).orElseThrow(() -> new Refusal(Problem.notFound()));
  }
}

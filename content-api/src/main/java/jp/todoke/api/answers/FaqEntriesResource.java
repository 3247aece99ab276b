package jp.todoke.api.answers;

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
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import jp.todoke.api.problems.Problem;
import jp.todoke.api.problems.Refusal;
import jp.todoke.api.rest.Idempotent;
import jp.todoke.api.rest.Lines;
import jp.todoke.api.rest.Page;
import jp.todoke.api.rest.Rows;
import jp.todoke.api.rest.Version;
import jp.todoke.api.security.AllowedTo;
import jp.todoke.api.security.CurrentCaller;
import jp.todoke.api.security.Role;
import jp.todoke.faq.FaqEntries;
import jp.todoke.faq.FaqEntry;
import jp.todoke.faq.FaqImport;
import jp.todoke.faq.FaqRecord;
import jp.todoke.faq.FaqStatus;
import jp.todoke.faq.FaqVersion;
import jp.todoke.faq.ImportedRow;
import jp.todoke.faq.TextDiff;
import jp.todoke.faq.answers.Answers;
import jp.todoke.faq.answers.Due;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** {@code /staff/faq/entries}: the FAQ as staff keep it. */
@Path("/staff/faq/entries")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class FaqEntriesResource {

  @Inject private FaqEntries entries;
  @Inject private Answers answers;
  @Inject private LossBound bound;
  @Inject private CurrentCaller caller;
  @Inject private Clock clock;

  /**
   * An entry as staff send it.
   *
   * @param status {@code draft} where it is named at all
   */
  public record FaqEntryDraft(
      Optional<String> id,
      String question,
      String answer,
      Optional<String> status,
      Optional<String> language,
      Optional<List<String>> aliases,
      Optional<String> category,
      Optional<List<String>> programIds,
      Optional<String> variantOf,
      Optional<LocalDate> validFrom,
      Optional<LocalDate> validTo,
      Optional<LocalDate> reviewDueOn) {

    FaqEntry entry(String entryId, int version, Instant now) {
      if (status.isPresent() && !status.get().equals("draft")) {
        throw new Refusal(
            Problem.at(
                400,
                "invalid-status",
                "/status",
                "what is written is a draft; submit it, and somebody else publishes it"));
      }
      return new FaqEntry(
          entryId,
          version,
          FaqStatus.DRAFT,
          language.orElse("ja"),
          question,
          answer,
          aliases.orElse(List.of()),
          category.orElse(""),
          programIds.orElse(List.of()),
          variantOf.filter(original -> !original.isEmpty()),
          validFrom,
          validTo,
          reviewDueOn,
          now);
    }
  }

  /** A version of an entry as staff see it. */
  public record FaqEntryView(
      String id,
      int version,
      String status,
      String language,
      String question,
      String answer,
      List<String> aliases,
      String category,
      List<String> programIds,
      Optional<String> variantOf,
      Optional<LocalDate> validFrom,
      Optional<LocalDate> validTo,
      Optional<LocalDate> reviewDueOn,
      Instant updatedAt) {

    static FaqEntryView of(FaqEntry entry) {
      return new FaqEntryView(
          entry.id(),
          entry.version(),
          json(entry.status()),
          entry.language(),
          entry.question(),
          entry.answer(),
          List.copyOf(entry.aliases()),
          entry.category(),
          List.copyOf(entry.programIds()),
          entry.variantOf(),
          entry.validFrom(),
          entry.validTo(),
          entry.reviewDueOn(),
          entry.updatedAt());
    }
  }

  /**
   * An entry with what is served meanwhile.
   *
   * @param by who made the newest version
   * @param writers who wrote since it was last published; somebody else publishes it
   * @param servedVersion what citizens are answered; null where nothing is
   */
  public record FaqRecordView(
      FaqEntryView entry, String by, List<String> writers, @Nullable Integer servedVersion) {

    static FaqRecordView of(FaqRecord record) {
      return new FaqRecordView(
          FaqEntryView.of(record.newest()),
          record.by(),
          record.writers(),
          record.served().map(FaqEntry::version).orElse(null));
    }
  }

  /** One version with who made it. */
  public record FaqVersionView(FaqEntryView entry, String by) {

    static FaqVersionView of(FaqVersion version) {
      return new FaqVersionView(FaqEntryView.of(version.entry()), version.by());
    }
  }

  /**
   * An entry somebody should look at.
   *
   * @param answers whether it answers citizens meanwhile
   */
  public record DueView(FaqEntryView entry, List<CauseView> causes, boolean answers) {

    static DueView of(Due due) {
      return new DueView(
          FaqEntryView.of(due.entry()),
          due.causes().stream().map(cause -> new CauseView(json(cause.why()), cause.of())).toList(),
          due.answers());
    }
  }

  /**
   * Why.
   *
   * @param code {@code review-due}, {@code validity-ended}, {@code program-deleted}, {@code
   *     program-ended} or {@code program-unknown}
   * @param of the day or the program's id
   */
  public record CauseView(String code, String of) {}

  /** Entries by id. */
  @GET
  @AllowedTo({Role.EDITOR, Role.APPROVER, Role.AUDITOR})
  @Operation(summary = "FAQ entries")
  public Page<FaqEntryView> list(
      @QueryParam("limit") @Nullable Integer limit,
      @QueryParam("cursor") @Nullable String cursor,
      @QueryParam("status") @Nullable String status) {
    int size = Page.limit(limit, Page.MOST);
    Set<FaqStatus> wanted =
        status == null ? EnumSet.allOf(FaqStatus.class) : EnumSet.of(status(status));
    return Page.of(entries.page(size + 1, Page.after(cursor), wanted), size, FaqEntry::id)
        .map(FaqEntryView::of);
  }

  /** Adds an entry as a draft. */
  @POST
  @Idempotent
  @AllowedTo(Role.EDITOR)
  @Operation(summary = "Add a FAQ entry as a draft")
  public Response create(FaqEntryDraft draft) {
    FaqEntry created =
        entries.draft(draft.entry(draft.id().orElse(""), 1, clock.instant()), caller.staffId());
    return Response.created(URI.create("staff/faq/entries/" + created.id()))
        .entity(FaqEntryView.of(created))
        .tag(Version.tag(created.version()))
        .build();
  }

  /**
   * Takes many entries, one JSON object a line; each is answered by its own line. What another
   * system of the city sends is published at once, what a person sends are drafts.
   */
  @PUT
  @Consumes(Rows.NDJSON)
  @Produces(Rows.NDJSON)
  @AllowedTo({Role.EDITOR, Role.SYSTEM})
  @Operation(summary = "Import FAQ entries as NDJSON")
  public Response importAll(InputStream body) {
    boolean publishes = caller.caller().roles().contains(Role.SYSTEM);
    Response response =
        Rows.answer(
            sink -> {
              try (FaqImport rows =
                  entries.begin(caller.staffId(), publishes, row -> tell(sink, row))) {
                Lines.each(body, rows::take);
              }
            });
    answers.refresh();
    return response;
  }

  private static void tell(Rows.Sink sink, ImportedRow row) {
    if (row.outcome() == ImportedRow.Outcome.REFUSED) {
      // What is said of a malformed line repeats its values.
      switch (row.code()) {
        case "faq-json-invalid" ->
            sink.refused(row.line(), "invalid-json", "not a FAQ entry in JSON");
        case "faq-changed-meanwhile" -> sink.refused(row.line(), "conflict-version", row.detail());
        default -> sink.refused(row.line(), "invalid-" + row.code(), row.detail());
      }
    } else {
      sink.ok(row.line());
    }
  }

  /** One entry. */
  @GET
  @Path("{id}")
  @AllowedTo({Role.EDITOR, Role.APPROVER, Role.AUDITOR})
  @Operation(summary = "One FAQ entry")
  public Response get(@PathParam("id") String id) {
    FaqEntry entry = find(id);
    return answer(entry);
  }

  /** One entry with who wrote it and what is served meanwhile. */
  @GET
  @Path("{id}/state")
  @AllowedTo({Role.EDITOR, Role.APPROVER, Role.AUDITOR})
  @Operation(summary = "Who wrote a FAQ entry and what is served")
  public FaqRecordView state(@PathParam("id") String id) {
    return entries
        .record(id)
        .map(FaqRecordView::of)
        .orElseThrow(() -> new Refusal(Problem.notFound()));
  }

  /** Every version of an entry, the newest first. */
  @GET
  @Path("{id}/versions")
  @AllowedTo({Role.EDITOR, Role.APPROVER, Role.AUDITOR})
  @Operation(summary = "The versions of a FAQ entry")
  public Page<FaqVersionView> versions(@PathParam("id") String id) {
    return new Page<>(
        entries.versions(id, FaqEntries.LONGEST_PAGE).stream().map(FaqVersionView::of).toList(),
        null);
  }

  /** One version of an entry. */
  @GET
  @Path("{id}/versions/{version}")
  @AllowedTo({Role.EDITOR, Role.APPROVER, Role.AUDITOR})
  @Operation(summary = "One version of a FAQ entry")
  public FaqVersionView version(@PathParam("id") String id, @PathParam("version") int version) {
    return FaqVersionView.of(find(id, version));
  }

  /** What differs between two versions; {@code from} is the one before unless it is named. */
  @GET
  @Path("{id}/versions/{version}/diff")
  @AllowedTo({Role.EDITOR, Role.APPROVER, Role.AUDITOR})
  @Operation(summary = "What differs between two versions of a FAQ entry")
  public DiffView diff(
      @PathParam("id") String id,
      @PathParam("version") int version,
      @QueryParam("from") @Nullable Integer from) {
    FaqEntry after = find(id, version).entry();
    int earlier = from == null ? version - 1 : from;
    return DiffView.of(
        TextDiff.between(
            earlier == 0 ? Optional.empty() : Optional.of(find(id, earlier).entry()), after));
  }

  /** Writes an entry anew as a draft; the one published before goes on answering. */
  @PUT
  @Path("{id}")
  @AllowedTo(Role.EDITOR)
  @Operation(summary = "Edit a FAQ entry")
  public Response edit(
      @PathParam("id") String id,
      @HeaderParam("If-Match") @Nullable String ifMatch,
      FaqEntryDraft draft) {
    int expected = Version.expected(ifMatch);
    find(id);
    return answer(
        entries.write(draft.entry(id, expected, clock.instant()), expected, caller.staffId()));
  }

  /** Hands a draft over to be published. */
  @POST
  @Path("{id}/submission")
  @Idempotent
  @AllowedTo(Role.EDITOR)
  @Operation(summary = "Submit a FAQ entry")
  public Response submit(
      @PathParam("id") String id, @HeaderParam("If-Match") @Nullable String ifMatch) {
    int expected = Version.expected(ifMatch);
    find(id);
    return answer(entries.submit(id, expected, caller.staffId()));
  }

  /** Has a submitted entry answer citizens; somebody who did not write it. */
  @POST
  @Path("{id}/publication")
  @Idempotent
  @AllowedTo(Role.APPROVER)
  @Operation(summary = "Publish a FAQ entry")
  public Response publish(
      @PathParam("id") String id,
      @HeaderParam("If-Match") @Nullable String ifMatch,
      @Nullable Confirmation confirmation) {
    int expected = Version.expected(ifMatch);
    find(id);
    return answer(
        answers.publishEntry(
            id, expected, caller.staffId(), bound.mostLost(), Confirmation.hash(confirmation)));
  }

  /** What the newest version would change for the questions of the last seven days. */
  @GET
  @Path("{id}/replay")
  @AllowedTo({Role.EDITOR, Role.APPROVER, Role.AUDITOR})
  @Operation(summary = "What publishing a FAQ entry would change")
  public ReplayView replay(@PathParam("id") String id) {
    return ReplayView.of(answers.replayEntry(find(id).withStatus(FaqStatus.PUBLISHED)));
  }

  /** Takes an entry out of the answers; it stays on record. */
  @DELETE
  @Path("{id}")
  @AllowedTo(Role.EDITOR)
  @Operation(summary = "Retire a FAQ entry")
  public Response retire(
      @PathParam("id") String id, @HeaderParam("If-Match") @Nullable String ifMatch) {
    int expected = Version.expected(ifMatch);
    find(id);
    entries.retire(id, expected, caller.staffId());
    answers.refresh();
    return Response.noContent().build();
  }

  private FaqEntry find(String id) {
    return entries.find(id).orElseThrow(() -> new Refusal(Problem.notFound()));
  }

  private FaqVersion find(String id, int version) {
    return entries.version(id, version).orElseThrow(() -> new Refusal(Problem.notFound()));
  }

  private static Response answer(FaqEntry entry) {
    return Response.ok(FaqEntryView.of(entry)).tag(Version.tag(entry.version())).build();
  }

  private static FaqStatus status(String name) {
    for (FaqStatus status : FaqStatus.values()) {
      if (json(status).equals(name)) {
        return status;
      }
    }
    throw new Refusal(
        Problem.at(400, "invalid-status", "status", "draft, review, published or retired"));
  }

  private static String json(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

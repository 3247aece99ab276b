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
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
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
import jp.todoke.api.rest.Page;
import jp.todoke.api.rest.Rows;
import jp.todoke.api.rest.Version;
import jp.todoke.api.security.AllowedTo;
import jp.todoke.api.security.Role;
import jp.todoke.faq.FaqEntries;
import jp.todoke.faq.FaqEntry;
import jp.todoke.faq.FaqStatus;
import jp.todoke.faq.ImportedRow;
import jp.todoke.faq.answers.Answers;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** {@code /staff/faq/entries}: the FAQ as staff keep it. */
@Path("/staff/faq/entries")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class FaqEntriesResource {

  @Inject private FaqEntries entries;
  @Inject private Answers answers;
  @Inject private java.time.Clock clock;

  /** An entry as staff send it. */
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
      Optional<LocalDate> validTo) {

    FaqEntry entry(String entryId, int version, Instant now) {
      return new FaqEntry(
          entryId,
          version,
          status.map(FaqEntriesResource::status).orElse(FaqStatus.DRAFT),
          language.orElse("ja"),
          question,
          answer,
          aliases.orElse(List.of()),
          category.orElse(""),
          programIds.orElse(List.of()),
          variantOf.filter(original -> !original.isEmpty()),
          validFrom,
          validTo,
          now);
    }
  }

  /** An entry as staff see it. */
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
      Instant updatedAt) {

    static FaqEntryView of(FaqEntry entry) {
      return new FaqEntryView(
          entry.id(),
          entry.version(),
          entry.status().name().toLowerCase(Locale.ROOT),
          entry.language(),
          entry.question(),
          entry.answer(),
          List.copyOf(entry.aliases()),
          entry.category(),
          List.copyOf(entry.programIds()),
          entry.variantOf(),
          entry.validFrom(),
          entry.validTo(),
          entry.updatedAt());
    }
  }

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

  /** Adds an entry. */
  @POST
  @Idempotent
  @AllowedTo(Role.EDITOR)
  @Operation(summary = "Add a FAQ entry")
  public Response create(FaqEntryDraft draft) {
    FaqEntry created = entries.create(draft.entry(draft.id().orElse(""), 1, clock.instant()));
    answers.refresh();
    return Response.created(URI.create("staff/faq/entries/" + created.id()))
        .entity(FaqEntryView.of(created))
        .tag(Version.tag(created.version()))
        .build();
  }

  /** Takes many entries, one JSON object a line; each is answered by its own line. */
  @PUT
  @Consumes(Rows.NDJSON)
  @Produces(Rows.NDJSON)
  @AllowedTo({Role.EDITOR, Role.SYSTEM})
  @Operation(summary = "Import FAQ entries as NDJSON")
  public Response importAll(InputStream body) {
    Response response =
        Rows.answer(
            sink -> {
              BufferedReader lines =
                  new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
              for (ImportedRow row : entries.importEntries(lines.lines())) {
                if (row.outcome() == ImportedRow.Outcome.REFUSED) {
                  // What is said of a malformed line repeats its values.
                  switch (row.code()) {
                    case "faq-json-invalid" ->
                        sink.refused(row.line(), "invalid-json", "not a FAQ entry in JSON");
                    case "faq-changed-meanwhile" ->
                        sink.refused(row.line(), "conflict-version", row.detail());
                    default -> sink.refused(row.line(), "invalid-" + row.code(), row.detail());
                  }
                } else {
                  sink.ok(row.line());
                }
              }
            });
    answers.refresh();
    return response;
  }

  /** One entry. */
  @GET
  @Path("{id}")
  @AllowedTo({Role.EDITOR, Role.APPROVER, Role.AUDITOR})
  @Operation(summary = "One FAQ entry")
  public Response get(@PathParam("id") String id) {
    FaqEntry entry = find(id);
    return Response.ok(FaqEntryView.of(entry)).tag(Version.tag(entry.version())).build();
  }

  /** Edits an entry. */
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
    FaqEntry edited = entries.update(draft.entry(id, expected, clock.instant()), expected);
    answers.refresh();
    return Response.ok(FaqEntryView.of(edited)).tag(Version.tag(edited.version())).build();
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
    entries.retire(id, expected);
    answers.refresh();
    return Response.noContent().build();
  }

  private FaqEntry find(String id) {
    return entries.find(id).orElseThrow(() -> new Refusal(Problem.notFound()));
  }

  private static FaqStatus status(String name) {
    for (FaqStatus status : FaqStatus.values()) {
      if (status.name().toLowerCase(Locale.ROOT).equals(name)) {
        return status;
      }
    }
    throw new Refusal(Problem.at(400, "invalid-status", "status", "draft, published or retired"));
  }
}

package jp.todoke.api.campaigns;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import jp.todoke.api.problems.Problem;
import jp.todoke.api.problems.Refusal;
import jp.todoke.api.rest.Idempotent;
import jp.todoke.api.rest.Page;
import jp.todoke.api.rest.Rows;
import jp.todoke.api.rest.Values;
import jp.todoke.api.security.AllowedTo;
import jp.todoke.api.security.CurrentCaller;
import jp.todoke.api.security.Role;
import jp.todoke.api.wiring.Settings;
import jp.todoke.channels.http.HttpChannel;
import jp.todoke.delivery.ledger.Recipient;
import jp.todoke.delivery.notices.Evidence;
import jp.todoke.delivery.notices.FallbackStep;
import jp.todoke.delivery.notices.Notice;
import jp.todoke.delivery.notices.NoticeDraft;
import jp.todoke.delivery.notices.Notices;
import jp.todoke.delivery.notices.PrintLetter;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** {@code /staff/notices}: official letters to one named person each. */
@Path("/staff/notices")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class NoticesResource {

  private static final System.Logger LOG = System.getLogger(NoticesResource.class.getName());

  @Inject private Notices notices;
  @Inject private HttpChannel provider;
  @Inject private PrintSheet prints;
  @Inject private CurrentCaller caller;
  @Inject private Settings settings;

  /** A notice as staff send it. */
  public record NoticeJson(
      Optional<String> id,
      String commonId,
      String templateId,
      int templateVersion,
      Optional<JsonNode> values,
      Optional<Boolean> sensitive,
      List<String> routes,
      Optional<List<FallbackJson>> fallback) {}

  /**
   * A step that is taken where the notice is not opened.
   *
   * @param to {@code mail}, {@code line}, {@code http} or {@code print}
   * @param after ISO 8601 duration from the approval, such as {@code P3D}
   */
  public record FallbackJson(String to, String after) {}

  /** A step that was taken. */
  public record TakenView(String to, Instant at) {}

  /**
   * Why a notice is to be withdrawn.
   *
   * @param reason for the evidence; the person does not see it
   */
  public record WithdrawalJson(String reason) {}

  /** Who withdrew a notice, and why. */
  public record WithdrawalView(String by, Instant at, String reason) {}

  /**
   * A notice as staff see it; what it says is in the template and values, which are not repeated.
   */
  public record NoticeView(
      String id,
      String commonId,
      String templateId,
      int templateVersion,
      boolean sensitive,
      List<String> routes,
      String status,
      String contentHash,
      CampaignsResource.MarkView created,
      Optional<CampaignsResource.MarkView> approved,
      Optional<Instant> openedAt,
      Optional<Instant> downloadedAt,
      Optional<Instant> acknowledgedAt,
      List<FallbackJson> fallback,
      List<TakenView> stepsTaken,
      Optional<WithdrawalView> withdrawn) {

    static NoticeView of(Notice notice) {
      NoticeDraft draft = notice.draft();
      return new NoticeView(
          notice.id(),
          draft.commonId(),
          draft.templateId(),
          draft.templateVersion(),
          draft.sensitive(),
          Routes.json(draft.routes()),
          notice.status().name().toLowerCase(Locale.ROOT),
          notice.contentHash(),
          CampaignsResource.MarkView.of(notice.created()),
          notice.approved().map(CampaignsResource.MarkView::of),
          notice.openedAt(),
          notice.downloadedAt(),
          notice.acknowledgedAt(),
          draft.fallback().stream()
              .map(step -> new FallbackJson(step.to().json(), step.after().toString()))
              .toList(),
          notice.taken().stream().map(step -> new TakenView(step.to().json(), step.at())).toList(),
          notice
              .withdrawn()
              .map(
                  withdrawal ->
                      new WithdrawalView(
                          withdrawal.mark().by(), withdrawal.mark().at(), withdrawal.reason())));
    }
  }

  /** What became of a notice on one route. */
  public record RoadView(
      String route,
      String state,
      String reason,
      String receipt,
      int attempts,
      Optional<Instant> at) {

    static RoadView of(jp.todoke.channels.Route route, Recipient recipient) {
      return new RoadView(
          Routes.json(route),
          recipient.state().name().toLowerCase(Locale.ROOT),
          recipient.reason(),
          recipient.receipt(),
          recipient.attempts(),
          recipient.at());
    }
  }

  /** That it was sent, by which roads, and when it was opened and acknowledged. */
  public record EvidenceView(NoticeView notice, List<RoadView> routes) {}

  /** Notices by id. */
  @GET
  @AllowedTo({Role.EDITOR, Role.APPROVER, Role.SENDER, Role.AUDITOR})
  @Operation(summary = "Official notices")
  public Page<NoticeView> list(
      @QueryParam("limit") @Nullable Integer limit, @QueryParam("cursor") @Nullable String cursor) {
    int size = Math.min(Page.limit(limit, Page.MOST), Page.MOST - 1);
    return Page.of(notices.page(Page.after(cursor), size + 1), size, Notice::id)
        .map(NoticeView::of);
  }

  /** Writes a notice; somebody else approves it, then it is sent. */
  @POST
  @Idempotent
  @AllowedTo(Role.EDITOR)
  @Operation(summary = "Write an official notice")
  public Response create(
      @HeaderParam("Idempotency-Key") @Nullable String idempotencyKey, NoticeJson json) {
    if (idempotencyKey == null) {
      throw new Refusal(
          Problem.at(
              400,
              "invalid-idempotency-key",
              "Idempotency-Key",
              "a notice must not be written twice: send an Idempotency-Key"));
    }
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("portalUrl", settings.portalUrl());
    json.values().map(Values::of).ifPresent(values::putAll);
    Notice created =
        notices.create(
            json.id().orElseGet(notices::newId),
            new NoticeDraft(
                json.commonId(),
                json.templateId(),
                json.templateVersion(),
                values,
                json.sensitive().orElse(false),
                Routes.ofNotice(json.routes(), provider.attached()),
                fallback(json)),
            caller.staffId());
    return Response.created(URI.create("staff/notices/" + created.id()))
        .entity(NoticeView.of(created))
        .build();
  }

  private List<FallbackStep> fallback(NoticeJson json) {
    List<FallbackStep> steps = new ArrayList<>();
    for (FallbackJson step : json.fallback().orElse(List.of())) {
      String pointer = "/fallback/" + steps.size();
      FallbackStep.To to =
          Arrays.stream(FallbackStep.To.values())
              .filter(one -> one.json().equals(step.to()))
              .filter(one -> one != FallbackStep.To.HTTP || provider.attached())
              .findFirst()
              .orElseThrow(
                  () ->
                      new Refusal(
                          Problem.at(
                              400,
                              "invalid-notice",
                              pointer + "/to",
                              "mail, line, print, or http where a provider is attached")));
      try {
        steps.add(new FallbackStep(to, Duration.parse(step.after())));
      } catch (DateTimeParseException unreadable) {
        throw new Refusal(
            Problem.at(400, "invalid-notice", pointer + "/after", "a duration such as P3D"));
      }
    }
    return steps;
  }

  /** One notice with its times. */
  @GET
  @Path("{id}")
  @AllowedTo({Role.EDITOR, Role.APPROVER, Role.SENDER, Role.AUDITOR})
  @Operation(summary = "One official notice")
  public NoticeView get(@PathParam("id") String id) {
    return notices.find(id).map(NoticeView::of).orElseThrow(() -> new Refusal(Problem.notFound()));
  }

  /** Approves exactly what was read; it is sent from then on. */
  @POST
  @Path("{id}/approval")
  @Idempotent
  @AllowedTo(Role.APPROVER)
  @Operation(summary = "Approve an official notice by its content hash")
  public NoticeView approve(@PathParam("id") String id, CampaignsResource.ApprovalJson approval) {
    return NoticeView.of(notices.approve(id, approval.contentHash(), caller.staffId()));
  }

  /**
   * Withdraws a notice that was an error: by one person, as it must be quick. Nothing more is sent,
   * and the portal shows that it was withdrawn in place of its words.
   */
  @POST
  @Path("{id}/withdrawal")
  @Idempotent
  @AllowedTo({Role.EDITOR, Role.APPROVER, Role.SENDER})
  @Operation(summary = "Withdraw an official notice that was an error")
  public NoticeView withdraw(@PathParam("id") String id, WithdrawalJson withdrawal) {
    Notice withdrawn = notices.withdraw(id, withdrawal.reason(), caller.staffId());
    LOG.log(System.Logger.Level.INFO, "notice {0} withdrawn by {1}", id, caller.staffId());
    return NoticeView.of(withdrawn);
  }

  /** What proves that it was sent, opened and acknowledged. */
  @GET
  @Path("{id}/evidence")
  @AllowedTo({Role.APPROVER, Role.AUDITOR})
  @Operation(summary = "Evidence of an official notice")
  public EvidenceView evidence(@PathParam("id") String id) {
    Evidence evidence = notices.evidence(id);
    return new EvidenceView(
        NoticeView.of(evidence.notice()),
        evidence.roads().entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(road -> RoadView.of(road.getKey(), road.getValue()))
            .toList());
  }

  /**
   * The same as lines that anybody can check: each holds the hash of the one before (see
   * docs/operations.md for the command).
   */
  @GET
  @Path("{id}/evidence.ndjson")
  @Produces(Rows.NDJSON)
  @AllowedTo({Role.APPROVER, Role.AUDITOR})
  @Operation(summary = "Evidence of an official notice as a hash chain")
  public Response export(@PathParam("id") String id) {
    List<String> lines = notices.export(id, caller.staffId());
    LOG.log(System.Logger.Level.INFO, "evidence of {0} exported: {1}", id, lines.getLast());
    byte[] body = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
    return Response.ok(body)
        .header("Content-Disposition", "attachment; filename=\"evidence-" + id + ".ndjson\"")
        .header("Cache-Control", "no-store")
        .build();
  }

  /** The letters taken with one batch. */
  public record PrintBatchView(@Nullable String batch, int letters) {}

  /** A batch that was taken to be printed. */
  public record TakenBatchView(String batch, long letters, CampaignsResource.MarkView taken) {}

  /** The batches of the last 31 days, so that one whose answer was lost is found again. */
  @GET
  @Path("print-batches")
  @AllowedTo({Role.SENDER, Role.AUDITOR})
  @Operation(summary = "Batches of letters taken within the last 31 days")
  public Page<TakenBatchView> printBatches() {
    return new Page<>(
        notices.printBatches().stream()
            .map(
                batch ->
                    new TakenBatchView(
                        batch.id(), batch.letters(), CampaignsResource.MarkView.of(batch.taken())))
            .toList(),
        null);
  }

  /** Takes everything that waits to be printed; a second call takes only what came since. */
  @POST
  @Path("print-batches")
  @Idempotent
  @AllowedTo(Role.SENDER)
  @Operation(summary = "Take the letters that wait to be printed")
  public PrintBatchView takePrints() {
    Optional<String> batch = notices.takePrints(caller.staffId());
    int letters = batch.map(id -> notices.prints(Optional.of(id)).size()).orElse(0);
    batch.ifPresent(
        id ->
            LOG.log(
                System.Logger.Level.INFO,
                "{0} letters taken for printing as {1} by {2}",
                letters,
                id,
                caller.staffId()));
    return new PrintBatchView(batch.orElse(null), letters);
  }

  /**
   * The letters for the mail room: those of a batch, again and again, or those that wait, which
   * takes nothing.
   */
  @GET
  @Path("print-worklist.csv")
  @Produces("text/csv;charset=UTF-8")
  @AllowedTo({Role.SENDER, Role.AUDITOR})
  @Operation(summary = "Letters to be printed as CSV")
  public Response printWorklist(@QueryParam("batch") @Nullable String batch) {
    List<PrintLetter> letters = notices.prints(Optional.ofNullable(batch));
    if (batch != null && letters.isEmpty()) {
      throw new Refusal(Problem.notFound());
    }
    LOG.log(
        System.Logger.Level.INFO,
        "print worklist of {0} letters read by {1}",
        letters.size(),
        caller.staffId());
    return Response.ok(prints.csv(letters)).header("Cache-Control", "no-store").build();
  }
}

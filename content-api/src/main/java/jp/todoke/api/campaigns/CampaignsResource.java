package jp.todoke.api.campaigns;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
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
import java.net.URI;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import jp.todoke.api.problems.Problem;
import jp.todoke.api.problems.Refusal;
import jp.todoke.api.rest.Idempotent;
import jp.todoke.api.rest.Page;
import jp.todoke.api.rest.Values;
import jp.todoke.api.rest.Version;
import jp.todoke.api.security.AllowedTo;
import jp.todoke.api.security.CurrentCaller;
import jp.todoke.api.security.Role;
import jp.todoke.api.staff.DecisionView;
import jp.todoke.api.staff.Samples;
import jp.todoke.api.wiring.Settings;
import jp.todoke.channels.Route;
import jp.todoke.delivery.approvals.Mark;
import jp.todoke.delivery.campaigns.Campaign;
import jp.todoke.delivery.campaigns.CampaignDraft;
import jp.todoke.delivery.campaigns.Campaigns;
import jp.todoke.delivery.campaigns.DryRun;
import jp.todoke.delivery.clicks.Clicks;
import jp.todoke.delivery.dispatch.TestSend;
import jp.todoke.delivery.reports.Report;
import jp.todoke.delivery.reports.Reports;
import jp.todoke.delivery.reports.Usefulness;
import jp.todoke.delivery.reports.WardReports;
import jp.todoke.delivery.reports.WardReports.WardReport;
import jp.todoke.delivery.wording.Wording;
import jp.todoke.templates.Rendering;
import jp.todoke.templates.Templates;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** {@code /staff/campaigns}: from draft to balanced report. */
@Path("/staff/campaigns")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class CampaignsResource {

  @Inject private Campaigns campaigns;
  @Inject private Reports reports;
  @Inject private WardReports wardReports;
  @Inject private TestSend testSend;
  @Inject private LineAllowance allowance;
  @Inject private Clicks clicks;
  @Inject private Usefulness usefulness;
  @Inject private Samples samples;
  @Inject private Templates templates;
  @Inject private CurrentCaller caller;
  @Inject private Settings settings;

  /** A campaign as staff send it. */
  public record CampaignJson(
      Optional<String> id,
      String title,
      String templateId,
      int templateVersion,
      String segmentId,
      int segmentVersion,
      List<String> routes,
      Optional<JsonNode> values,
      Optional<Instant> sendAt,
      Optional<Instant> usefulUntil,
      Optional<String> topic,
      Optional<Boolean> emergency) {}

  /** Who did something, and when. */
  public record MarkView(String by, Instant at) {
    static MarkView of(Mark mark) {
      return new MarkView(mark.by(), mark.at());
    }
  }

  /** A campaign as staff see it. */
  public record CampaignView(
      String id,
      long version,
      String status,
      String title,
      String templateId,
      int templateVersion,
      String segmentId,
      int segmentVersion,
      List<String> routes,
      Map<String, Object> values,
      Optional<Instant> sendAt,
      Optional<Instant> usefulUntil,
      String topic,
      boolean emergency,
      MarkView created,
      MarkView edited,
      Optional<MarkView> submitted,
      Optional<String> contentHash,
      Optional<MarkView> firstApproved,
      Optional<MarkView> approved,
      Optional<MarkView> stopped,
      Optional<Long> selected,
      boolean reviewDue,
      Optional<MarkView> reviewed) {

    static CampaignView of(Campaign campaign) {
      CampaignDraft draft = campaign.draft();
      return new CampaignView(
          campaign.id(),
          campaign.version(),
          campaign.status().name().toLowerCase(Locale.ROOT),
          draft.title(),
          draft.templateId(),
          draft.templateVersion(),
          draft.segmentId(),
          draft.segmentVersion(),
          Routes.json(draft.routes()),
          draft.values(),
          draft.sendAt(),
          draft.usefulUntil(),
          draft.topic(),
          draft.emergency(),
          MarkView.of(campaign.created()),
          MarkView.of(campaign.edited()),
          campaign.submission().map(submission -> MarkView.of(submission.mark())),
          campaign.submission().map(Campaign.Submission::contentHash),
          campaign.firstApproved().map(MarkView::of),
          campaign.approved().map(MarkView::of),
          campaign.stopped().map(MarkView::of),
          campaign.selected(),
          campaign.reviewDue(),
          campaign.reviewed().map(MarkView::of));
    }
  }

  /** One route of a dry run: how many are reached, and how many not for each reason. */
  public record DryRunRoute(String route, long reachable, Map<String, Long> notReachable) {}

  /** The words in one language. */
  public record Sample(String language, boolean fallback, String subject, String text) {

    static List<Sample> of(SortedMap<String, Rendering.Rendered> words) {
      return words.entrySet().stream()
          .map(
              one ->
                  new Sample(
                      one.getKey(),
                      one.getValue().fallback(),
                      one.getValue().subject(),
                      one.getValue().text()))
          .toList();
    }
  }

  /**
   * What a delivery would say to a sample profile.
   *
   * @param words in the language they read, or the nearest there is
   * @param segment whether the segment means them, and why
   */
  public record ReaderView(String id, String title, Sample words, DecisionView segment) {

    static ReaderView of(Samples.Reader reader, Rendering.Rendered words, DecisionView segment) {
      return new ReaderView(
          reader.sample().id(),
          reader.sample().title(),
          new Sample(words.language(), words.fallback(), words.subject(), words.text()),
          segment);
    }
  }

  /**
   * What a campaign would do now.
   *
   * @param reader the sample profile that was named
   */
  public record DryRunView(
      long selected,
      String contentHash,
      List<DryRunRoute> routes,
      List<Sample> samples,
      List<LineAllowance.Finding> findings,
      Optional<ReaderView> reader) {

    static DryRunView of(
        DryRun dryRun, List<LineAllowance.Finding> findings, Optional<ReaderView> reader) {
      return new DryRunView(
          dryRun.selected(),
          dryRun.contentHash(),
          dryRun.routes().entrySet().stream()
              .sorted(Map.Entry.comparingByKey())
              .map(
                  route ->
                      new DryRunRoute(
                          Routes.json(route.getKey()),
                          route.getValue().reachable(),
                          route.getValue().barred()))
              .toList(),
          Sample.of(dryRun.samples()),
          findings,
          reader);
    }
  }

  /** What an approver approves. */
  public record ApprovalJson(String contentHash) {}

  /**
   * One route of a report; selected is the sum of all that follows but the last two.
   *
   * @param expired how many, whatever the reason
   * @param expiredReasons the same by reason
   */
  public record ReportRoute(
      String route,
      long selected,
      long sent,
      Map<String, Long> suppressed,
      Map<String, Long> failed,
      long expired,
      Map<String, Long> expiredReasons,
      long unknown,
      long pending,
      long opened,
      long acknowledged,
      boolean balances) {}

  /**
   * What arrived, and what came of it.
   *
   * @param clicks how often counted links of its mails were opened
   * @param clicked in how many people's mails, however often
   * @param useful people who found it useful by one tap
   * @param notUseful people who did not
   */
  public record ReportView(
      String campaignId,
      String status,
      Instant at,
      boolean balances,
      List<ReportRoute> routes,
      long clicks,
      long clicked,
      long useful,
      long notUseful) {

    static ReportView of(
        Campaign campaign, Report report, long clicks, long clicked, Usefulness.Counts said) {
      return new ReportView(
          campaign.id(),
          campaign.status().name().toLowerCase(Locale.ROOT),
          report.at(),
          report.balances(),
          report.routes().entrySet().stream()
              .sorted(Map.Entry.comparingByKey())
              .map(
                  entry ->
                      new ReportRoute(
                          Routes.json(entry.getKey()),
                          entry.getValue().selected(),
                          entry.getValue().sent(),
                          entry.getValue().suppressed(),
                          entry.getValue().failed(),
                          entry.getValue().expired().values().stream()
                              .mapToLong(Long::longValue)
                              .sum(),
                          entry.getValue().expired(),
                          entry.getValue().unknown(),
                          entry.getValue().pending(),
                          entry.getValue().opened(),
                          entry.getValue().acknowledged(),
                          entry.getValue().balances()))
              .toList(),
          clicks,
          clicked,
          said.useful(),
          said.notUseful());
    }
  }

  /**
   * Campaigns by id; with {@code review=due} the emergencies that a second person still has to look
   * at, all of them.
   */
  @GET
  @AllowedTo({Role.EDITOR, Role.APPROVER, Role.SENDER, Role.AUDITOR})
  @Operation(summary = "Campaigns")
  public Page<CampaignView> list(
      @QueryParam("review") @Nullable String review,
      @QueryParam("limit") @Nullable Integer limit,
      @QueryParam("cursor") @Nullable String cursor) {
    if (review != null) {
      if (!review.equals("due")) {
        throw new Refusal(Problem.at(400, "invalid-parameter", "review", "due"));
      }
      return new Page<>(campaigns.reviewsDue(), null).map(CampaignView::of);
    }
    int size = Math.min(Page.limit(limit, Page.MOST), Page.MOST - 1);
    return Page.of(campaigns.page(Page.after(cursor), size + 1), size, Campaign::id)
        .map(CampaignView::of);
  }

  /** Begins a campaign as a draft. */
  @POST
  @Idempotent
  @AllowedTo(Role.EDITOR)
  @Operation(summary = "Draft a campaign")
  public Response create(CampaignJson json) {
    Campaign created =
        campaigns.create(json.id().orElseGet(campaigns::newId), draft(json), caller.staffId());
    return Response.created(URI.create("staff/campaigns/" + created.id()))
        .entity(CampaignView.of(created))
        .tag(Version.tag(created.version()))
        .build();
  }

  /** One campaign. */
  @GET
  @Path("{id}")
  @AllowedTo({Role.EDITOR, Role.APPROVER, Role.SENDER, Role.AUDITOR})
  @Operation(summary = "One campaign")
  public Response get(@PathParam("id") String id) {
    return tagged(find(id));
  }

  /** Changes the draft; a submission becomes void. */
  @PUT
  @Path("{id}")
  @AllowedTo(Role.EDITOR)
  @Operation(summary = "Edit a campaign")
  public Response edit(
      @PathParam("id") String id,
      @HeaderParam("If-Match") @Nullable String ifMatch,
      CampaignJson json) {
    int expected = Version.expected(ifMatch);
    find(id);
    return tagged(campaigns.edit(id, draft(json), expected, caller.staffId()));
  }

  /**
   * Says what would happen, and to how many; nothing is sent.
   *
   * @param sample a sample profile: what it would read, and whether the segment means it
   */
  @POST
  @Path("{id}/dry-run")
  @AllowedTo({Role.EDITOR, Role.APPROVER, Role.SENDER})
  @Operation(summary = "Dry run of a campaign")
  public DryRunView dryRun(
      @PathParam("id") String id, @QueryParam("sample") @Nullable String sample) {
    Optional<ReaderView> reader = samples.named(sample).map(named -> reader(find(id), named));
    DryRun run = campaigns.dryRun(id);
    DryRun.Count line = run.routes().get(Route.LINE);
    return DryRunView.of(
        run,
        line == null ? List.of() : allowance.findings(line.reachable(), run.samples().values()),
        reader);
  }

  private ReaderView reader(Campaign campaign, Samples.Reader named) {
    CampaignDraft draft = campaign.draft();
    return ReaderView.of(
        named,
        Wording.of(templates, draft.templateId(), draft.templateVersion(), draft.values())
            .in(named.person().language()),
        samples.decision(named, draft.segmentId(), draft.segmentVersion()));
  }

  /** Hands the draft over for approval by somebody else. */
  @POST
  @Path("{id}/submission")
  @Idempotent
  @AllowedTo(Role.EDITOR)
  @Operation(summary = "Submit a campaign for approval")
  public Response submit(
      @PathParam("id") String id, @HeaderParam("If-Match") @Nullable String ifMatch) {
    return tagged(campaigns.submit(id, Version.expected(ifMatch), caller.staffId()));
  }

  /** Approves exactly what was read; it starts at its time, or at once. */
  @POST
  @Path("{id}/approval")
  @Idempotent
  @AllowedTo(Role.APPROVER)
  @Operation(summary = "Approve a campaign by its content hash")
  public Response approve(@PathParam("id") String id, ApprovalJson json) {
    refuseBeyondQuota(find(id));
    return tagged(campaigns.approve(id, json.contentHash(), caller.staffId()));
  }

  /** An emergency is approved whatever LINE's allowance is: it has other routes as well. */
  private void refuseBeyondQuota(Campaign campaign) {
    if (campaign.status() != Campaign.Status.SUBMITTED
        || campaign.draft().emergency()
        || !campaign.draft().routes().contains(Route.LINE)
        || campaign.submission().filter(all -> allowance.takes(all.selected())).isPresent()) {
      return;
    }
    // Not enough for everybody; it may be for those who have LINE.
    DryRun.Count line = campaigns.dryRun(campaign.id()).routes().get(Route.LINE);
    if (line != null && line.reachable() > 0 && !allowance.takes(line.reachable())) {
      throw new Refusal(
          Problem.of(
              409,
              "conflict-line-quota",
              "LINE's allowance of this month is too small for " + line.reachable() + " people"));
    }
  }

  /**
   * How many test messages a provider took.
   *
   * @param routes those of the campaign for which staff are named in the settings
   */
  public record TestView(Map<String, Long> routes) {}

  /** Sends the words to the staff named in the settings, marked as a test. */
  @POST
  @Path("{id}/test")
  @Idempotent
  @AllowedTo({Role.EDITOR, Role.APPROVER})
  @Operation(summary = "Send a campaign's words to named staff as a test")
  public TestView test(@PathParam("id") String id) {
    Map<String, Long> routes = new TreeMap<>();
    testSend
        .send(id, caller.staffId())
        .forEach((route, taken) -> routes.put(Routes.json(route), taken));
    return new TestView(routes);
  }

  /** Records that a second person looked at an emergency after it had begun. */
  @POST
  @Path("{id}/review")
  @Idempotent
  @AllowedTo(Role.APPROVER)
  @Operation(summary = "Review an emergency afterwards")
  public Response review(@PathParam("id") String id) {
    return tagged(campaigns.review(id, caller.staffId()));
  }

  /** Halts it within one chunk, for good. */
  @POST
  @Path("{id}/stop")
  @Idempotent
  @AllowedTo({Role.SENDER, Role.APPROVER})
  @Operation(summary = "Stop a campaign")
  public Response stop(@PathParam("id") String id) {
    return tagged(campaigns.stop(id, caller.staffId()));
  }

  /**
   * What a person decides about messages that were perhaps sent: {@code resend} or {@code leave}.
   */
  public record UnknownJson(String decision) {}

  /** How many recipients it concerned. */
  public record DecidedView(int recipients) {}

  /** Sends again, or leaves, what was perhaps sent and waits for a person's decision. */
  @POST
  @Path("{id}/unknown")
  @Idempotent
  @AllowedTo(Role.SENDER)
  @Operation(summary = "Decide about messages that were perhaps sent")
  public DecidedView decide(@PathParam("id") String id, UnknownJson json) {
    Campaigns.UnknownDecision decision =
        switch (json.decision()) {
          case "resend" -> Campaigns.UnknownDecision.RESEND;
          case "leave" -> Campaigns.UnknownDecision.LEAVE;
          default ->
              throw new Refusal(
                  Problem.at(400, "invalid-decision", "/decision", "resend or leave"));
        };
    return new DecidedView(campaigns.decideUnknown(id, decision, caller.staffId()));
  }

  /** What arrived, per route and reason; the ledger balances at every moment. */
  @GET
  @Path("{id}/report")
  @AllowedTo({Role.EDITOR, Role.APPROVER, Role.SENDER, Role.AUDITOR})
  @Operation(summary = "Report of a campaign")
  public ReportView report(@PathParam("id") String id) {
    return ReportView.of(
        find(id),
        reports.of(id),
        clicks.of(id).values().stream().mapToLong(Long::longValue).sum(),
        clicks.people(id),
        usefulness.of(List.of(id)));
  }

  /**
   * How many people of a ward it reached on a route.
   *
   * @param ward null when it is not known
   * @param sent null when it is too small to be shown, or would give such a one away
   */
  public record WardView(@Nullable String ward, String route, @Nullable Long sent) {}

  /**
   * People reached by ward and route, small cells masked; walks the ledger. 410 when the delivery
   * is closed and nobody knows any more whom it reached.
   */
  @GET
  @Path("{id}/report/wards")
  @AllowedTo({Role.EDITOR, Role.APPROVER, Role.SENDER, Role.AUDITOR})
  @Operation(summary = "People reached by ward and route, small cells masked")
  public Page<WardView> wards(@PathParam("id") String id) {
    find(id);
    return switch (wardReports.of(id)) {
      case WardReport.Cells(List<WardReports.Cell> cells) ->
          new Page<>(
              cells.stream()
                  .map(
                      cell ->
                          new WardView(
                              cell.ward().orElse(null),
                              Routes.json(cell.route()),
                              cell.sent().orElse(null)))
                  .toList(),
              null);
      case WardReport.Gone(Instant closedAt) ->
          throw new Refusal(
              Problem.of(
                  410, "gone-ward-report", "closed at " + closedAt + "; /report has the sums"));
    };
  }

  /** How often an address in the mails was opened. */
  public record ClickView(String target, long opened) {}

  /** What was opened from the mails, by people who agreed to be counted. */
  @GET
  @Path("{id}/clicks")
  @AllowedTo({Role.EDITOR, Role.APPROVER, Role.SENDER, Role.AUDITOR})
  @Operation(summary = "Links opened from a campaign's mails")
  public Page<ClickView> clicks(@PathParam("id") String id) {
    find(id);
    return new Page<>(
        clicks.of(id).entrySet().stream()
            .map(link -> new ClickView(link.getKey(), link.getValue()))
            .toList(),
        null);
  }

  /** The report as a table: route, state, reason, people. */
  @GET
  @Path("{id}/report.csv")
  @Produces("text/csv;charset=UTF-8")
  @AllowedTo({Role.EDITOR, Role.APPROVER, Role.SENDER, Role.AUDITOR})
  @Operation(summary = "Report of a campaign as CSV")
  public String csv(@PathParam("id") String id) {
    find(id);
    StringBuilder rows = new StringBuilder("campaign,route,state,reason,people\r\n");
    reports
        .lines(id)
        .forEach(
            line ->
                rows.append(id)
                    .append(',')
                    .append(Routes.json(line.route()))
                    .append(',')
                    .append(line.state())
                    .append(',')
                    .append(line.reason())
                    .append(',')
                    .append(line.people())
                    .append("\r\n"));
    return rows.toString();
  }

  private Campaign find(String id) {
    return campaigns.find(id).orElseThrow(() -> new Refusal(Problem.notFound()));
  }

  private static Response tagged(Campaign campaign) {
    return Response.ok(CampaignView.of(campaign)).tag(Version.tag(campaign.version())).build();
  }

  private CampaignDraft draft(CampaignJson json) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("portalUrl", settings.portalUrl());
    json.values().map(Values::of).ifPresent(values::putAll);
    return new CampaignDraft(
        json.title(),
        json.templateId(),
        json.templateVersion(),
        json.segmentId(),
        json.segmentVersion(),
        Routes.read(json.routes()),
        values,
        json.sendAt(),
        json.usefulUntil(),
        json.topic().orElse(CampaignDraft.GENERAL),
        json.emergency().orElse(false));
  }
}

package jp.todoke.api.campaigns;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import jp.todoke.api.problems.Problem;
import jp.todoke.api.problems.Refusal;
import jp.todoke.api.rest.Idempotent;
import jp.todoke.api.rest.Page;
import jp.todoke.api.rest.Values;
import jp.todoke.api.security.AllowedTo;
import jp.todoke.api.security.CurrentCaller;
import jp.todoke.api.security.Role;
import jp.todoke.api.staff.Samples;
import jp.todoke.api.wiring.Settings;
import jp.todoke.delivery.campaigns.CampaignDraft;
import jp.todoke.delivery.reports.TriggerReports;
import jp.todoke.delivery.triggers.Forecast;
import jp.todoke.delivery.triggers.Forecasts;
import jp.todoke.delivery.triggers.Trigger;
import jp.todoke.delivery.triggers.TriggerDraft;
import jp.todoke.delivery.triggers.Triggers;
import jp.todoke.delivery.triggers.When;
import jp.todoke.delivery.wording.Wording;
import jp.todoke.templates.Templates;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** {@code /staff/triggers}: deliveries that begin by themselves. */
@Path("/staff/triggers")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class TriggersResource {

  @Inject private Triggers triggers;
  @Inject private Forecasts forecasts;
  @Inject private TriggerReports reports;
  @Inject private Samples samples;
  @Inject private Templates templates;
  @Inject private CurrentCaller caller;
  @Inject private Settings settings;

  /**
   * What sets it off.
   *
   * @param kind {@code enters}, {@code days}, {@code new-content} or {@code event}
   * @param attribute of {@code days}
   * @param days of {@code days}; negative: before
   * @param yearly of {@code days}: whether anniversaries count
   * @param type of {@code event}: the CloudEvents type
   */
  public record WhenJson(
      String kind,
      Optional<String> attribute,
      Optional<Integer> days,
      Optional<Boolean> yearly,
      Optional<String> type) {

    static WhenJson of(When when) {
      return switch (when) {
        case When.Enters enters -> bare("enters");
        case When.NewContent content -> bare("new-content");
        case When.Days(String attribute, int days, boolean yearly) ->
            new WhenJson(
                "days",
                Optional.of(attribute),
                Optional.of(days),
                Optional.of(yearly),
                Optional.empty());
        case When.Event(String type) ->
            new WhenJson(
                "event", Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(type));
      };
    }

    private static WhenJson bare(String kind) {
      return new WhenJson(
          kind, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    When read() {
      return switch (kind) {
        case "enters" -> new When.Enters();
        case "new-content" -> new When.NewContent();
        case "days" ->
            new When.Days(
                attribute.orElseThrow(() -> missing("attribute")),
                days.orElseThrow(() -> missing("days")),
                yearly.orElse(false));
        case "event" -> new When.Event(type.orElseThrow(() -> missing("type")));
        default ->
            throw new Refusal(
                Problem.at(
                    400, "invalid-trigger", "/when/kind", "enters, days, new-content or event"));
      };
    }

    private static Refusal missing(String part) {
      return new Refusal(
          Problem.at(400, "invalid-trigger", "/when/" + part, "is needed for this kind"));
    }
  }

  /**
   * A trigger as staff send it.
   *
   * @param usefulForSeconds how long after firing it is of use
   */
  public record TriggerJson(
      String id,
      String title,
      WhenJson when,
      String segmentId,
      int segmentVersion,
      String templateId,
      int templateVersion,
      List<String> routes,
      Optional<String> topic,
      Optional<JsonNode> values,
      Optional<Long> usefulForSeconds) {}

  /**
   * A trigger as staff see it.
   *
   * @param watchingSince when it was first known who is in the segment already
   */
  public record TriggerView(
      String id,
      String status,
      String title,
      WhenJson when,
      String segmentId,
      int segmentVersion,
      String templateId,
      int templateVersion,
      List<String> routes,
      String topic,
      Map<String, Object> values,
      Optional<Long> usefulForSeconds,
      String contentHash,
      CampaignsResource.MarkView created,
      Optional<CampaignsResource.MarkView> firstApproved,
      Optional<CampaignsResource.MarkView> approved,
      Optional<CampaignsResource.MarkView> stopped,
      Optional<Instant> watchingSince) {

    static TriggerView of(Trigger trigger) {
      TriggerDraft draft = trigger.draft();
      return new TriggerView(
          trigger.id(),
          trigger.status().name().toLowerCase(Locale.ROOT),
          draft.title(),
          WhenJson.of(draft.when()),
          draft.segmentId(),
          draft.segmentVersion(),
          draft.templateId(),
          draft.templateVersion(),
          Routes.json(draft.routes()),
          draft.topic(),
          draft.values(),
          draft.usefulFor().map(Duration::toSeconds),
          trigger.contentHash(),
          CampaignsResource.MarkView.of(trigger.created()),
          trigger.firstApproved().map(CampaignsResource.MarkView::of),
          trigger.approved().map(CampaignsResource.MarkView::of),
          trigger.stopped().map(CampaignsResource.MarkView::of),
          trigger.watchingSince());
    }
  }

  /**
   * One trigger with what came of it.
   *
   * @param fired people and occurrences that set it off
   * @param outcomes what became of them, by route, state and reason
   */
  public record TriggerDetail(TriggerView trigger, long fired, List<OutcomeView> outcomes) {}

  /** Some people alike; {@code state} is that of a report. */
  public record OutcomeView(String route, String state, String reason, long people) {}

  /** Triggers by id. */
  @GET
  @AllowedTo({Role.EDITOR, Role.APPROVER, Role.SENDER, Role.AUDITOR})
  @Operation(summary = "Triggers")
  public Page<TriggerView> list(
      @QueryParam("limit") @Nullable Integer limit, @QueryParam("cursor") @Nullable String cursor) {
    int size = Math.min(Page.limit(limit, Page.MOST), Page.MOST - 1);
    return Page.of(triggers.page(Page.after(cursor), size + 1), size, Trigger::id)
        .map(TriggerView::of);
  }

  /** Writes a trigger; somebody else approves it, then it fires by itself. */
  @POST
  @Idempotent
  @AllowedTo(Role.EDITOR)
  @Operation(summary = "Write a trigger")
  public Response create(TriggerJson json) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("portalUrl", settings.portalUrl());
    json.values().map(Values::of).ifPresent(values::putAll);
    Trigger created =
        triggers.create(
            json.id(),
            new TriggerDraft(
                json.title(),
                json.when().read(),
                json.segmentId(),
                json.segmentVersion(),
                json.templateId(),
                json.templateVersion(),
                Routes.read(json.routes()),
                json.topic().orElse(CampaignDraft.GENERAL),
                values,
                json.usefulForSeconds().map(TriggersResource::seconds)),
            caller.staffId());
    return Response.created(URI.create("staff/triggers/" + created.id()))
        .entity(TriggerView.of(created))
        .build();
  }

  private static Duration seconds(long seconds) {
    if (seconds < 1 || seconds > Duration.ofDays(400).toSeconds()) {
      throw new Refusal(
          Problem.at(400, "invalid-trigger", "/usefulForSeconds", "from a second to 400 days"));
    }
    return Duration.ofSeconds(seconds);
  }

  /** One trigger and how often it was set off. */
  @GET
  @Path("{id}")
  @AllowedTo({Role.EDITOR, Role.APPROVER, Role.SENDER, Role.AUDITOR})
  @Operation(summary = "One trigger and how often it was set off")
  public TriggerDetail get(@PathParam("id") String id) {
    Trigger trigger = triggers.find(id).orElseThrow(() -> new Refusal(Problem.notFound()));
    TriggerReports.TriggerReport report = reports.of(id);
    return new TriggerDetail(
        TriggerView.of(trigger),
        report.fired(),
        report.lines().stream()
            .map(
                line ->
                    new OutcomeView(
                        Routes.json(line.route()), line.state(), line.reason(), line.people()))
            .toList());
  }

  /**
   * What a trigger would do.
   *
   * @param members people its segment means now; one by entering would not write to them
   * @param estimated whether the numbers of people are projected from some of the members
   * @param days by days in Asia/Tokyo, of the next 14; empty for other kinds
   * @param reader the sample profile that was named
   */
  public record ForecastView(
      long members,
      boolean estimated,
      String contentHash,
      List<CampaignsResource.DryRunRoute> routes,
      SortedMap<LocalDate, Long> days,
      List<CampaignsResource.Sample> samples,
      Optional<CampaignsResource.ReaderView> reader) {}

  /** Says whom it would write to, by which roads and on which days; nothing is fired. */
  @POST
  @Path("{id}/dry-run")
  @AllowedTo({Role.EDITOR, Role.APPROVER, Role.SENDER})
  @Operation(summary = "Dry run of a trigger")
  public ForecastView dryRun(
      @PathParam("id") String id, @QueryParam("sample") @Nullable String sample) {
    Optional<CampaignsResource.ReaderView> reader =
        samples.named(sample).map(named -> reader(id, named));
    Forecast forecast = forecasts.of(id);
    return new ForecastView(
        forecast.members(),
        forecast.asked() < forecast.members(),
        forecast.contentHash(),
        forecast.routes().entrySet().stream()
            .map(
                route ->
                    new CampaignsResource.DryRunRoute(
                        Routes.json(route.getKey()),
                        route.getValue().reachable(),
                        route.getValue().barred()))
            .toList(),
        forecast.days(),
        CampaignsResource.Sample.of(forecast.samples()),
        reader);
  }

  private CampaignsResource.ReaderView reader(String id, Samples.Reader named) {
    TriggerDraft draft =
        triggers.find(id).orElseThrow(() -> new Refusal(Problem.notFound())).draft();
    return CampaignsResource.ReaderView.of(
        named,
        Wording.of(templates, draft.templateId(), draft.templateVersion(), draft.values())
            .in(named.person().language()),
        samples.decision(named, draft.segmentId(), draft.segmentVersion()));
  }

  /** Approves exactly what was read; it fires by itself from then on. */
  @POST
  @Path("{id}/approval")
  @Idempotent
  @AllowedTo(Role.APPROVER)
  @Operation(summary = "Approve a trigger by its content hash")
  public TriggerView approve(@PathParam("id") String id, CampaignsResource.ApprovalJson approval) {
    return TriggerView.of(triggers.approve(id, approval.contentHash(), caller.staffId()));
  }

  /** Stops it for good; what it has in the queue is not sent. */
  @POST
  @Path("{id}/stop")
  @Idempotent
  @AllowedTo({Role.SENDER, Role.APPROVER})
  @Operation(summary = "Stop a trigger")
  public TriggerView stop(@PathParam("id") String id) {
    return TriggerView.of(triggers.stop(id, caller.staffId()));
  }
}

package jp.todoke.api.campaigns;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jp.todoke.api.rest.Page;
import jp.todoke.api.security.AllowedTo;
import jp.todoke.api.security.CurrentCaller;
import jp.todoke.api.security.Role;
import jp.todoke.delivery.pauses.Pause;
import jp.todoke.delivery.reports.DeliveryFacts;
import jp.todoke.delivery.watch.Alarm;
import jp.todoke.delivery.watch.Watchdog;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** {@code /staff/deliveries}: the main switch of sending, and what somebody should look at. */
@Path("/staff/deliveries")
@Produces(MediaType.APPLICATION_JSON)
public class DeliveriesResource {

  @Inject private Pause pause;
  @Inject private Watchdog watchdog;
  @Inject private DeliveryFacts facts;
  @Inject private CurrentCaller caller;

  /** The switch; {@code reason} is restored, staff or start, and empty while it is open. */
  public record SwitchView(
      boolean paused, String reason, Optional<CampaignsResource.MarkView> turned) {

    static SwitchView of(Pause.State state) {
      return new SwitchView(
          state.paused(), state.reason(), state.turned().map(CampaignsResource.MarkView::of));
    }
  }

  /** Something a person should look at. */
  public record AlarmView(String code, String subject, Instant since) {

    static AlarmView of(Alarm alarm) {
      return new AlarmView(alarm.code().json(), alarm.subject(), alarm.since());
    }
  }

  /** Whether anything is sent at all. */
  @GET
  @AllowedTo({Role.EDITOR, Role.APPROVER, Role.SENDER, Role.AUDITOR})
  @Operation(summary = "Whether sending is paused")
  public SwitchView state() {
    return SwitchView.of(pause.state());
  }

  /** Pauses everything; what is with a provider ends with its chunk. */
  @POST
  @Path("pause")
  @AllowedTo({Role.SENDER, Role.APPROVER})
  @Operation(summary = "Pause all sending")
  public SwitchView pause() {
    return SwitchView.of(pause.pause(caller.staffId(), Pause.STAFF));
  }

  /** Lets everything go on where it stands. */
  @POST
  @Path("resume")
  @AllowedTo(Role.SENDER)
  @Operation(summary = "Resume sending, also after a backup was restored")
  public SwitchView resume() {
    return SwitchView.of(pause.resume(caller.staffId()));
  }

  /** What somebody should look at, as it stands now. */
  @GET
  @Path("alarms")
  @AllowedTo({Role.EDITOR, Role.APPROVER, Role.SENDER, Role.AUDITOR, Role.ADMIN})
  @Operation(summary = "Stuck chunks, decisions and reviews that are due, ledgers out of balance")
  public Page<AlarmView> alarms() {
    List<AlarmView> alarms = watchdog.look().stream().map(AlarmView::of).toList();
    return new Page<>(alarms, null);
  }

  /**
   * What happened on a day.
   *
   * @param day in Asia/Tokyo
   * @param outcomes people by state and reason
   * @param sentAtOnce of those sent, within 10 seconds after they could be taken from the queue
   */
  public record FactView(
      LocalDate day,
      String delivery,
      String route,
      Map<String, Long> outcomes,
      long sent,
      long sentAtOnce) {

    static FactView of(DeliveryFacts.Fact fact) {
      return new FactView(
          fact.day(),
          fact.delivery(),
          Routes.json(fact.route()),
          fact.outcomes(),
          fact.sent(),
          fact.sentAtOnce());
    }
  }

  /** What happened on each day that is over, by delivery and route. */
  @GET
  @Path("facts")
  @AllowedTo({Role.EDITOR, Role.APPROVER, Role.SENDER, Role.AUDITOR})
  @Operation(summary = "Daily facts of deliveries by route")
  public Page<FactView> facts(
      @QueryParam("limit") @Nullable Integer limit, @QueryParam("cursor") @Nullable String cursor) {
    int size = Math.min(Page.limit(limit, Page.MOST), Page.MOST - 1);
    return Page.of(
            facts.page(Page.after(cursor), size + 1),
            size,
            fact -> fact.day() + ":" + fact.delivery() + ":" + fact.route())
        .map(FactView::of);
  }
}

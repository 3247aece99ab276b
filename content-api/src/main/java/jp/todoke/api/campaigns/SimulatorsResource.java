package jp.todoke.api.campaigns;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.List;
import jp.todoke.api.rest.Page;
import jp.todoke.api.security.AllowedTo;
import jp.todoke.api.security.Role;
import jp.todoke.api.wiring.ChannelWiring;
import jp.todoke.channels.simulator.ReceivedMail;
import org.eclipse.microprofile.openapi.annotations.Operation;

/**
 * {@code /staff/simulators}: what the built-in mail and LINE simulators took; empty in production.
 */
@Path("/staff/simulators")
@Produces(MediaType.APPLICATION_JSON)
public class SimulatorsResource {

  @Inject private ChannelWiring channels;

  /** What one simulator took since the start. */
  public record SimulatorView(String route, long count, String latest) {}

  /** The simulators that are switched on. */
  @GET
  @AllowedTo(Role.SENDER)
  @Operation(summary = "What the simulators took, where they are switched on")
  public Page<SimulatorView> list() {
    List<SimulatorView> views = new ArrayList<>();
    channels
        .mailSimulator()
        .ifPresent(
            simulator ->
                views.add(
                    new SimulatorView(
                        "mail",
                        simulator.count(),
                        simulator.received().isEmpty()
                            ? ""
                            : shown(simulator.received().getLast()))));
    channels
        .lineSimulator()
        .ifPresent(
            simulator ->
                views.add(
                    new SimulatorView(
                        "line",
                        simulator.count(),
                        simulator.received().isEmpty()
                            ? ""
                            : String.valueOf(simulator.received().getLast().text()))));
    return new Page<>(views, null);
  }

  private static String shown(ReceivedMail mail) {
    return mail.subject() + " | " + mail.text();
  }
}

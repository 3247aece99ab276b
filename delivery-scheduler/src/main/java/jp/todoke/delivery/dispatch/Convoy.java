package jp.todoke.delivery.dispatch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import jp.todoke.channels.Channel;
import jp.todoke.channels.Route;
import jp.todoke.delivery.ledger.Chunk;
import jp.todoke.delivery.ledger.Release;

/**
 * Chunks of one delivery that a worker takes along one road together, so that the database is asked
 * and told once for all of them; each is sent and answered for by itself. For one thread.
 */
final class Convoy {

  private final Dispatcher.Tools tools;
  private final Outgoing outgoing;
  private final List<Shift> shifts;

  Convoy(Dispatcher.Tools tools, Channel channel, List<Chunk> chunks, Outgoing outgoing) {
    this.tools = tools;
    this.outgoing = outgoing;
    this.shifts = chunks.stream().map(chunk -> new Shift(tools, channel, chunk, outgoing)).toList();
  }

  void run() {
    boolean halted = outgoing.halted().getAsBoolean();
    shifts.forEach(shift -> shift.begin(halted));
    for (List<Shift> going = going(); !going.isEmpty(); going = going()) {
      decide(going);
      List<Shift> ready = going.stream().filter(Shift::isReady).toList();
      send(recorded(ready));
    }
    Map<Shift, Release> ends = new LinkedHashMap<>();
    shifts.forEach(shift -> shift.end().ifPresent(release -> ends.put(shift, release)));
    save(ends);
  }

  private List<Shift> going() {
    return shifts.stream().filter(Shift::goesOn).toList();
  }

  private void decide(List<Shift> going) {
    List<String> asking = new ArrayList<>();
    going.forEach(shift -> asking.addAll(shift.next()));
    Map<String, Admission> judged = tools.rules().admit(asking, going.getFirst().matter());
    going.forEach(shift -> shift.decided(judged));
  }

  /** Those of which it is recorded that an attempt begins, so that a crash leaves no doubt. */
  private List<Shift> recorded(List<Shift> ready) {
    // The inbox takes the same entry again without harm, so nothing is in doubt there.
    if (!ready.isEmpty() && ready.getFirst().matter().route() != Route.PORTAL) {
      Map<Shift, Release> attempts = new LinkedHashMap<>();
      ready.forEach(shift -> attempts.put(shift, new Release.Keep()));
      save(attempts);
    }
    return ready.stream().filter(shift -> !shift.isLost()).toList();
  }

  /** One after the other; a stop, or a road that takes nothing any more, leaves out the rest. */
  private void send(List<Shift> ready) {
    boolean first = true;
    boolean resting = false;
    for (Shift shift : ready) {
      if (resting) {
        shift.putOff();
      } else if (!first && outgoing.halted().getAsBoolean()) {
        shift.callOff();
      } else {
        shift.send();
        resting = shift.isResting();
      }
      first = false;
    }
  }

  private void save(Map<Shift, Release> releases) {
    Map<Chunk, Release> chunks = new LinkedHashMap<>();
    releases.forEach((shift, release) -> chunks.put(shift.chunk(), release));
    Set<Chunk> lost = tools.ledger().save(chunks);
    releases.keySet().stream().filter(shift -> lost.contains(shift.chunk())).forEach(Shift::lose);
  }
}

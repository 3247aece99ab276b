package jp.todoke.delivery;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import jp.todoke.channels.Batch;
import jp.todoke.channels.Channel;
import jp.todoke.channels.DeferralReason;
import jp.todoke.channels.Parcel;
import jp.todoke.channels.RefusalReason;
import jp.todoke.channels.Route;
import jp.todoke.channels.SendResult;

/**
 * A provider that behaves: the inbox takes an entry once, LINE a request of one key once, mail
 * everything. It can be told to lose answers and to die with the node. Thread-safe.
 */
final class Provider implements Channel {

  /** What happens to the next batch. */
  enum Fate {
    ACCEPTS,
    REFUSES_FIRST,
    REFUSES_THE_CITY,
    DEFERS,
    SILENT_BUT_ACCEPTED,
    SILENT_AND_LOST,
    SILENT_IN_TWO_REQUESTS,
    NODE_DIES_BEFORE,
    NODE_DIES_AFTER
  }

  /** The node is gone: nothing after this line happens. */
  static final class Killed extends Error {
    private static final long serialVersionUID = 1L;

    Killed() {
      super("kill -9", null, false, false);
    }
  }

  private final Route route;
  private final Queue<Fate> fates = new ArrayDeque<>();
  private final Set<String> accepted = new HashSet<>();
  private String lastText = "";
  private final Map<String, Integer> shown = new HashMap<>();

  Provider(Route route) {
    this.route = route;
  }

  synchronized void next(Fate fate) {
    fates.add(fate);
  }

  synchronized void forgetFates() {
    fates.clear();
  }

  /** How often the person of that reference was shown the message. */
  synchronized int shown(String ref) {
    return shown.getOrDefault(ref, 0);
  }

  /** The words shown last. */
  synchronized String lastText() {
    return lastText;
  }

  @Override
  public Route route() {
    return route;
  }

  @Override
  public synchronized List<SendResult> send(Batch batch) {
    Fate fate = fates.isEmpty() ? Fate.ACCEPTS : fates.remove();
    return switch (fate) {
      case ACCEPTS -> accept(batch, batch.parcels());
      case REFUSES_FIRST -> {
        if (accepted.contains(key(batch.key(), batch.parcels()))) {
          yield accept(batch, batch.parcels());
        }
        List<SendResult> results =
            new ArrayList<>(accept(batch, batch.parcels().subList(1, batch.parcels().size())));
        results.addFirst(new SendResult.Refused(RefusalReason.MESSAGE_REJECTED, "554"));
        yield results;
      }
      case REFUSES_THE_CITY ->
          all(batch, new SendResult.Refused(RefusalReason.CONFIGURATION, "535"));
      case DEFERS -> all(batch, SendResult.Deferred.because(DeferralReason.RECIPIENT_BUSY));
      case SILENT_BUT_ACCEPTED -> {
        accept(batch, batch.parcels());
        yield all(batch, new SendResult.Unknown("silence"));
      }
      case SILENT_AND_LOST -> all(batch, new SendResult.Unknown("silence"));
      case SILENT_IN_TWO_REQUESTS -> {
        // A request is halved only after it was refused; one that was accepted is answered by 409.
        if (accepted.contains(key(batch.key(), batch.parcels()))) {
          yield accept(batch, batch.parcels());
        }
        int middle = batch.parcels().size() / 2;
        List<SendResult> results = new ArrayList<>();
        results.addAll(unanswered(batch, batch.parcels().subList(0, middle)));
        results.addAll(unanswered(batch, batch.parcels().subList(middle, batch.parcels().size())));
        yield results;
      }
      case NODE_DIES_BEFORE -> throw new Killed();
      case NODE_DIES_AFTER -> {
        accept(batch, batch.parcels());
        throw new Killed();
      }
    };
  }

  private static List<SendResult> all(Batch batch, SendResult result) {
    return batch.parcels().stream().map(parcel -> result).toList();
  }

  /** Takes these as one request of their own, as LINE's half of a refused multicast. */
  private List<SendResult> unanswered(Batch batch, List<Parcel> parcels) {
    if (!parcels.isEmpty()) {
      accept(batch, parcels);
    }
    UUID request =
        UUID.nameUUIDFromBytes(key(batch.key(), parcels).getBytes(StandardCharsets.UTF_8));
    return parcels.stream()
        .<SendResult>map(parcel -> new SendResult.Unknown("silence", Optional.of(request)))
        .toList();
  }

  private List<SendResult> accept(Batch batch, List<Parcel> parcels) {
    boolean again = route == Route.LINE && !accepted.add(key(batch.key(), parcels));
    List<SendResult> results = new ArrayList<>();
    for (Parcel parcel : parcels) {
      boolean there =
          route == Route.PORTAL && !accepted.add(batch.delivery() + ":" + parcel.address());
      if (!again && !there) {
        shown.merge(parcel.ref(), 1, Integer::sum);
        lastText = parcel.text();
      }
      results.add(new SendResult.Accepted("r"));
    }
    return results;
  }

  private static String key(UUID batch, List<Parcel> parcels) {
    return batch + " " + parcels.stream().map(Parcel::ref).toList();
  }
}

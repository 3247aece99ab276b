package jp.todoke.delivery;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import jp.todoke.channels.Channel;
import jp.todoke.channels.Route;
import jp.todoke.delivery.campaigns.Campaign;
import jp.todoke.delivery.campaigns.CampaignDraft;
import jp.todoke.delivery.dispatch.Dispatcher;
import jp.todoke.delivery.reports.Report;

/** What benchmarks of deliveries have in common. */
final class Bench {

  private Bench() {}

  /** Brings a campaign to its approval, by as many people as its recipients ask for. */
  static void approved(City city, String id, Route route) {
    approved(city, id, City.flu(EnumSet.of(route)));
  }

  static void approved(City city, String id, CampaignDraft draft) {
    String hash = city.approved(id, draft).submission().orElseThrow().contentHash();
    if (city.campaigns.find(id).orElseThrow().status() != Campaign.Status.APPROVED) {
      city.campaigns.approve(id, hash, "shonin-tanaka");
    }
  }

  /**
   * Works a campaign off by so many threads, as the timers of a node do.
   *
   * @return how long it took, in seconds
   * @throws IllegalStateException when the ledger does not say that everybody got it
   */
  static double workOff(City city, String id, Channel channel, int workers, int people)
      throws InterruptedException {
    Dispatcher dispatcher = city.dispatcher("bench", List.of(channel));
    List<Thread> threads = new ArrayList<>();
    long since = System.nanoTime();
    for (int worker = 0; worker < workers; worker++) {
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    boolean more = true;
                    while (more) {
                      more = dispatcher.workOnce();
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    double seconds = (System.nanoTime() - since) / 1e9;
    Report report = city.reports.of(id);
    long sent = Objects.requireNonNull(report.routes().get(channel.route())).sent();
    if (!report.balances() || sent != people) {
      throw new IllegalStateException(sent + " of " + people + " were sent: " + report);
    }
    return seconds;
  }
}

package jp.todoke.api.campaigns;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import jp.todoke.api.jobs.Job;
import jp.todoke.delivery.campaigns.Campaign;
import jp.todoke.delivery.campaigns.Campaigns;
import jp.todoke.delivery.clicks.Clicks;
import jp.todoke.delivery.reports.DeliveryFacts;
import jp.todoke.delivery.reports.Report;
import jp.todoke.delivery.reports.Reports;
import jp.todoke.delivery.reports.Usefulness;
import org.apache.commons.csv.CSVFormat;

/** Reports on deliveries line by line, as CSV (RFC 4180). Thread-safe. */
public final class DeliveryExports {

  private static final ZoneId JAPAN = ZoneId.of("Asia/Tokyo");
  private static final int AT_ONCE = 100;

  private final Campaigns campaigns;
  private final Reports reports;
  private final Clicks clicks;
  private final Usefulness usefulness;
  private final DeliveryFacts facts;

  public DeliveryExports(
      Campaigns campaigns,
      Reports reports,
      Clicks clicks,
      Usefulness usefulness,
      DeliveryFacts facts) {
    this.campaigns = campaigns;
    this.reports = reports;
    this.clicks = clicks;
    this.usefulness = usefulness;
    this.facts = facts;
  }

  /** What happened, by day, delivery, route and outcome. */
  public void facts(Job job, Consumer<String> taker) {
    taker.accept("day,delivery,route,outcome,people");
    String after = job.from() + ":";
    for (List<DeliveryFacts.Fact> page = facts.page(after, AT_ONCE);
        !page.isEmpty();
        page = facts.page(after, AT_ONCE)) {
      for (DeliveryFacts.Fact fact : page) {
        if (fact.day().isAfter(job.to())) {
          return;
        }
        for (Map.Entry<String, Long> outcome : fact.outcomes().entrySet()) {
          taker.accept(
              row(
                  fact.day(),
                  fact.delivery(),
                  Routes.json(fact.route()),
                  outcome.getKey(),
                  outcome.getValue()));
        }
        taker.accept(
            row(
                fact.day(),
                fact.delivery(),
                Routes.json(fact.route()),
                "sent-within-10-seconds",
                fact.sentAtOnce()));
      }
      DeliveryFacts.Fact last = page.getLast();
      after = last.day() + ":" + last.delivery() + ":" + last.route();
    }
  }

  /** Each campaign created within the days: its way from selected to found useful, per route. */
  public void campaigns(Job job, Consumer<String> taker) {
    taker.accept(
        "campaign,title,status,createdOn,route,selected,sent,suppressed,failed,expired,unknown,"
            + "pending,opened,acknowledged,clicks,useful,notUseful");
    String after = "";
    for (List<Campaign> page = campaigns.page(after, AT_ONCE);
        !page.isEmpty();
        page = campaigns.page(after, AT_ONCE)) {
      page.forEach(campaign -> campaign(campaign, job, taker));
      after = page.getLast().id();
    }
  }

  private void campaign(Campaign campaign, Job job, Consumer<String> taker) {
    LocalDate day = LocalDate.ofInstant(campaign.created().at(), JAPAN);
    if (day.isBefore(job.from()) || day.isAfter(job.to())) {
      return;
    }
    Report report = reports.of(campaign.id());
    long opened = clicks.of(campaign.id()).values().stream().mapToLong(Long::longValue).sum();
    Usefulness.Counts said = usefulness.of(List.of(campaign.id()));
    report
        .routes()
        .forEach(
            (route, sums) ->
                taker.accept(
                    row(
                        campaign.id(),
                        campaign.draft().title(),
                        campaign.status().name().toLowerCase(java.util.Locale.ROOT),
                        day,
                        Routes.json(route),
                        sums.selected(),
                        sums.sent(),
                        sum(sums.suppressed()),
                        sum(sums.failed()),
                        sum(sums.expired()),
                        sums.unknown(),
                        sums.pending(),
                        sums.opened(),
                        sums.acknowledged(),
                        opened,
                        said.useful(),
                        said.notUseful())));
  }

  private static long sum(Map<String, Long> byReason) {
    return byReason.values().stream().mapToLong(Long::longValue).sum();
  }

  private static String row(Object... cells) {
    return CSVFormat.RFC4180.format(cells);
  }
}

package jp.todoke.api.answers;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import jp.todoke.api.rest.Page;
import jp.todoke.api.security.AllowedTo;
import jp.todoke.api.security.Role;
import jp.todoke.faq.answers.Answers;
import jp.todoke.faq.answers.Due;
import jp.todoke.faq.answers.FaqReports;
import jp.todoke.faq.answers.HitClass;
import jp.todoke.faq.answers.Opinions;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** {@code /staff/faq/reports}: how well questions are answered (function #48). */
@Path("/staff/faq")
public class FaqReportsResource {

  private static final ZoneId CITY = ZoneId.of("Asia/Tokyo");
  private static final int MISSES = 50;
  private static final int TEXTS = 50;
  private static final int MOST_DAYS = 90;

  @Inject private FaqReports reports;
  @Inject private Answers answers;
  @Inject private Opinions opinions;
  @Inject private Clock clock;

  /**
   * A period's figures.
   *
   * @param asked how many questions there were
   * @param strict answered with one that stands out
   * @param loose answered with several to choose from
   * @param missed not answered
   * @param referenceRate the share of questions with any answer, 0 to 1
   * @param solvedRate the share of ratings that found it useful, 0 to 1; 0 where nobody rated
   * @param topMisses wordings asked three times or more and not answered
   */
  public record ReportView(
      LocalDate from,
      LocalDate to,
      long asked,
      long strict,
      long loose,
      long missed,
      double referenceRate,
      double solvedRate,
      List<MissView> topMisses,
      List<RatedView> ratings,
      List<OpinionView> opinions) {}

  /** A wording nobody could answer. */
  public record MissView(String query, long count) {}

  /** Ratings of one thing. */
  public record RatedView(String kind, String id, long useful, long notUseful) {}

  /** What somebody wrote, numbers and addresses taken out. */
  public record OpinionView(String kind, String id, boolean useful, String text, LocalDate day) {}

  /** The figures of the last days. */
  @GET
  @Path("reports")
  @Produces(MediaType.APPLICATION_JSON)
  @AllowedTo({Role.EDITOR, Role.APPROVER, Role.AUDITOR})
  @Operation(summary = "How well questions were answered")
  public ReportView report(@QueryParam("days") @Nullable Integer days) {
    Instant now = clock.instant().plusSeconds(1);
    Instant since = now.minus(Duration.ofDays(days == null ? 30 : Math.clamp(days, 1, MOST_DAYS)));
    LocalDate from = LocalDate.ofInstant(since, CITY);
    LocalDate to = LocalDate.ofInstant(now, CITY);
    Map<HitClass, Long> hits = reports.references(since, now);
    long strict = hits.getOrDefault(HitClass.CONFIDENT, 0L);
    long loose = hits.getOrDefault(HitClass.CANDIDATES, 0L);
    long missed = hits.getOrDefault(HitClass.NONE, 0L);
    List<Opinions.Count> rated = opinions.counts(from, to);
    long useful = rated.stream().mapToLong(Opinions.Count::useful).sum();
    long all = useful + rated.stream().mapToLong(Opinions.Count::notUseful).sum();
    return new ReportView(
        from,
        to,
        strict + loose + missed,
        strict,
        loose,
        missed,
        share(strict + loose, strict + loose + missed),
        share(useful, all),
        reports.topMisses(since, now, MISSES).stream()
            .map(miss -> new MissView(miss.query(), miss.count()))
            .toList(),
        rated.stream()
            .map(one -> new RatedView(json(one.subject()), one.id(), one.useful(), one.notUseful()))
            .toList(),
        opinions.texts(TEXTS).stream()
            .map(
                text ->
                    new OpinionView(
                        json(text.subject()), text.id(), text.useful(), text.text(), text.day()))
            .toList());
  }

  /** Entries that somebody should look at: due for review, or about a program that closed. */
  @GET
  @Path("due")
  @Produces(MediaType.APPLICATION_JSON)
  @AllowedTo({Role.EDITOR, Role.APPROVER, Role.AUDITOR})
  @Operation(summary = "FAQ entries due for review")
  public Page<FaqEntriesResource.DueView> due(
      @QueryParam("limit") @Nullable Integer limit, @QueryParam("cursor") @Nullable String cursor) {
    int size = Page.limit(limit, Page.MOST);
    return Page.of(answers.due(size + 1, Page.after(cursor)), size, (Due due) -> due.entry().id())
        .map(FaqEntriesResource.DueView::of);
  }

  /** The same as a table: what, of what, how many. */
  @GET
  @Path("reports.csv")
  @Produces("text/csv;charset=UTF-8")
  @AllowedTo({Role.EDITOR, Role.APPROVER, Role.AUDITOR})
  @Operation(summary = "How well questions were answered, as CSV")
  public String csv(@QueryParam("days") @Nullable Integer days) {
    ReportView report = report(days);
    StringBuilder csv = new StringBuilder("﻿figure,of,count\r\n");
    line(csv, "asked", "", report.asked());
    line(csv, "strict", "", report.strict());
    line(csv, "loose", "", report.loose());
    line(csv, "missed", "", report.missed());
    report.topMisses().forEach(miss -> line(csv, "miss", miss.query(), miss.count()));
    report
        .ratings()
        .forEach(
            rated -> {
              line(csv, "useful", rated.kind() + ":" + rated.id(), rated.useful());
              line(csv, "not useful", rated.kind() + ":" + rated.id(), rated.notUseful());
            });
    return csv.toString();
  }

  /** A cell that a spreadsheet would take for a formula begins with an apostrophe. */
  private static void line(StringBuilder csv, String figure, String of, long count) {
    String safe = !of.isEmpty() && "=+-@\t".indexOf(of.charAt(0)) >= 0 ? "'" + of : of;
    csv.append(figure)
        .append(",\"")
        .append(safe.replace("\"", "\"\""))
        .append("\",")
        .append(count)
        .append("\r\n");
  }

  private static double share(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }

  private static String json(Opinions.Subject subject) {
    return subject.name().toLowerCase(Locale.ROOT);
  }
}

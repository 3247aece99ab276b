package jp.todoke.api.answers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import jp.todoke.api.rest.Json;
import jp.todoke.api.rest.Page;
import jp.todoke.api.rest.Rows;
import jp.todoke.api.security.AllowedTo;
import jp.todoke.api.security.Role;
import jp.todoke.faq.answers.Answers;
import jp.todoke.faq.answers.Due;
import jp.todoke.faq.answers.FaqReports;
import jp.todoke.faq.answers.HitClass;
import jp.todoke.faq.answers.Opinions;
import jp.todoke.faq.answers.Popularity;
import jp.todoke.faq.ranking.Clicks;
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
  @Inject private Popularity popularity;
  @Inject private Clock clock;

  /**
   * A period's figures, in whole days of Asia/Tokyo, both ends inclusive.
   *
   * @param asked how many questions there were
   * @param strict answered with one that stands out
   * @param loose answered with several to choose from
   * @param missed not answered
   * @param uncounted answered and not counted above, because they came faster than the log
   * @param referenceRate the share of questions with any answer, 0 to 1
   * @param solvedRate the share of ratings of FAQ answers that found it useful, 0 to 1; 0 where
   *     nobody rated
   * @param categories the same by subject heading of what answered or came nearest
   * @param topMisses wordings asked three times or more and not answered
   * @param rates ratings summed by kind, each for itself
   */
  public record ReportView(
      LocalDate from,
      LocalDate to,
      long asked,
      long strict,
      long loose,
      long missed,
      long uncounted,
      double referenceRate,
      double solvedRate,
      List<CategoryView> categories,
      List<MissView> topMisses,
      List<RateView> rates,
      List<RatedView> ratings,
      List<OpinionView> opinions) {}

  /** One subject heading; empty where nothing was found or it has none. */
  public record CategoryView(
      String category, long asked, long strict, long loose, long missed, double referenceRate) {}

  /** A wording nobody could answer. */
  public record MissView(String query, long count) {}

  /** Ratings of one kind of thing: {@code faq}, {@code program} or {@code content}. */
  public record RateView(String kind, long useful, long notUseful, double usefulRate) {}

  /** Ratings of one thing. */
  public record RatedView(String kind, String id, long useful, long notUseful) {}

  /** What somebody wrote, numbers and addresses taken out. */
  public record OpinionView(String kind, String id, boolean useful, String text, LocalDate day) {}

  /** The figures of the last days, today among them. */
  @GET
  @Path("reports")
  @Produces(MediaType.APPLICATION_JSON)
  @AllowedTo({Role.EDITOR, Role.APPROVER, Role.AUDITOR})
  @Operation(summary = "How well questions were answered")
  public ReportView report(@QueryParam("days") @Nullable Integer days) {
    answers.writeLog();
    LocalDate to = today();
    LocalDate from = from(to, days);
    Instant begin = from.atStartOfDay(CITY).toInstant();
    Instant end = to.plusDays(1).atStartOfDay(CITY).toInstant();
    Map<HitClass, Long> hits = reports.references(begin, end);
    long strict = hits.getOrDefault(HitClass.CONFIDENT, 0L);
    long loose = hits.getOrDefault(HitClass.CANDIDATES, 0L);
    long missed = hits.getOrDefault(HitClass.NONE, 0L);
    List<Opinions.Count> rated = opinions.counts(from, to);
    List<RateView> rates =
        Arrays.stream(Opinions.Subject.values()).map(subject -> rate(subject, rated)).toList();
    return new ReportView(
        from,
        to,
        strict + loose + missed,
        strict,
        loose,
        missed,
        reports.uncounted(begin, end),
        share(strict + loose, strict + loose + missed),
        rates.get(Opinions.Subject.FAQ.ordinal()).usefulRate(),
        reports.subjects(begin, end).stream()
            .map(
                one ->
                    new CategoryView(
                        one.category(),
                        one.asked(),
                        one.strict(),
                        one.loose(),
                        one.missed(),
                        share(one.strict() + one.loose(), one.asked())))
            .toList(),
        reports.topMisses(begin, end, MISSES).stream()
            .map(miss -> new MissView(miss.query(), miss.count()))
            .toList(),
        rates,
        rated.stream()
            .map(one -> new RatedView(json(one.subject()), one.id(), one.useful(), one.notUseful()))
            .toList(),
        opinions.texts(from, to, TEXTS).stream()
            .map(
                text ->
                    new OpinionView(
                        json(text.subject()), text.id(), text.useful(), text.text(), text.day()))
            .toList());
  }

  private LocalDate today() {
    return LocalDate.ofInstant(clock.instant(), CITY);
  }

  private static LocalDate from(LocalDate to, @Nullable Integer days) {
    return to.minusDays((days == null ? 30 : Math.clamp(days, 1, MOST_DAYS)) - 1L);
  }

  private static RateView rate(Opinions.Subject subject, List<Opinions.Count> rated) {
    long useful = 0;
    long not = 0;
    for (Opinions.Count one : rated) {
      if (one.subject() == subject) {
        useful += one.useful();
        not += one.notUseful();
      }
    }
    return new RateView(json(subject), useful, not, share(useful, useful + not));
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

  /**
   * What people did with entries, in the lines {@code ./todoke faq train --clicks} reads: for each
   * entry how often it stood first, was opened and found useful, and for each question which
   * entries were opened after it, where something was opened three times or more.
   */
  @GET
  @Path("clicks")
  @Produces(Rows.NDJSON)
  @AllowedTo({Role.EDITOR, Role.APPROVER, Role.AUDITOR})
  @Operation(summary = "What people did with entries, as NDJSON for faq train --clicks")
  public Response clicks(@QueryParam("days") @Nullable Integer days) {
    LocalDate to = today();
    Clicks clicks = popularity.during(from(to, days), to);
    StreamingOutput lines =
        out -> {
          for (ObjectNode line : lines(clicks)) {
            out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
          }
        };
    return Response.ok(lines, Rows.NDJSON).build();
  }

  private static List<ObjectNode> lines(Clicks clicks) {
    List<ObjectNode> lines = new ArrayList<>();
    new TreeMap<>(clicks.entries())
        .forEach(
            (entry, counts) ->
                lines.add(
                    Json.mapper()
                        .createObjectNode()
                        .put("entry", entry)
                        .put("shown", counts.shown())
                        .put("opened", counts.opened())
                        .put("useful", counts.useful())));
    new TreeMap<>(clicks.openings())
        .forEach(
            (question, opened) ->
                new TreeMap<>(opened)
                    .forEach(
                        (entry, times) ->
                            lines.add(
                                Json.mapper()
                                    .createObjectNode()
                                    .put("question", question)
                                    .put("entry", entry)
                                    .put("opened", times))));
    return lines;
  }

  /** The same as a table: what, of what, how much. */
  @GET
  @Path("reports.csv")
  @Produces("text/csv;charset=UTF-8")
  @AllowedTo({Role.EDITOR, Role.APPROVER, Role.AUDITOR})
  @Operation(summary = "How well questions were answered, as CSV")
  public String csv(@QueryParam("days") @Nullable Integer days) {
    return csv(report(days));
  }

  static String csv(ReportView report) {
    StringBuilder csv = new StringBuilder("\uFEFFfigure,of,value\r\n");
    line(csv, "from", "", report.from().toString());
    line(csv, "to", "", report.to().toString());
    line(csv, "asked", "", report.asked());
    line(csv, "strict", "", report.strict());
    line(csv, "loose", "", report.loose());
    line(csv, "missed", "", report.missed());
    line(csv, "uncounted", "", report.uncounted());
    line(csv, "reference rate", "", rate(report.referenceRate()));
    line(csv, "solved rate", "", rate(report.solvedRate()));
    for (CategoryView category : report.categories()) {
      line(csv, "category asked", category.category(), category.asked());
      line(csv, "category strict", category.category(), category.strict());
      line(csv, "category loose", category.category(), category.loose());
      line(csv, "category missed", category.category(), category.missed());
      line(csv, "category reference rate", category.category(), rate(category.referenceRate()));
    }
    report.topMisses().forEach(miss -> line(csv, "miss", miss.query(), miss.count()));
    for (RateView kind : report.rates()) {
      line(csv, "useful of kind", kind.kind(), kind.useful());
      line(csv, "not useful of kind", kind.kind(), kind.notUseful());
      line(csv, "useful rate of kind", kind.kind(), rate(kind.usefulRate()));
    }
    for (RatedView rated : report.ratings()) {
      line(csv, "useful", rated.kind() + ":" + rated.id(), rated.useful());
      line(csv, "not useful", rated.kind() + ":" + rated.id(), rated.notUseful());
    }
    for (OpinionView opinion : report.opinions()) {
      line(
          csv,
          (opinion.useful() ? "useful" : "not useful") + " opinion " + opinion.day(),
          opinion.kind() + ":" + opinion.id(),
          cell(opinion.text()));
    }
    return csv.toString();
  }

  private static String rate(double share) {
    return String.format(Locale.ROOT, "%.4f", share);
  }

  private static void line(StringBuilder csv, String figure, String of, long count) {
    line(csv, figure, of, Long.toString(count));
  }

  private static void line(StringBuilder csv, String figure, String of, String value) {
    csv.append(figure).append(',').append(cell(of)).append(',').append(value).append("\r\n");
  }

  /** A cell that a spreadsheet would take for a formula begins with an apostrophe. */
  private static String cell(String text) {
    String safe = !text.isEmpty() && "=+-@\t".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    return '"' + safe.replace("\"", "\"\"") + '"';
  }

  private static double share(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }

  private static String json(Opinions.Subject subject) {
    return subject.name().toLowerCase(Locale.ROOT);
  }
}

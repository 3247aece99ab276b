package jp.todoke.delivery.reports;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import jp.todoke.channels.Route;
import jp.todoke.delivery.campaigns.Selection;
import jp.todoke.delivery.ledger.Ledger;
import jp.todoke.delivery.ledger.Recipient;
import jp.todoke.delivery.ledger.Recipient.State;
import jp.todoke.delivery.ledger.Tally;
import jp.todoke.segmentation.attributes.AttributeValue;
import jp.todoke.segmentation.audiences.SmallCells;
import jp.todoke.segmentation.profiles.Profile;
import jp.todoke.segmentation.profiles.Profiles;

/**
 * Reached people by ward and route. Walks the whole ledger of a delivery, and so knows nothing of
 * one that is closed. Thread-safe.
 */
public final class WardReports {

  private final Ledger ledger;
  private final ClosedReports closed;
  private final Selection selection;
  private final Profiles profiles;
  private final String wardAttribute;

  /**
   * @param wardAttribute the catalogue's name of the ward
   */
  public WardReports(
      Ledger ledger,
      ClosedReports closed,
      Selection selection,
      Profiles profiles,
      String wardAttribute) {
    this.selection = selection;
    this.ledger = ledger;
    this.closed = closed;
    this.profiles = profiles;
    this.wardAttribute = wardAttribute;
  }

  /**
   * One ward and route.
   *
   * @param ward as people live now; empty when it is not known
   * @param sent empty when it is too small to be shown, or would give such a one away
   */
  public record Cell(Optional<String> ward, Route route, Optional<Long> sent) {}

  /** What can be said of a delivery. */
  public sealed interface WardReport {

    /** Its cells, by route and ward. */
    record Cells(List<Cell> cells) implements WardReport {}

    /**
     * Nobody knows any more whom it reached.
     *
     * @param closedAt since when, UTC
     */
    record Gone(Instant closedAt) implements WardReport {}
  }

  /** Whom a delivery reached, by route and ward. */
  public WardReport of(String delivery) {
    List<Cell> cells = cells(delivery);
    return closed
        .find(delivery)
        .<WardReport>map(report -> new WardReport.Gone(report.at()))
        .orElseGet(() -> new WardReport.Cells(cells));
  }

  private List<Cell> cells(String delivery) {
    Map<Route, Map<String, Long>> sent = new EnumMap<>(Route.class);
    ledger.each(
        delivery,
        chunk -> {
          Map<String, Long> wards = sent.computeIfAbsent(chunk.route(), added -> new HashMap<>());
          count(
              chunk.where(State.SENT).stream().map(chunk::at).map(Recipient::commonId).toList(),
              wards);
          chunk
              .crowd()
              .filter(crowd -> crowd.lines().containsKey(new Tally.Line(State.SENT, "")))
              .ifPresent(crowd -> selection.each(crowd, people -> count(people, wards)));
        });
    List<Cell> cells = new ArrayList<>();
    sent.forEach(
        (route, wards) ->
            SmallCells.masked(new TreeMap<>(wards))
                .forEach(
                    (ward, people) ->
                        cells.add(
                            new Cell(
                                Optional.of(ward).filter(known -> !known.isEmpty()),
                                route,
                                people))));
    return cells;
  }

  private void count(Collection<String> reached, Map<String, Long> wards) {
    Map<String, Profile> people = profiles.findAll(reached);
    for (String commonId : reached) {
      wards.merge(ward(Optional.ofNullable(people.get(commonId))), 1L, Long::sum);
    }
  }

  private String ward(Optional<Profile> person) {
    return person
        .map(known -> known.attributes().get(wardAttribute))
        .map(value -> value instanceof AttributeValue.Text text ? text.text() : "")
        .orElse("");
  }
}

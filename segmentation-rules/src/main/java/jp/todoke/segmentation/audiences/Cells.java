package jp.todoke.segmentation.audiences;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.Stream;
import jp.todoke.segmentation.conditions.AgeReckoning;
import jp.todoke.segmentation.conditions.LegalAge;
import jp.todoke.segmentation.profiles.ContactMarks;
import jp.todoke.segmentation.reach.Reach;
import jp.todoke.segmentation.rules.CompactCity;

/** Everybody's ward, age band and contact marks as one number, so that counting is adding one. */
final class Cells {

  private static final List<Integer> FIRST_AGES = List.of(0, 6, 15, 18, 30, 40, 50, 65, 75);
  private static final List<String> BANDS =
      List.of("0-5", "6-14", "15-17", "18-29", "30-39", "40-49", "50-64", "65-74", "75-");
  private static final int AGES = BANDS.size() + 1;
  private static final List<List<Optional<Reach.Barrier>>> BARRIERS = barriers();

  private final CompactCity city;
  private final String wardAttribute;
  private final LocalDate asOf;
  private final List<String> wards;
  private final AtomicReferenceArray<int[]> slices;

  /** The first birthday of each band but the oldest, from 65 and over down to the youngest. */
  private final List<LocalDate> begins = new ArrayList<>();

  private Cells(CompactCity city, String wardAttribute, LocalDate asOf) {
    this.city = city;
    this.wardAttribute = wardAttribute;
    this.asOf = asOf;
    this.wards =
        city.catalogue().find(wardAttribute).map(entry -> entry.allowed()).orElse(List.of());
    this.slices = new AtomicReferenceArray<>(city.slices());
    for (int band = FIRST_AGES.size() - 1; band > 0; band--) {
      begins.add(LegalAge.latestBirth(asOf, FIRST_AGES.get(band), AgeReckoning.COMMON).plusDays(1));
    }
  }

  private static List<List<Optional<Reach.Barrier>>> barriers() {
    List<List<Optional<Reach.Barrier>>> all = new ArrayList<>();
    for (int marks = 0; marks < ContactMarks.COUNT; marks++) {
      List<Optional<Reach.Barrier>> ways = new ArrayList<>();
      for (Reach.Way way : Reach.Way.values()) {
        ways.add(
            switch (Reach.of(ContactMarks.example(marks), way, Reach.Weight.PUSH)) {
              case Reach.Reachable reachable -> Optional.empty();
              case Reach.Unreachable unreachable -> Optional.of(unreachable.barrier());
            });
      }
      all.add(ways);
    }
    return all;
  }

  /** The cells of a city on a day; the ward is the enum of that name, if the catalogue has it. */
  static Cells of(CompactCity city, String wardAttribute, LocalDate asOf) {
    return new Cells(city, wardAttribute, asOf);
  }

  /** Somebody of that slice changed. */
  void changed(int slice) {
    if (slice < slices.length()) {
      slices.set(slice, null);
    }
  }

  private int[] slice(int number) {
    int[] codes = slices.get(number);
    if (codes == null) {
      codes = codes(number);
      slices.set(number, codes);
    }
    return codes;
  }

  private int[] codes(int slice) {
    int[] births = city.births(slice, begins);
    int[] homes = wards.isEmpty() ? new int[0] : city.places(slice, wardAttribute);
    int[] marks = city.marks(slice);
    int[] codes = new int[marks.length];
    for (int row = 0; row < codes.length; row++) {
      int ward = row < homes.length ? homes[row] + 1 : 0;
      int age = row >= births.length || births[row] < 0 ? 0 : BANDS.size() - births[row];
      codes[row] = (ward * AGES + age) * ContactMarks.COUNT + marks[row];
    }
    return codes;
  }

  /** Whether they still fit the city and the day. */
  boolean fit(CompactCity now, LocalDate today) {
    return city == now && slices.length() == now.slices() && asOf.equals(today);
  }

  Breakdown count(Audience audience) {
    int[] people = new int[(wards.size() + 1) * AGES * ContactMarks.COUNT];
    audience.each(
        ordinal -> {
          int[] codes = slice(ordinal / CompactCity.SLICE);
          people[codes[ordinal % CompactCity.SLICE]]++;
        });
    List<Breakdown.Cell> cells = new ArrayList<>();
    List<Map<Integer, Long>> columns =
        Stream.of(Reach.Way.values()).<Map<Integer, Long>>map(way -> new TreeMap<>()).toList();
    Reach.Barrier[] barriers = Reach.Barrier.values();
    for (int group = 0; group < people.length / ContactMarks.COUNT; group++) {
      for (Reach.Way way : Reach.Way.values()) {
        int[] outcomes = new int[barriers.length + 1];
        for (int marks = 0; marks < ContactMarks.COUNT; marks++) {
          int outcome =
              BARRIERS
                  .get(marks)
                  .get(way.ordinal())
                  .map(barrier -> barrier.ordinal() + 1)
                  .orElse(0);
          outcomes[outcome] += people[group * ContactMarks.COUNT + marks];
        }
        for (int outcome = 0; outcome < outcomes.length; outcome++) {
          if (outcomes[outcome] > 0) {
            columns.get(way.ordinal()).put(cells.size(), (long) outcomes[outcome]);
            cells.add(
                new Breakdown.Cell(
                    named(wards, group / AGES - 1),
                    named(BANDS, group % AGES - 1),
                    way,
                    outcome == 0 ? Optional.empty() : Optional.of(barriers[outcome - 1]),
                    Optional.empty()));
          }
        }
      }
    }
    // Each way counts everybody, so the sum of its cells is known.
    for (Map<Integer, Long> column : columns) {
      SmallCells.masked(column)
          .forEach(
              (place, shown) ->
                  cells.set(place, cells.get(place).with(shown.map(Math::toIntExact))));
    }
    return new Breakdown(Breakdown.shown(audience.size()), cells);
  }

  private static Optional<String> named(List<String> names, int place) {
    return place < 0 ? Optional.empty() : Optional.of(names.get(place));
  }
}

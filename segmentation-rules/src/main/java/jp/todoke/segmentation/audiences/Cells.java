package jp.todoke.segmentation.audiences;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

  private final LocalDate asOf;
  private final List<String> wards;
  private final int[][] slices;

  private Cells(LocalDate asOf, List<String> wards, int[][] slices) {
    this.asOf = asOf;
    this.wards = wards;
    this.slices = slices;
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
    List<String> wards =
        city.catalogue().find(wardAttribute).map(entry -> entry.allowed()).orElse(List.of());
    Cells cells = new Cells(asOf, wards, new int[city.slices()][]);
    // The oldest were born first: the bands from 75 and over down to the youngest.
    List<LocalDate> begins = new ArrayList<>();
    for (int band = FIRST_AGES.size() - 1; band > 0; band--) {
      begins.add(LegalAge.latestBirth(asOf, FIRST_AGES.get(band), AgeReckoning.COMMON).plusDays(1));
    }
    for (int slice = 0; slice < city.slices(); slice++) {
      int[] births = city.births(slice, begins);
      int[] homes = wards.isEmpty() ? new int[0] : city.places(slice, wardAttribute);
      int[] codes = new int[births.length];
      for (int row = 0; row < codes.length; row++) {
        int ward = row < homes.length ? homes[row] + 1 : 0;
        int age = births[row] < 0 ? 0 : BANDS.size() - births[row];
        int marks = city.marks(slice * CompactCity.SLICE + row);
        codes[row] = (ward * AGES + age) * ContactMarks.COUNT + Math.max(0, marks);
      }
      cells.slices[slice] = codes;
    }
    return cells;
  }

  LocalDate asOf() {
    return asOf;
  }

  Breakdown count(Audience audience) {
    int[] people = new int[(wards.size() + 1) * AGES * ContactMarks.COUNT];
    audience.each(
        ordinal -> {
          int[] codes = slices[ordinal / CompactCity.SLICE];
          people[codes[ordinal % CompactCity.SLICE]]++;
        });
    List<Breakdown.Cell> cells = new ArrayList<>();
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
            cells.add(
                new Breakdown.Cell(
                    named(wards, group / AGES - 1),
                    named(BANDS, group % AGES - 1),
                    way,
                    outcome == 0 ? Optional.empty() : Optional.of(barriers[outcome - 1]),
                    Breakdown.shown(outcomes[outcome])));
          }
        }
      }
    }
    return new Breakdown(Breakdown.shown(audience.size()), cells);
  }

  private static Optional<String> named(List<String> names, int place) {
    return place < 0 ? Optional.empty() : Optional.of(names.get(place));
  }
}

package jp.todoke.search.signals;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import jp.todoke.search.signals.Asked.Said;
import jp.todoke.search.signals.Asked.Wording;

/** One question held against documents, one after the other. Not thread-safe. */
final class Fit {

  private static final int MOST_BODY = 600;

  /** Words further apart than this are not near. */
  private static final int FAR = 9;

  private static final int SIGNALS = Signal.values().length;

  private final Asked asked;
  private final Statistics statistics;
  private final Meaning meaning;

  private final int[] titleSlots = new int[600];
  private final int[] bodySlots = new int[MOST_BODY];
  private final int[] titleTimes;
  private final int[] bodyTimes;
  private int titleLength;
  private int bodyLength;

  Fit(Asked asked, Statistics statistics, Meaning meaning) {
    this.asked = asked;
    this.statistics = statistics;
    this.meaning = meaning;
    this.titleTimes = new int[asked.slots.size()];
    this.bodyTimes = new int[asked.slots.size()];
  }

  /** All signals that need nothing but this document, in a row by {@link Signal#ordinal}. */
  double[] row(Passage passage, double found) {
    read(passage);
    double[] row = new double[SIGNALS];
    set(row, Signal.FOUND, found);
    concepts(row);
    title(row, passage);
    double own = asked.ownDirection.likeness(passage.place());
    set(row, Signal.OWN_MEANING, own);
    rules(row, passage);
    set(row, Signal.TRANSLATION, translation(passage));
    set(row, Signal.LETTERS, letters(passage));
    set(row, Signal.INTENT, Integer.bitCount(passage.intents() & asked.intents));
    set(row, Signal.OTHER_INTENT, Integer.bitCount(passage.intents() & ~asked.intents));
    set(row, Signal.BREVITY, -Math.log(1 + passage.title().length));
    set(row, Signal.PLAIN_TITLE, passage.heading().length == 0 ? 1 : 0);
    set(row, Signal.LENGTH, Math.log(1 + passage.body().length));
    set(row, Signal.NEAR_TITLE, near(titleSlots, titleLength));
    set(row, Signal.NEAR_BODY, near(bodySlots, bodyLength));
    return row;
  }

  private static void set(double[] row, Signal signal, double value) {
    row[signal.ordinal()] = value;
  }

  private void read(Passage passage) {
    Arrays.fill(titleTimes, 0);
    Arrays.fill(bodyTimes, 0);
    titleLength = 0;
    for (int word : passage.title()) {
      title(word);
    }
    title(Vocabulary.UNKNOWN);
    for (int word : passage.aliases()) {
      title(word);
    }
    bodyLength = Math.min(MOST_BODY, passage.body().length);
    for (int i = 0; i < bodyLength; i++) {
      int slot = asked.slots.find(passage.body()[i]);
      bodySlots[i] = slot;
      if (slot >= 0) {
        bodyTimes[slot]++;
      }
    }
  }

  private void title(int word) {
    if (titleLength < titleSlots.length) {
      int slot = word == Vocabulary.UNKNOWN ? -1 : asked.slots.find(word);
      titleSlots[titleLength++] = slot;
      if (slot >= 0) {
        titleTimes[slot]++;
      }
    }
  }

  private void concepts(double[] row) {
    int n = asked.concepts.size();
    double whole = 0;
    double telling = 0;
    double covered = 0;
    double inTitle = 0;
    double tellingInTitle = 0;
    double first = 0;
    double firstTitle = 0;
    double second = 0;
    double secondTitle = 0;
    for (int i = 0; i < n; i++) {
      Said said = asked.concepts.get(i);
      double title = title(said);
      double body = body(said);
      double weight = said.rarity();
      double tells = weight * said.telling();
      whole += weight;
      telling += tells;
      covered += title > 0 || body > 0 ? weight : 0;
      inTitle += title > 0 ? weight : 0;
      tellingInTitle += title > 0 ? tells : 0;
      if (tells > first) {
        second = first;
        secondTitle = firstTitle;
        first = tells;
        firstTitle = title > 0 ? 1 : 0;
      } else if (tells > second) {
        second = tells;
        secondTitle = title > 0 ? 1 : 0;
      }
      add(row, Signal.TITLE, title);
      add(row, Signal.BODY, body);
      add(row, Signal.OWN_TITLE, ownTitle(said));
      add(row, Signal.OWN_BODY, ownBody(said));
      add(row, Signal.TELLING_TITLE, title * said.telling());
      add(row, Signal.TELLING_BODY, body * said.telling());
      add(row, Signal.THINGS_TITLE, said.thing() ? title : 0);
      add(row, Signal.LATE_TITLE, title * (i + 1) / n);
      add(row, Signal.EARLY_TITLE, title * (n - i) / n);
    }
    set(row, Signal.COVERAGE, share(covered, whole));
    set(row, Signal.TITLE_COVERAGE, share(inTitle, whole));
    set(row, Signal.TELLING_COVERAGE, share(tellingInTitle, telling));
    set(row, Signal.SUBJECT, firstTitle);
    set(row, Signal.SECOND_SUBJECT, secondTitle);
  }

  private static void add(double[] row, Signal signal, double value) {
    row[signal.ordinal()] += value;
  }

  private static double share(double part, double whole) {
    return whole == 0 ? 0 : part / whole;
  }

  private double title(Said said) {
    double best = ownTitle(said);
    for (Wording other : said.others()) {
      best = Math.max(best, inTitle(other));
    }
    if (!said.parts().isEmpty()) {
      best = Math.max(best, titleOf(said.parts()));
    }
    return best;
  }

  private double body(Said said) {
    double best = ownBody(said);
    for (Wording other : said.others()) {
      best = Math.max(best, inBody(other));
    }
    if (!said.parts().isEmpty()) {
      best = Math.max(best, bodyOf(said.parts()));
    }
    return best;
  }

  private double ownTitle(Said said) {
    return said.parts().isEmpty() ? inTitle(said.own()) : ownTitleOf(said.parts());
  }

  private double ownBody(Said said) {
    return said.parts().isEmpty() ? inBody(said.own()) : ownBodyOf(said.parts());
  }

  private double titleOf(List<Said> parts) {
    double sum = 0;
    for (Said part : parts) {
      sum += title(part);
    }
    return sum;
  }

  private double bodyOf(List<Said> parts) {
    double sum = 0;
    for (Said part : parts) {
      sum += body(part);
    }
    return sum;
  }

  private double ownTitleOf(List<Said> parts) {
    double sum = 0;
    for (Said part : parts) {
      sum += ownTitle(part);
    }
    return sum;
  }

  private double ownBodyOf(List<Said> parts) {
    double sum = 0;
    for (Said part : parts) {
      sum += ownBody(part);
    }
    return sum;
  }

  private double inTitle(Wording wording) {
    int times = times(wording.slots(), titleTimes, titleSlots, titleLength);
    return times == 0 ? 0 : wording.titleWorth() * statistics.titleWorth(times, titleLength);
  }

  private double inBody(Wording wording) {
    int times = times(wording.slots(), bodyTimes, bodySlots, bodyLength);
    return times == 0 ? 0 : wording.bodyWorth() * statistics.bodyWorth(times, bodyLength);
  }

  private static int times(int[] wanted, int[] counts, int[] text, int length) {
    if (wanted.length == 0) {
      return 0;
    }
    if (wanted.length == 1) {
      return counts[wanted[0]];
    }
    for (int slot : wanted) {
      if (counts[slot] == 0) {
        return 0;
      }
    }
    int times = 0;
    for (int at = 0; at + wanted.length <= length; at++) {
      int same = 0;
      while (same < wanted.length && text[at + same] == wanted[same]) {
        same++;
      }
      times += same == wanted.length ? 1 : 0;
    }
    return times;
  }

  private void title(double[] row, Passage passage) {
    double whole = 0;
    double asks = 0;
    double telling = 0;
    double tellingAsked = 0;
    for (int i = 0; i < passage.title().length && i < titleLength; i++) {
      int word = passage.title()[i];
      double rarity = statistics.rarity(word);
      double tells = rarity * meaning.telling(word);
      whole += rarity;
      telling += tells;
      if (titleSlots[i] >= 0 && titleSlots[i] < asked.ruleSlots) {
        asks += rarity;
        tellingAsked += tells;
      }
    }
    set(row, Signal.TITLE_ASKED, share(asks, whole));
    set(row, Signal.TELLING_ASKED, share(tellingAsked, telling));
    double heading = 0;
    double headingWhole = 0;
    for (int word : passage.heading()) {
      double rarity = statistics.rarity(word);
      headingWhole += rarity;
      int slot = asked.slots.find(word);
      heading += slot >= 0 && slot < asked.ruleSlots ? rarity : 0;
    }
    set(row, Signal.HEADING, share(heading, headingWhole));
  }

  private void rules(double[] row, Passage passage) {
    double best = 0;
    double share = 0;
    int rules = 0;
    int last = -1;
    double whole = 0;
    for (int word : passage.title()) {
      whole += statistics.rarity(word);
    }
    for (Asked.Rule rule : asked.rules) {
      double wanted = 0;
      double met = 0;
      boolean all = true;
      for (int i = 0; i < rule.rarities().length; i++) {
        wanted += rule.rarities()[i];
        boolean there = Arrays.stream(rule.ways().get(i)).anyMatch(slot -> titleTimes[slot] > 0);
        met += there ? rule.rarities()[i] : 0;
        all &= there;
      }
      double fit = all ? 1 : .3 * met / wanted;
      best = Math.max(best, fit);
      if (all) {
        share = Math.max(share, Math.min(1, met / whole));
        rules += rule.number() == last ? 0 : 1;
        last = rule.number();
      }
    }
    set(row, Signal.RULE, best);
    set(row, Signal.RULE_SHARE, share);
    set(row, Signal.RULES, Math.log(1 + rules));
  }

  private double translation(Passage passage) {
    double[] sums = new double[asked.chanceWeights.length];
    int[] body = passage.body();
    int length = Math.min(body.length, MOST_BODY);
    if (asked.foreteller.isEmpty() || length == 0) {
      return 0;
    }
    for (int i = 0; i < length; i++) {
      asked.foreteller.addTo(sums, body[i]);
    }
    double sum = 0;
    for (int q = 0; q < sums.length; q++) {
      sum += asked.chanceWeights[q] * Math.log(1 + 500 * sums[q] / (length + 30));
    }
    return sum;
  }

  private double letters(Passage passage) {
    int shared = 0;
    for (int i = 0, j = 0; i < asked.letters.length && j < passage.letters().length; ) {
      int order = Integer.compare(asked.letters[i], passage.letters()[j]);
      shared += order == 0 ? 1 : 0;
      i += order <= 0 ? 1 : 0;
      j += order >= 0 ? 1 : 0;
    }
    int all = asked.letters.length + passage.letters().length;
    return all == 0 ? 0 : 2.0 * shared / all;
  }

  /** Concepts said one after the other, by how near they come to each other. */
  private double near(int[] places, int length) {
    int n = Math.min(asked.concepts.size(), Long.SIZE);
    if (n < 2) {
      return 0;
    }
    int[] last = new int[n];
    int[] nearest = new int[n];
    Arrays.fill(last, -FAR);
    Arrays.fill(nearest, FAR);
    for (int at = 0; at < length; at++) {
      int slot = places[at];
      long here = slot >= 0 && slot < asked.ruleSlots ? asked.conceptsOf[slot] : 0;
      for (long left = here; left != 0; left &= left - 1) {
        int concept = Long.numberOfTrailingZeros(left);
        if (concept > 0 && last[concept - 1] < at) {
          nearest[concept - 1] = Math.min(nearest[concept - 1], at - last[concept - 1]);
        }
        if (concept + 1 < n && last[concept + 1] < at) {
          nearest[concept] = Math.min(nearest[concept], at - last[concept + 1]);
        }
        last[concept] = at;
      }
    }
    double sum = 0;
    for (int i = 0; i + 1 < n; i++) {
      if (nearest[i] < FAR) {
        double rarity =
            Math.min(asked.concepts.get(i).rarity(), asked.concepts.get(i + 1).rarity());
        sum += rarity / nearest[i];
      }
    }
    return sum;
  }

  /** Adds what needs the best of the others: likeness to what stands first by the plain score. */
  static void company(
      List<double[]> rows, List<Passage> passages, Asked asked, Map<Integer, Double> best) {
    float[] sum = new float[asked.place.length];
    best.forEach((at, weight) -> Meaning.addTo(sum, passages.get(at).place(), weight));
    Direction company = new Direction(sum);
    for (int i = 0; i < rows.size(); i++) {
      set(rows.get(i), Signal.MEANING, asked.direction.likeness(passages.get(i).place()));
      set(rows.get(i), Signal.COMPANY, company.likeness(passages.get(i).place()));
    }
  }
}

package jp.todoke.faq.ranking;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import jp.todoke.search.Hit;
import jp.todoke.search.signals.Signal;

/** How sure an order is of its first place. */
public enum Certainty {
  /** The first one answers. */
  CONFIDENT,
  /** Several may. */
  CANDIDATES,
  /** Perhaps nothing does. */
  NONE;

  /** What an order shows of its own certainty. */
  enum Sign {
    /** Always 1. */
    ALWAYS,
    /** The chance of the first by the order's own scores. */
    CHANCE,
    /** How far the first stands above the second. */
    MARGIN,
    /** How far the first stands above the mean of the second to the fifth. */
    LEAD,
    /** The score of the first. */
    HEIGHT,
    /** The share of the question the first speaks of. */
    COVERAGE,
    /** The share of the question in the title of the first. */
    TITLE_COVERAGE,
    /** The same, telling concepts counting more. */
    TELLING_COVERAGE,
    /** The best coverage among the first three. */
    BEST_COVERAGE,
    /** Likeness of meaning of the first. */
    MEANING,
    /** The best likeness of meaning among all. */
    BEST_MEANING,
    /** The plain score of the first in words of the rarest kind, as a logarithm. */
    FOUND,
    /** Whether the plain score agrees on the first. */
    AGREED,
    /** How well a past question the first answered is like this one. */
    PAST,
    /** A topic rule leads to the first. */
    RULE,
    /** Letters the title of the first shares with the question. */
    LETTERS
  }

  static final List<String> NAMES = Arrays.stream(Sign.values()).map(Sign::name).toList();

  /** The margin of the plain score from which the best stands out. */
  private static final double MARGIN = 1.2;

  private static final double SURE_COVERAGE = .5;
  private static final double SURE_TITLE_COVERAGE = .4;

  /** What speaks of less than this share of the question is no answer. */
  private static final double LEAST_COVERAGE = .2;

  /** All that was asked stands in the title, and nothing else comes near: e² times less likely. */
  private static final double WHOLE = .99;

  private static final double ALONE = 2;

  /** Judges plain scores, where there are no weights for the language. */
  static Certainty plain(List<Hit> hits) {
    if (hits.isEmpty()) {
      return NONE;
    }
    Hit best = hits.getFirst();
    if (best.exact()) {
      return CONFIDENT;
    }
    if (hits.stream().limit(3).allMatch(hit -> hit.coverage() < LEAST_COVERAGE)) {
      return NONE;
    }
    boolean standsOut = hits.size() == 1 || best.score() >= MARGIN * hits.get(1).score();
    return standsOut
            && best.coverage() >= SURE_COVERAGE
            && best.titleCoverage() >= SURE_TITLE_COVERAGE
        ? CONFIDENT
        : CANDIDATES;
  }

  static Certainty of(RankingModel model, Order order) {
    if (order.hits().isEmpty()) {
      return NONE;
    }
    Hit first = order.hits().getFirst();
    boolean alone = order.scores().length == 1 || order.scores()[0] - order.scores()[1] >= ALONE;
    if (first.exact() || order.raw(0, Signal.TITLE_COVERAGE) >= WHOLE && alone) {
      return CONFIDENT;
    }
    double[] signs = signs(order);
    if (chance(model.answered(), signs) < model.noAnswerBelow()) {
      return NONE;
    }
    return chance(model.firstRight(), signs) >= model.confidentFrom() ? CONFIDENT : CANDIDATES;
  }

  static double chance(Map<String, Double> weights, double[] signs) {
    double sum = 0;
    for (int i = 0; i < signs.length; i++) {
      sum += weights.getOrDefault(NAMES.get(i), 0.0) * signs[i];
    }
    return 1 / (1 + Math.exp(-sum));
  }

  /** The signs of an order with at least one hit. */
  static double[] signs(Order order) {
    List<Hit> hits = order.hits();
    double[] scores = order.scores();
    double[] signs = new double[NAMES.size()];
    double second = scores.length > 1 ? scores[1] : scores[0] - 5;
    double next = Arrays.stream(scores).skip(1).limit(4).average().orElse(scores[0] - 5);
    double sum = Arrays.stream(scores).map(score -> Math.exp(score - scores[0])).sum();
    set(signs, Sign.ALWAYS, 1);
    set(signs, Sign.CHANCE, 1 / sum);
    set(signs, Sign.MARGIN, Math.min(5, scores[0] - second));
    set(signs, Sign.LEAD, Math.min(5, scores[0] - next));
    set(signs, Sign.HEIGHT, Math.clamp(scores[0] / 5, -3, 3));
    set(signs, Sign.COVERAGE, order.raw(0, Signal.COVERAGE));
    set(signs, Sign.TITLE_COVERAGE, order.raw(0, Signal.TITLE_COVERAGE));
    set(signs, Sign.TELLING_COVERAGE, order.raw(0, Signal.TELLING_COVERAGE));
    set(signs, Sign.MEANING, order.raw(0, Signal.MEANING));
    set(signs, Sign.FOUND, Math.log1p(Math.max(0, order.raw(0, Signal.FOUND)) / order.rarest()));
    set(signs, Sign.RULE, order.raw(0, Signal.RULE));
    set(signs, Sign.LETTERS, order.raw(0, Signal.LETTERS));
    set(signs, Sign.PAST, order.past(0));
    double coverage = 0;
    double meaning = 0;
    double found = 0;
    for (int i = 0; i < hits.size(); i++) {
      coverage = i < 3 ? Math.max(coverage, order.raw(i, Signal.COVERAGE)) : coverage;
      meaning = Math.max(meaning, order.raw(i, Signal.MEANING));
      found = Math.max(found, order.raw(i, Signal.FOUND));
    }
    set(signs, Sign.BEST_COVERAGE, coverage);
    set(signs, Sign.BEST_MEANING, meaning);
    set(signs, Sign.AGREED, order.raw(0, Signal.FOUND) >= found ? 1 : 0);
    return signs;
  }

  private static void set(double[] signs, Sign sign, double value) {
    signs[sign.ordinal()] = value;
  }
}

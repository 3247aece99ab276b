package jp.todoke.faq.ranking;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import jp.todoke.search.Hit;
import jp.todoke.search.signals.Signal;

/**
 * Fits a {@link RankingModel} to judged questions and measures fitted orders honestly: what is
 * fitted is measured by {@value #FOLDS}-fold cross-validation, and a question never remembers
 * itself. Without chance: the same questions give the same weights and figures.
 */
public final class Trainer {

  private static final int FOLDS = 5;
  private static final int REPEATS = 3;
  private static final double PENALTY = .03;

  /** What a question judged by clicks weighs beside one that people judged. */
  private static final double CLICKED = .3;

  /**
   * Measured and found to give nothing on 225 questions; they cost time, so they have no weight.
   */
  static final Set<String> IDLE =
      Set.of(
          Signal.NEAR_TITLE.name(),
          Signal.NEAR_BODY.name(),
          Signal.FEEDBACK.name(),
          Signal.NEIGHBOURS.name());

  private static final String OUTSIDE = "outside-questions.txt";

  private final Ranking ranking;
  private final List<JudgedQuestion> questions;
  private final PastQuestions past;
  private final List<JudgedQuestion> weak;

  /**
   * Prepares.
   *
   * @param ranking with the documents the questions were judged on
   * @param questions judged ones
   * @param history past questions; may contain the judged ones
   */
  public Trainer(
      Ranking ranking, List<JudgedQuestion> questions, Collection<JudgedQuestion> history) {
    this(ranking, questions, history, List.of());
  }

  /**
   * The same with questions that are judged by clicks: they take part in fitting with less weight,
   * and never in measuring.
   */
  public Trainer(
      Ranking ranking,
      List<JudgedQuestion> questions,
      Collection<JudgedQuestion> history,
      List<JudgedQuestion> weak) {
    this.ranking = ranking;
    this.weak = weak;
    this.questions = questions;
    this.past = ranking.memory(history);
  }

  /** Questions no city answers, written for this project. */
  public static List<String> outside() {
    try (InputStream file =
            Objects.requireNonNull(Trainer.class.getResourceAsStream(OUTSIDE), OUTSIDE);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
      return lines.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Cross-validated figures with some features only. */
  public Figures crossValidated(Set<String> withoutFeatures, boolean withPast) {
    PastQuestions memory = withPast ? past : PastQuestions.none();
    List<Order> orders = orders(memory, hit -> true);
    List<Training.Lesson> lessons = lessons(orders);
    List<Training.Lesson> clicks = clicks(memory);
    Training training = training(withoutFeatures, withPast);
    List<Figures> figures = new ArrayList<>();
    for (int repeat = 0; repeat < REPEATS; repeat++) {
      for (Fold fold : folds(repeat)) {
        double[] weights =
            training.fit(
                Stream.concat(fold.others().stream().map(lessons::get), clicks.stream()).toList());
        for (int at : fold.own()) {
          figures.add(figures(reordered(orders.get(at), weights), questions.get(at)));
        }
      }
    }
    return Figures.mean(figures);
  }

  private static Training training(Set<String> without, boolean withPast) {
    Set<String> off = new HashSet<>(without);
    if (!withPast) {
      off.addAll(List.of(Features.PAST_SUM, Features.PAST_BEST, Features.PAST_MEANING));
    }
    return new Training(PENALTY, feature -> !off.contains(Features.NAMES.get(feature)));
  }

  /**
   * Fits weights and chances.
   *
   * @param version of the result
   * @param fittedOn what the questions are, in words
   */
  public RankingModel fit(String version, String fittedOn) {
    Map<String, Double> figures = new HashMap<>();
    double[] withPast = fit(past, true, "withPast", figures);
    double[] withoutPast = fit(PastQuestions.none(), false, "withoutPast", figures);
    Examples examples = examples();
    double[] answered = Logistic.fit(examples.signs, examples.answered);
    double[] firstRight = Logistic.fit(examples.signs, examples.firstRight);
    examples.measure(figures);
    return new RankingModel(
        version,
        fittedOn,
        figures,
        named(Features.NAMES, withPast),
        named(Features.NAMES, withoutPast),
        named(Certainty.NAMES, answered),
        named(Certainty.NAMES, firstRight),
        rounded(examples.noAnswerBelow()),
        rounded(examples.confidentFrom()));
  }

  private double[] fit(
      PastQuestions memory, boolean withPast, String name, Map<String, Double> figures) {
    Figures measured = crossValidated(IDLE, withPast);
    figures.put(name + ".ndcg10", rounded(measured.ndcg10()));
    figures.put(name + ".recall10", rounded(measured.recall10()));
    return training(IDLE, withPast)
        .fit(
            Stream.concat(lessons(orders(memory, hit -> true)).stream(), clicks(memory).stream())
                .toList());
  }

  private static Map<String, Double> named(List<String> names, double[] values) {
    return IntStream.range(0, values.length)
        .boxed()
        .collect(Collectors.toMap(names::get, i -> rounded(values[i])));
  }

  private static double rounded(double value) {
    return Math.round(value * 10_000) / 10_000.0;
  }

  private List<Order> orders(PastQuestions memory, Predicate<Hit> shown) {
    return questions.stream().map(question -> order(question, memory, shown)).toList();
  }

  private Order order(JudgedQuestion question, PastQuestions memory, Predicate<Hit> shown) {
    return ranking.order(
        question.text(), "ja", shown, memory, question.text(), new double[Features.NAMES.size()]);
  }

  private List<Training.Lesson> lessons(List<Order> orders) {
    return IntStream.range(0, orders.size())
        .mapToObj(at -> lesson(orders.get(at), questions.get(at), 1))
        .toList();
  }

  private List<Training.Lesson> clicks(PastQuestions memory) {
    return weak.stream()
        .map(question -> lesson(order(question, memory, hit -> true), question, CLICKED))
        .toList();
  }

  private static Training.Lesson lesson(Order order, JudgedQuestion question, double weight) {
    return new Training.Lesson(
        order.rows(),
        order.hits().stream()
            .mapToDouble(hit -> question.grades().getOrDefault(hit.id(), 0))
            .toArray(),
        weight);
  }

  private static Order reordered(Order order, double[] weights) {
    return Order.of(order.hits(), order.measured(), order.rows(), order.rarest(), weights);
  }

  private static Figures figures(Order order, JudgedQuestion question) {
    return Figures.of(order.hits().stream().map(Hit::id).toList(), question.grades());
  }

  private record Fold(List<Integer> own, List<Integer> others) {}

  private List<Fold> folds(int repeat) {
    List<Integer> shuffled = new ArrayList<>(IntStream.range(0, questions.size()).boxed().toList());
    Collections.shuffle(shuffled, new Random(repeat));
    return IntStream.range(0, FOLDS)
        .mapToObj(fold -> new Fold(every(shuffled, fold, true), every(shuffled, fold, false)))
        .toList();
  }

  private static List<Integer> every(List<Integer> all, int fold, boolean own) {
    return IntStream.range(0, all.size())
        .filter(at -> (at % FOLDS == fold) == own)
        .mapToObj(all::get)
        .toList();
  }

  /**
   * Each question as it is and again with all its answers taken away, by weights of the other
   * folds; then the questions outside. All of it with past questions and without.
   */
  private Examples examples() {
    Examples examples = new Examples();
    examples(examples, past, true);
    examples(examples, PastQuestions.none(), false);
    return examples;
  }

  private void examples(Examples examples, PastQuestions memory, boolean withPast) {
    List<Order> intact = orders(memory, hit -> true);
    List<Training.Lesson> lessons = lessons(intact);
    Training training = training(IDLE, withPast);
    int number = 0;
    for (Fold fold : folds(0)) {
      double[] weights = training.fit(fold.others().stream().map(lessons::get).toList());
      for (int at : fold.own()) {
        examples(examples, number, reordered(intact.get(at), weights), memory, weights, at);
      }
      number++;
    }
    double[] weights = training.fit(lessons);
    List<String> outside = outside();
    for (int i = 0; i < outside.size(); i++) {
      JudgedQuestion question = new JudgedQuestion("", outside.get(i), Map.of());
      Order order = reordered(order(question, memory, hit -> true), weights);
      if (!order.hits().isEmpty()) {
        examples.add(order, i % FOLDS, Examples.Origin.OUTSIDE, false);
      }
    }
  }

  private void examples(
      Examples examples, int fold, Order asked, PastQuestions memory, double[] weights, int at) {
    JudgedQuestion question = questions.get(at);
    if (asked.hits().stream().anyMatch(hit -> question.grades().containsKey(hit.id()))) {
      boolean right = question.grades().containsKey(asked.hits().getFirst().id());
      examples.add(asked, fold, Examples.Origin.INTACT, right);
    }
    Order robbed =
        reordered(
            order(question, memory, hit -> !question.grades().containsKey(hit.id())), weights);
    if (!robbed.hits().isEmpty()) {
      examples.add(robbed, fold, Examples.Origin.ROBBED, false);
    }
  }

  /** What the chances are fitted to. */
  private static final class Examples {
    enum Origin {
      INTACT,
      ROBBED,
      OUTSIDE
    }

    final List<double[]> signs = new ArrayList<>();
    final List<Boolean> answered = new ArrayList<>();
    final List<Boolean> firstRight = new ArrayList<>();
    private final List<Integer> folds = new ArrayList<>();
    private final List<Origin> origins = new ArrayList<>();

    void add(Order order, int fold, Origin origin, boolean right) {
      signs.add(Certainty.signs(order));
      answered.add(origin == Origin.INTACT);
      firstRight.add(right);
      folds.add(fold);
      origins.add(origin);
    }

    private double[] crossValidated(List<Boolean> labels) {
      double[] chances = new double[signs.size()];
      for (int fold = 0; fold < FOLDS; fold++) {
        int own = fold;
        List<Integer> others =
            IntStream.range(0, chances.length).filter(i -> folds.get(i) != own).boxed().toList();
        double[] weights =
            Logistic.fit(
                others.stream().map(signs::get).toList(),
                others.stream().map(labels::get).toList());
        for (int i = 0; i < chances.length; i++) {
          if (folds.get(i) == own) {
            chances[i] = Logistic.chance(weights, signs.get(i));
          }
        }
      }
      return chances;
    }

    /** The chance below which at most one in twelve answerable questions lies. */
    double noAnswerBelow() {
      return quantile(crossValidated(answered), 1 / 12.0);
    }

    private double quantile(double[] chances, double share) {
      double[] known =
          IntStream.range(0, chances.length)
              .filter(i -> origins.get(i) == Origin.INTACT)
              .mapToDouble(i -> chances[i])
              .sorted()
              .toArray();
      return known.length == 0 ? 0 : known[(int) (known.length * share)];
    }

    /** The lowest chance from which four of five first items are right, robbed ones included. */
    double confidentFrom() {
      double[] chances = crossValidated(firstRight);
      int[] order =
          IntStream.range(0, chances.length)
              .filter(i -> origins.get(i) != Origin.ROBBED)
              .boxed()
              .sorted(Comparator.comparingDouble((Integer i) -> -chances[i]))
              .mapToInt(Integer::intValue)
              .toArray();
      int right = 0;
      double from = 1;
      for (int i = 0; i < order.length; i++) {
        right += firstRight.get(order[i]) ? 1 : 0;
        if (i >= 9 && right >= .85 * (i + 1)) {
          from = chances[order[i]];
        }
      }
      return from;
    }

    void measure(Map<String, Double> figures) {
      double[] chances = crossValidated(answered);
      double below = noAnswerBelow();
      figures.put("noAnswer.aucRobbed", rounded(auc(chances, Origin.ROBBED)));
      figures.put("noAnswer.aucOutside", rounded(auc(chances, Origin.OUTSIDE)));
      double robbed = share(chances, below, Origin.ROBBED);
      double intact = share(chances, below, Origin.INTACT);
      figures.put("noAnswer.recallRobbed", rounded(robbed));
      figures.put("noAnswer.recallOutside", rounded(share(chances, below, Origin.OUTSIDE)));
      figures.put("noAnswer.falseAlarm", rounded(intact));
      figures.put(
          "noAnswer.precisionHalfRobbed",
          rounded(robbed + intact == 0 ? 0 : robbed / (robbed + intact)));
      double[] right = crossValidated(firstRight);
      double from = confidentFrom();
      double shown = 0;
      double correct = 0;
      double all = 0;
      for (int i = 0; i < right.length; i++) {
        if (origins.get(i) == Origin.INTACT) {
          all++;
          shown += right[i] >= from ? 1 : 0;
          correct += right[i] >= from && firstRight.get(i) ? 1 : 0;
        }
      }
      figures.put("confident.share", rounded(all == 0 ? 0 : shown / all));
      figures.put("confident.right", rounded(shown == 0 ? 0 : correct / shown));
      figures.put("confident.falseRobbed", rounded(1 - share(right, from, Origin.ROBBED)));
      figures.put("confident.falseOutside", rounded(1 - share(right, from, Origin.OUTSIDE)));
    }

    private double share(double[] chances, double below, Origin origin) {
      return IntStream.range(0, chances.length)
          .filter(i -> origins.get(i) == origin)
          .mapToDouble(i -> chances[i] < below ? 1 : 0)
          .average()
          .orElse(0);
    }

    private double auc(double[] chances, Origin origin) {
      double[] known = of(chances, Origin.INTACT);
      double[] unknown = of(chances, origin);
      double better = 0;
      for (double yes : known) {
        for (double no : unknown) {
          better += yes > no ? 1 : yes == no ? .5 : 0;
        }
      }
      return known.length * unknown.length == 0 ? 0 : better / known.length / unknown.length;
    }

    private double[] of(double[] chances, Origin origin) {
      return IntStream.range(0, chances.length)
          .filter(i -> origins.get(i) == origin)
          .mapToDouble(i -> chances[i])
          .toArray();
    }
  }

  /** Logistic regression by gradient descent, large weights cost. */
  private static final class Logistic {
    private static final int ROUNDS = 3_000;
    private static final double PENALTY = .002;

    static double[] fit(List<double[]> signs, List<Boolean> labels) {
      double[] weights = new double[Certainty.NAMES.size()];
      for (int round = 0; round < ROUNDS; round++) {
        double[] slope = new double[weights.length];
        for (int i = 0; i < signs.size(); i++) {
          double excess = chance(weights, signs.get(i)) - (labels.get(i) ? 1 : 0);
          for (int f = 0; f < slope.length; f++) {
            slope[f] += excess * signs.get(i)[f] / signs.size();
          }
        }
        for (int f = 0; f < weights.length; f++) {
          weights[f] -= .5 * (slope[f] + (f == 0 ? 0 : PENALTY * weights[f]));
        }
      }
      return weights;
    }

    static double chance(double[] weights, double[] signs) {
      return 1 / (1 + Math.exp(-Training.dot(signs, weights)));
    }
  }
}

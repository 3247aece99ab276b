package jp.todoke.api.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import jp.todoke.api.wiring.Rankings;
import jp.todoke.faq.ranking.Evaluation;
import jp.todoke.faq.ranking.Figures;
import jp.todoke.faq.ranking.JudgedQuestion;
import jp.todoke.faq.ranking.Ranking;
import jp.todoke.faq.ranking.Trainer;
import jp.todoke.search.PlainSearch;
import jp.todoke.search.SearchDocument;
import jp.todoke.search.SearchIndex;
import jp.todoke.search.japanese.Folding;
import jp.todoke.search.japanese.JapaneseAnalysis;
import jp.todoke.search.japanese.Synonyms;
import jp.todoke.search.signals.Signal;
import jp.todoke.search.signals.Signals;
import jp.todoke.search.signals.TopicRules;

/**
 * What each step from plain BM25 to the served order gives, one row a step, those that do not help
 * among them. Fitted rows are cross-validated on the questions themselves.
 */
final class FaqLadder {

  private static final Set<Signal> WORDS =
      Set.of(
          Signal.FOUND,
          Signal.TITLE,
          Signal.BODY,
          Signal.OWN_TITLE,
          Signal.OWN_BODY,
          Signal.COVERAGE,
          Signal.TITLE_COVERAGE,
          Signal.TITLE_ASKED);

  private static final Set<Signal> TELLING =
      Set.of(
          Signal.TELLING_TITLE,
          Signal.TELLING_BODY,
          Signal.THINGS_TITLE,
          Signal.LATE_TITLE,
          Signal.EARLY_TITLE,
          Signal.TELLING_COVERAGE,
          Signal.TELLING_ASKED,
          Signal.SUBJECT,
          Signal.SECOND_SUBJECT);

  private static final Set<Signal> MEANING =
      Set.of(Signal.MEANING, Signal.OWN_MEANING, Signal.COMPANY);

  private static final Set<Signal> PRIORS =
      Set.of(
          Signal.INTENT,
          Signal.OTHER_INTENT,
          Signal.BREVITY,
          Signal.PLAIN_TITLE,
          Signal.LENGTH,
          Signal.HEADING);

  private static final Set<Signal> RULES = Set.of(Signal.RULE, Signal.RULE_SHARE, Signal.RULES);

  private static final Map<String, Set<Signal>> MORE = more();

  private static Map<String, Set<Signal>> more() {
    Map<String, Set<Signal>> more = new LinkedHashMap<>();
    more.put("proximity", Set.of(Signal.NEAR_TITLE, Signal.NEAR_BODY));
    more.put("pseudo-relevance feedback (RM3)", Set.of(Signal.FEEDBACK));
    more.put("smoothing over neighbours (kNN)", Set.of(Signal.NEIGHBOURS));
    more.put("subject headings", Set.of(Signal.CATEGORY));
    return more;
  }

  private final List<SearchDocument> entries;
  private final List<JudgedQuestion> questions;
  private final List<JudgedQuestion> history;
  private final Optional<Path> synonyms;
  private final PrintStream out;

  FaqLadder(
      List<SearchDocument> entries,
      List<JudgedQuestion> questions,
      List<JudgedQuestion> history,
      Optional<Path> synonyms,
      PrintStream out) {
    this.entries = entries;
    this.questions = questions;
    this.history = history;
    this.synonyms = synonyms;
    this.out = out;
  }

  static String heading() {
    return String.format(
        Locale.ROOT,
        "%-58s %7s %9s %6s %6s %6s %6s",
        "",
        "nDCG@10",
        "Recall@10",
        "MRR",
        "MAP",
        "SR@1",
        "SR@5");
  }

  static String row(String name, Figures figures) {
    return String.format(
        Locale.ROOT,
        "%-58s %7.3f %9.3f %6.3f %6.3f %6.3f %6.3f",
        name,
        figures.ndcg10(),
        figures.recall10(),
        figures.mrr(),
        figures.map(),
        figures.sr1(),
        figures.sr5());
  }

  void print() {
    out.println(heading());
    plainLucene();
    JapaneseAnalysis analysis = new JapaneseAnalysis();
    Synonyms own = Synonyms.municipal(analysis);
    print(
        "content words, one spelling, user dictionary",
        scored(analysis, Synonyms.of(List.of(), analysis)));
    if (synonyms.isPresent()) {
      Synonyms sudachi = Synonyms.sudachi(Rankings.lines(synonyms.get()), analysis);
      print("  + the operator's synonym file alone", scored(analysis, sudachi));
      print("  + both synonym lists", scored(analysis, own.with(sudachi)));
    }
    print("+ municipal synonyms (the plain score)", scored(analysis, own));
    for (Folding folding : Folding.values()) {
      JapaneseAnalysis less =
          new JapaneseAnalysis(List.of(), EnumSet.complementOf(EnumSet.of(folding)));
      print(
          "  without " + folding.name().toLowerCase(Locale.ROOT).replace('_', ' '),
          scored(less, Synonyms.municipal(less)));
    }
    Ranking measured =
        filled(
            new Ranking(
                new SearchIndex(analysis, own),
                new Signals(analysis, own, TopicRules.municipal(analysis)),
                Optional.empty()));
    Trainer trainer = new Trainer(measured, questions, history);
    Set<Signal> used = new HashSet<>(WORDS);
    fitted("fitted: scores by field, coverage", trainer, used, false);
    used.addAll(TELLING);
    fitted("+ telling words, subject, place in the question", trainer, used, false);
    used.addAll(MEANING);
    fitted("+ latent semantic analysis", trainer, used, false);
    used.add(Signal.TRANSLATION);
    fitted("+ translation (IBM model 1)", trainer, used, false);
    used.add(Signal.LETTERS);
    fitted("+ pairs of letters", trainer, used, false);
    used.addAll(PRIORS);
    fitted("+ kinds of question, short and plain titles", trainer, used, false);
    used.addAll(RULES);
    fitted("+ topic rules", trainer, used, false);
    more(trainer, used, false);
    if (!history.isEmpty()) {
      fitted("+ past questions", trainer, used, true);
      more(trainer, used, true);
      used.removeAll(RULES);
      fitted("  the same without topic rules", trainer, used, true);
      used.addAll(RULES);
      used.removeAll(MEANING);
      fitted("  the same without latent semantic analysis", trainer, used, true);
    }
    Ranking served = filled(Rankings.of("learned", Optional.empty(), List.of()));
    print("served: the shipped weights, no past questions", served);
    if (!history.isEmpty()) {
      served.remember(history);
      print("served: the shipped weights, past questions", served);
    }
    if (synonyms.isPresent()) {
      Ranking more = filled(Rankings.of("learned", synonyms, List.of()));
      more.remember(history);
      print("  the same with the operator's synonym file", more);
    }
  }

  /** What each further step would add to the same row. */
  private void more(Trainer trainer, Set<Signal> used, boolean past) {
    MORE.forEach(
        (name, signals) -> {
          Set<Signal> with = new HashSet<>(used);
          with.addAll(signals);
          fitted("  with " + name, trainer, with, past);
        });
  }

  private void plainLucene() {
    try (PlainSearch plain = new PlainSearch(entries)) {
      out.println(
          row(
              "raw Lucene: JapaneseAnalyzer, BM25, two fields",
              Figures.mean(
                  questions.stream()
                      .map(q -> Figures.of(plain.search(q.text(), 10), q.grades()))
                      .toList())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Ranking scored(JapaneseAnalysis analysis, Synonyms known) {
    return filled(
        new Ranking(
            new SearchIndex(analysis, known),
            new Signals(analysis, known, TopicRules.none()),
            Optional.empty()));
  }

  private Ranking filled(Ranking ranking) {
    ranking.replaceAll(entries);
    return ranking;
  }

  private void print(String name, Ranking ranking) {
    out.println(row(name, Evaluation.of(ranking, questions).figures()));
  }

  private void fitted(String name, Trainer trainer, Set<Signal> used, boolean past) {
    Set<String> without =
        Arrays.stream(Signal.values())
            .filter(signal -> !used.contains(signal))
            .map(Signal::name)
            .collect(Collectors.toSet());
    out.println(row(name, trainer.crossValidated(without, past)));
  }
}

package jp.todoke.api.wiring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import jp.todoke.faq.ranking.InvalidRankingModel;
import jp.todoke.faq.ranking.Ranking;
import jp.todoke.faq.ranking.RankingModel;
import jp.todoke.search.Embedder;
import jp.todoke.search.SearchIndex;
import jp.todoke.search.UnusableEmbedder;
import jp.todoke.search.japanese.JapaneseAnalysis;
import jp.todoke.search.japanese.Synonyms;
import jp.todoke.search.signals.Signals;
import jp.todoke.search.signals.TopicRules;

/** Puts the order of answers together from what the operator set. */
public final class Rankings {

  private static final System.Logger LOG = System.getLogger(Rankings.class.getName());

  private Rankings() {}

  /**
   * An empty ranking.
   *
   * <p>{@code todoke.faq.ranking}: {@code learned} (the shipped weights, the default), {@code
   * plain} or the path of a file {@code ./todoke faq train} wrote; where the file cannot be used,
   * the plain order and a line in the log. {@code todoke.faq.vectors}: a folder with a model for
   * vectors, off by default. {@code todoke.synonyms.file}: a list in the format of the Sudachi
   * synonym dictionary, beside our own. {@code todoke.city.names}: what the city calls itself,
   * comma-separated; these words say nothing about what is asked.
   */
  static Ranking of(Settings settings) {
    return served(
        settings.text("todoke.faq.ranking", "learned"),
        settings.text("todoke.synonyms.file").map(Path::of),
        settings.names("todoke.city.names"),
        settings.text("todoke.faq.vectors").map(Path::of));
  }

  static Ranking served(
      String ranking, Optional<Path> synonyms, List<String> cityNames, Optional<Path> vectors) {
    try {
      return of(ranking, synonyms, cityNames, vectors);
    } catch (InvalidRankingModel | UnusableEmbedder invalid) {
      LOG.log(
          System.Logger.Level.ERROR,
          "{0}; the plain order is served instead",
          invalid.getMessage());
      return of("plain", synonyms, cityNames);
    }
  }

  /**
   * The same from plain values.
   *
   * @throws InvalidRankingModel when the file cannot be read or is of another version
   */
  public static Ranking of(String ranking, Optional<Path> synonyms, List<String> cityNames) {
    return of(ranking, synonyms, cityNames, Optional.empty());
  }

  /**
   * The same with vectors.
   *
   * @param vectors a folder with an operator's model; the weights have to be fitted with it
   * @throws UnusableEmbedder when the model cannot be run
   */
  public static Ranking of(
      String ranking, Optional<Path> synonyms, List<String> cityNames, Optional<Path> vectors) {
    JapaneseAnalysis analysis = new JapaneseAnalysis(cityNames);
    Synonyms own = Synonyms.municipal(analysis);
    Optional<Synonyms> beside = synonyms.map(file -> Synonyms.sudachi(lines(file), analysis));
    Synonyms known = beside.map(own::with).orElse(own);
    Optional<RankingModel> model =
        switch (ranking) {
          case "learned" -> Optional.of(RankingModel.shipped());
          case "plain" -> Optional.empty();
          default -> Optional.of(RankingModel.read(Path.of(ranking)));
        };
    return new Ranking(
        new SearchIndex(analysis, known, vectors.map(Embedder::open)),
        new Signals(analysis, known, TopicRules.municipal(analysis)),
        model,
        beside);
  }

  /** The lines of a file. */
  public static List<String> lines(Path file) {
    return text(file).lines().toList();
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}

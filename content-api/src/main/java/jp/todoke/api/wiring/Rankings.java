package jp.todoke.api.wiring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import jp.todoke.faq.ranking.Ranking;
import jp.todoke.faq.ranking.RankingModel;
import jp.todoke.search.SearchIndex;
import jp.todoke.search.japanese.JapaneseAnalysis;
import jp.todoke.search.japanese.Synonyms;
import jp.todoke.search.signals.Signals;
import jp.todoke.search.signals.TopicRules;

/** Puts the order of answers together from what the operator set. */
public final class Rankings {

  private Rankings() {}

  /**
   * An empty ranking.
   *
   * <p>{@code todoke.faq.ranking}: {@code learned} (the shipped weights, the default), {@code
   * plain} or the path of a file {@code ./todoke faq train} wrote. {@code todoke.synonyms.file}: a
   * list in the format of the Sudachi synonym dictionary, beside our own. {@code
   * todoke.city.names}: what the city calls itself, comma-separated; these words say nothing about
   * what is asked.
   */
  static Ranking of(Settings settings) {
    return of(
        settings.text("todoke.faq.ranking", "learned"),
        settings.text("todoke.synonyms.file").map(Path::of),
        settings.names("todoke.city.names"));
  }

  /** The same from plain values. */
  public static Ranking of(String ranking, Optional<Path> synonyms, List<String> cityNames) {
    JapaneseAnalysis analysis = new JapaneseAnalysis(cityNames);
    Synonyms own = Synonyms.municipal(analysis);
    Optional<Synonyms> beside = synonyms.map(file -> Synonyms.sudachi(lines(file), analysis));
    Synonyms known = beside.map(own::with).orElse(own);
    Optional<RankingModel> model =
        switch (ranking) {
          case "learned" -> Optional.of(RankingModel.shipped());
          case "plain" -> Optional.empty();
          default -> Optional.of(RankingModel.read(text(Path.of(ranking))));
        };
    return new Ranking(
        new SearchIndex(analysis, known),
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

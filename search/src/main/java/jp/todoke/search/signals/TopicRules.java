package jp.todoke.search.signals;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import jp.todoke.search.japanese.JapaneseAnalysis;
import jp.todoke.search.japanese.Word;

/**
 * Which everyday things and events lead to which general entry: who asks about a sofa is looking
 * for bulky waste.
 *
 * <p>A line is one rule, {@code sofa, bed => bulky waste, put out waste}: who says one of the left
 * is led to titles with all words of one of the right, not the other way round. {@code #} begins a
 * remark. A condition of several words holds when all are said, wherever they stand. Immutable,
 * thread-safe.
 */
public final class TopicRules {

  private static final String MUNICIPAL = "topic-rules.txt";

  private final Map<String, List<Condition>> byFirstWord;
  private final int rules;

  private TopicRules(Map<String, List<Condition>> byFirstWord, int rules) {
    this.byFirstWord = byFirstWord;
    this.rules = rules;
  }

  private record Condition(Set<String> words, int rule, List<Target> targets) {}

  /**
   * Where a rule leads.
   *
   * @param rule its number in the list
   * @param words all of them stand in the title of the entry meant
   */
  record Target(int rule, List<String> words) {}

  /** No rules. */
  public static TopicRules none() {
    return new TopicRules(Map.of(), 0);
  }

  /** The municipal rules shipped with this module. */
  public static TopicRules municipal(JapaneseAnalysis analysis) {
    try (InputStream file =
            Objects.requireNonNull(TopicRules.class.getResourceAsStream(MUNICIPAL), MUNICIPAL);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
      return of(lines.lines().toList(), analysis);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Rules from their lines; a side without a meaning-carrying word makes no rule. */
  public static TopicRules of(List<String> lines, JapaneseAnalysis analysis) {
    Map<String, List<Condition>> conditions = new HashMap<>();
    int rules = 0;
    for (String line : lines) {
      String[] sides = line.replaceFirst("#.*", "").split("=>", 2);
      if (sides.length < 2) {
        continue;
      }
      int rule = rules++;
      List<Target> targets =
          forms(sides[1], analysis).stream().map(words -> new Target(rule, words)).toList();
      for (List<String> said : forms(sides[0], analysis)) {
        conditions
            .computeIfAbsent(said.getFirst(), word -> new ArrayList<>())
            .add(new Condition(Set.copyOf(said), rule, targets));
      }
    }
    return new TopicRules(conditions, rules);
  }

  private static List<List<String>> forms(String side, JapaneseAnalysis analysis) {
    return Arrays.stream(side.split("[,、，]"))
        .map(form -> analysis.words(form).stream().map(Word::base).distinct().toList())
        .filter(form -> !form.isEmpty())
        .distinct()
        .toList();
  }

  /** How many rules there are. */
  public int rules() {
    return rules;
  }

  /**
   * Where a question leads, each place once.
   *
   * @param said its words and the synonyms of these
   */
  List<Target> targets(Collection<String> said) {
    Set<String> words = Set.copyOf(said);
    Set<Target> targets = new LinkedHashSet<>();
    for (String word : said) {
      for (Condition condition : byFirstWord.getOrDefault(word, List.of())) {
        if (words.containsAll(condition.words())) {
          targets.addAll(condition.targets());
        }
      }
    }
    return List.copyOf(targets);
  }
}

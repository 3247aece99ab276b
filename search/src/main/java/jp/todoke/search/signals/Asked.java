package jp.todoke.search.signals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import jp.todoke.search.japanese.Concept;
import jp.todoke.search.japanese.Synonyms;

/** One question as numbers, ready to be held against many documents. */
final class Asked {

  /** The same as in the index queries. */
  private static final double SYNONYM_WEIGHT = .8;

  /** There are many of them, and together they must not drown what was said. */
  private static final double SYNONYM_MEANING = .35;

  final List<Said> concepts;
  final Slots slots;

  /** Slots from this one on are words of topic rules only. */
  final int ruleSlots;

  final float[] place;
  final Direction direction;
  final Direction ownDirection;
  final int[] letters;
  final int intents;
  final List<Rule> rules;
  final Translation.Foreteller foreteller;
  final double[] chanceWeights;

  /** For each slot the concepts it may stand for, one bit each. */
  final long[] conceptsOf;

  Asked(
      String normalised,
      List<Concept> asked,
      Vocabulary vocabulary,
      Statistics statistics,
      Meaning meaning,
      Translation translation,
      List<TopicRules.Target> targets,
      Synonyms synonyms) {
    slots = new Slots();
    Compiler compiler = new Compiler(vocabulary, statistics, meaning);
    concepts = asked.stream().map(compiler::said).toList();
    ruleSlots = slots.size();
    conceptsOf = new long[ruleSlots];
    for (int i = 0; i < concepts.size() && i < Long.SIZE; i++) {
      mark(concepts.get(i), 1L << i);
    }
    Set<Integer> own = new LinkedHashSet<>();
    asked.forEach(concept -> Arrays.stream(vocabulary.find(concept.words())).forEach(own::add));
    own.remove(Vocabulary.UNKNOWN);
    int[] ownWords = own.stream().mapToInt(Integer::intValue).toArray();
    double[] ones = new double[ownWords.length];
    Arrays.fill(ones, 1);
    ownDirection = new Direction(meaning.place(ownWords, ones));
    place = place(asked, vocabulary, meaning);
    direction = new Direction(place);
    letters = Passage.letters(normalised);
    intents = Intents.of(normalised);
    rules =
        targets.stream()
            .map(target -> rule(target, vocabulary, statistics, synonyms))
            .flatMap(Optional::stream)
            .toList();
    foreteller = translation.foreteller(ownWords);
    chanceWeights =
        IntStream.of(ownWords)
            .mapToDouble(word -> statistics.rarity(word) * meaning.telling(word))
            .toArray();
    slots.close();
  }

  /** The place of the asker's words and, with less weight, of their synonyms; of length 1. */
  static float[] place(List<Concept> asked, Vocabulary vocabulary, Meaning meaning) {
    Set<Integer> own = new LinkedHashSet<>();
    asked.forEach(concept -> Arrays.stream(vocabulary.find(concept.words())).forEach(own::add));
    Set<Integer> others = new LinkedHashSet<>();
    synonymWords(asked, vocabulary, others);
    others.removeAll(own);
    int[] words = IntStream.concat(ints(own), ints(others)).toArray();
    double[] weights = new double[words.length];
    Arrays.fill(weights, 0, own.size(), 1);
    Arrays.fill(weights, own.size(), weights.length, SYNONYM_MEANING);
    return Meaning.unit(meaning.place(words, weights));
  }

  private void mark(Said said, long concept) {
    Stream.concat(Stream.of(said.own()), said.others().stream())
        .flatMapToInt(wording -> Arrays.stream(wording.slots()))
        .forEach(slot -> conceptsOf[slot] |= concept);
    said.parts().forEach(part -> mark(part, concept));
  }

  private static IntStream ints(Set<Integer> numbers) {
    return numbers.stream().mapToInt(Integer::intValue);
  }

  private static void synonymWords(List<Concept> asked, Vocabulary vocabulary, Set<Integer> found) {
    for (Concept concept : asked) {
      for (List<String> form : concept.synonyms()) {
        Arrays.stream(vocabulary.find(form)).forEach(found::add);
      }
      synonymWords(concept.parts(), vocabulary, found);
    }
  }

  /** Empty where no document says one of its words, be it as a synonym. */
  private Optional<Rule> rule(
      TopicRules.Target target, Vocabulary vocabulary, Statistics statistics, Synonyms synonyms) {
    List<int[]> ways = new ArrayList<>();
    List<Double> rarities = new ArrayList<>();
    for (String word : target.words()) {
      int[] known =
          Stream.concat(Stream.of(word), synonyms.wordsFor(word).stream())
              .mapToInt(vocabulary::find)
              .filter(number -> number != Vocabulary.UNKNOWN)
              .toArray();
      if (known.length == 0) {
        return Optional.empty();
      }
      ways.add(Arrays.stream(known).map(slots::of).toArray());
      rarities.add(Arrays.stream(known).mapToDouble(statistics::rarity).min().orElse(0));
    }
    return Optional.of(
        new Rule(
            target.rule(), ways, rarities.stream().mapToDouble(Double::doubleValue).toArray()));
  }

  /** A place a topic rule leads to: for each word of its title the ways to say it; how rare. */
  record Rule(int number, List<int[]> ways, double[] rarities) {}

  /** One wording in one of the two fields: its words, and what one mention is worth. */
  record Wording(int[] slots, double titleWorth, double bodyWorth) {}

  /**
   * One concept of the question.
   *
   * @param parts its words one by one where it is several
   * @param own the asker's wording
   * @param others the synonyms
   * @param rarity above 0
   * @param telling 0 to 1
   * @param thing written without kana endings: hardly a verb
   */
  record Said(
      List<Said> parts,
      Wording own,
      List<Wording> others,
      double rarity,
      double telling,
      boolean thing) {}

  private final class Compiler {
    private final Vocabulary vocabulary;
    private final Statistics statistics;
    private final Meaning meaning;

    Compiler(Vocabulary vocabulary, Statistics statistics, Meaning meaning) {
      this.vocabulary = vocabulary;
      this.statistics = statistics;
      this.meaning = meaning;
    }

    Said said(Concept concept) {
      int[] own = vocabulary.find(concept.words());
      double title = statistics.titleRarity(own);
      double body = statistics.bodyRarity(own);
      List<Wording> others = new ArrayList<>();
      double rarity = rarity(own);
      double telling = telling(own);
      for (List<String> form : concept.synonyms()) {
        int[] words = vocabulary.find(form);
        if (Arrays.stream(words).noneMatch(word -> word == Vocabulary.UNKNOWN)) {
          others.add(
              wording(
                  words,
                  SYNONYM_WEIGHT * Math.min(title, statistics.titleRarity(words)),
                  SYNONYM_WEIGHT * Math.min(body, statistics.bodyRarity(words))));
          rarity = Math.min(rarity, rarity(words));
        }
      }
      return new Said(
          concept.parts().stream().map(this::said).toList(),
          wording(own, title, body),
          others,
          rarity,
          telling,
          concept.words().stream()
              .allMatch(word -> word.chars().noneMatch(c -> c >= 'ぁ' && c <= 'ゖ')));
    }

    private Wording wording(int[] words, double titleWorth, double bodyWorth) {
      boolean known = Arrays.stream(words).noneMatch(word -> word == Vocabulary.UNKNOWN);
      return known
          ? new Wording(Arrays.stream(words).map(slots::of).toArray(), titleWorth, bodyWorth)
          : new Wording(new int[0], 0, 0);
    }

    private double rarity(int[] words) {
      return Arrays.stream(words).mapToDouble(statistics::rarity).max().orElse(0);
    }

    private double telling(int[] words) {
      return Arrays.stream(words).mapToDouble(meaning::telling).max().orElse(0);
    }
  }

  /** Gives the few words of a question small numbers and finds them again quickly. */
  static final class Slots {
    private final List<Integer> words = new ArrayList<>();
    private int[] keys = new int[0];
    private int[] values = new int[0];

    int of(int word) {
      int known = words.indexOf(word);
      if (known >= 0) {
        return known;
      }
      words.add(word);
      return words.size() - 1;
    }

    int word(int slot) {
      return words.get(slot);
    }

    int size() {
      return words.size();
    }

    void close() {
      int size = Integer.highestOneBit(Math.max(8, words.size() * 2)) * 2;
      keys = new int[size];
      values = new int[size];
      Arrays.fill(keys, -1);
      for (int slot = 0; slot < words.size(); slot++) {
        int at = spread(words.get(slot)) & size - 1;
        while (keys[at] != -1) {
          at = at + 1 & size - 1;
        }
        keys[at] = words.get(slot);
        values[at] = slot;
      }
    }

    /** The slot of a word; -1 for a word the question has nothing to do with. */
    int find(int word) {
      int mask = keys.length - 1;
      for (int at = spread(word) & mask; keys[at] != -1; at = at + 1 & mask) {
        if (keys[at] == word) {
          return values[at];
        }
      }
      return -1;
    }

    static int spread(int word) {
      int mixed = word * 0x9E3779B9;
      return mixed ^ mixed >>> 15;
    }
  }
}

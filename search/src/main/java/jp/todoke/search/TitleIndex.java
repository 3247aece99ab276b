package jp.todoke.search;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import jp.todoke.search.Titles.Meant;
import jp.todoke.search.Titles.Title;
import jp.todoke.search.Titles.Typed;
import jp.todoke.search.japanese.Concept;

/**
 * Which titles may match what was typed: those that begin with it, as written or as read, and those
 * that share its rarest pair of letters. Looked at from the shortest, and of very many only the
 * first few thousand, so that the time does not grow with the number of titles. Immutable.
 */
final class TitleIndex {

  private static final int MOST_LOOKED_AT = 3_000;

  /** The shortest titles first. */
  private final List<Title> titles;

  private final Starts written;
  private final Starts read;
  private final Map<Integer, int[]> byPair;
  private final Map<String, int[]> byWord;

  TitleIndex(Collection<Title> all) {
    titles =
        all.stream()
            .sorted(
                Comparator.comparingInt((Title title) -> title.title().length())
                    .thenComparing(Title::title)
                    .thenComparing(Title::id))
            .toList();
    written = new Starts(titles, title -> title.written().stream());
    read = new Starts(titles, title -> title.readings().stream().map(reading -> reading.kana()));
    Map<Integer, Numbers> pairs = new HashMap<>();
    Map<String, Numbers> words = new HashMap<>();
    for (int number = 0; number < titles.size(); number++) {
      Title title = titles.get(number);
      for (String word : title.words()) {
        words.computeIfAbsent(word, w -> new Numbers()).add(number);
      }
      Set<Integer> own = new LinkedHashSet<>();
      title.written().forEach(text -> pairs(text).forEach(own::add));
      title.readings().forEach(reading -> pairs(reading.kana()).forEach(own::add));
      title.written().forEach(text -> text.chars().forEach(own::add));
      for (int pair : own) {
        pairs.computeIfAbsent(pair, p -> new Numbers()).add(number);
      }
    }
    byPair = new HashMap<>();
    pairs.forEach((pair, numbers) -> byPair.put(pair, numbers.close()));
    byWord = new HashMap<>();
    words.forEach((word, numbers) -> byWord.put(word, numbers.close()));
  }

  /** Each once, the shortest first. */
  Stream<Title> candidates(Typed typed) {
    // By number: to tell titles from each other by all they hold took longer than all else.
    BitSet found = new BitSet(titles.size());
    written.with(typed.surface).limit(MOST_LOOKED_AT).forEach(found::set);
    read.with(typed.kana).limit(MOST_LOOKED_AT).forEach(found::set);
    written.with(typed.bare).limit(MOST_LOOKED_AT).forEach(found::set);
    for (String part :
        Stream.concat(Stream.of(typed.surface, typed.kana, typed.bare), longest(typed))
            .distinct()
            .toList()) {
      Arrays.stream(rarest(part)).limit(MOST_LOOKED_AT).forEach(found::set);
    }
    meant(typed.meant, found);
    return found.stream().mapToObj(titles::get);
  }

  /** Titles with all words of a wording of the concept the fewest titles speak of. */
  private void meant(Meant meant, BitSet found) {
    meant.concepts().stream()
        .map(concept -> wordings(concept))
        .min(Comparator.comparingInt(wordings -> wordings.stream().mapToInt(w -> w.length).sum()))
        .ifPresent(wordings -> wordings.forEach(numbers -> take(numbers, found)));
    meant.titles().forEach(words -> take(rarestWord(words), found));
  }

  private List<int[]> wordings(Concept concept) {
    return Stream.concat(Stream.of(concept.words()), concept.synonyms().stream())
        .map(this::rarestWord)
        .toList();
  }

  private int[] rarestWord(List<String> words) {
    return words.stream()
        .map(word -> byWord.getOrDefault(word, new int[0]))
        .min(Comparator.comparingInt(numbers -> numbers.length))
        .orElse(new int[0]);
  }

  private static void take(int[] numbers, BitSet found) {
    Arrays.stream(numbers).limit(MOST_LOOKED_AT / 3).forEach(found::set);
  }

  /** All words stand in the title, so the longest does. */
  private static Stream<String> longest(Typed typed) {
    return typed.words.stream().max(Comparator.comparingInt(String::length)).stream();
  }

  /** The titles with the pair of letters the fewest have. */
  private int[] rarest(String text) {
    IntStream keys = text.length() == 1 ? text.chars() : pairs(text).stream().mapToInt(p -> p);
    return keys.mapToObj(key -> byPair.getOrDefault(key, new int[0]))
        .min(Comparator.comparingInt(numbers -> numbers.length))
        .orElse(new int[0]);
  }

  /** Neighbouring letters; a single letter, which is its own key, is below all pairs. */
  private static List<Integer> pairs(String text) {
    return IntStream.range(0, Math.max(0, text.length() - 1))
        .mapToObj(i -> text.charAt(i) << 16 | text.charAt(i + 1))
        .toList();
  }

  /** Texts in alphabetical order with the titles they belong to. */
  private static final class Starts {
    private final String[] texts;
    private final int[] owners;

    Starts(List<Title> titles, Function<Title, Stream<String>> textsOf) {
      record Owned(String text, int owner) {}
      List<Owned> all =
          IntStream.range(0, titles.size())
              .boxed()
              .flatMap(at -> textsOf.apply(titles.get(at)).map(text -> new Owned(text, at)))
              .sorted(Comparator.comparing(Owned::text).thenComparing(Owned::owner))
              .toList();
      texts = all.stream().map(Owned::text).toArray(String[]::new);
      owners = all.stream().mapToInt(Owned::owner).toArray();
    }

    /** The titles that begin so, the shortest first. */
    IntStream with(String start) {
      if (start.isEmpty()) {
        return IntStream.empty();
      }
      int from = Arrays.binarySearch(texts, start);
      from = from < 0 ? -from - 1 : from;
      while (from > 0 && texts[from - 1].startsWith(start)) {
        from--;
      }
      int to = from;
      while (to < texts.length && texts[to].startsWith(start)) {
        to++;
      }
      return Arrays.stream(owners, from, to).sorted();
    }
  }

  /** A growing list of numbers without boxes. */
  private static final class Numbers {
    private int[] numbers = new int[4];
    private int size;

    void add(int number) {
      if (size == numbers.length) {
        numbers = Arrays.copyOf(numbers, size * 2);
      }
      numbers[size++] = number;
    }

    int[] close() {
      return Arrays.copyOf(numbers, size);
    }
  }
}

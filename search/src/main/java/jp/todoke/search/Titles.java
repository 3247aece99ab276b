package jp.todoke.search;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jp.todoke.search.japanese.Concept;
import jp.todoke.search.japanese.JapaneseAnalysis;
import jp.todoke.search.japanese.JapaneseAnalysis.Reading;
import jp.todoke.search.japanese.Kana;
import jp.todoke.search.japanese.Romaji;
import jp.todoke.search.japanese.Word;
import jp.todoke.search.languages.Languages;
import jp.todoke.search.languages.Tongue;

/**
 * The titles of one state of the index: what is suggested while typing, and which proper names a
 * text mentions. Immutable: a change makes a copy that shares the index of what did not change.
 */
final class Titles {

  private static final int LONGEST_TYPED = 60;

  private static final Pattern MARKS = Pattern.compile("[\\p{P}\\p{S}\\s]");

  /** So many titles may stand beside the index before it is made anew. */
  private static final int MOST_BESIDE = 500;

  private final Map<Key, Title> titles;
  private final TitleIndex indexed;

  /** Titles that are in the index no more, or not as they are. */
  private final Set<Key> changed;

  private final Set<String> names;
  private final int longestName;

  private Titles(Map<Key, Title> titles, TitleIndex indexed, Set<Key> changed) {
    boolean anew = changed.size() > MOST_BESIDE;
    this.titles = titles;
    this.indexed = anew ? new TitleIndex(titles.values()) : indexed;
    this.changed = anew ? Set.of() : changed;
    this.names = new HashSet<>();
    titles.values().stream()
        .filter(Title::named)
        .flatMap(title -> title.written().stream())
        .filter(name -> name.length() > 1)
        .forEach(names::add);
    this.longestName = names.stream().mapToInt(String::length).max().orElse(0);
  }

  static Titles of(
      Collection<SearchDocument> documents,
      JapaneseAnalysis analysis,
      Languages languages,
      Pace pace) {
    Map<Key, Title> titles = new HashMap<>();
    Map<String, String> shared = new HashMap<>();
    for (SearchDocument document : documents) {
      titles.put(Key.of(document), Title.of(document, analysis, languages, shared));
      pace.step();
    }
    return new Titles(titles, new TitleIndex(titles.values()), Set.of());
  }

  Titles with(
      Collection<SearchDocument> documents, JapaneseAnalysis analysis, Languages languages) {
    Map<Key, Title> after = new HashMap<>(titles);
    Set<Key> touched = new HashSet<>(changed);
    for (SearchDocument document : documents) {
      after.put(Key.of(document), Title.of(document, analysis, languages, new HashMap<>()));
      touched.add(Key.of(document));
    }
    return new Titles(after, indexed, touched);
  }

  Titles without(String kind, Collection<String> ids) {
    Map<Key, Title> after = new HashMap<>(titles);
    Set<Key> touched = new HashSet<>(changed);
    for (String id : ids) {
      after.remove(new Key(kind, id));
      touched.add(new Key(kind, id));
    }
    return new Titles(after, indexed, touched);
  }

  /** The proper names a normalised text mentions; of names within names only the longest. */
  Set<String> namesIn(String normalised) {
    Set<String> mentioned = new HashSet<>();
    int at = 0;
    while (at < normalised.length()) {
      int length = Math.min(longestName, normalised.length() - at);
      while (length > 0 && !names.contains(normalised.substring(at, at + length))) {
        length--;
      }
      if (length > 0) {
        mentioned.add(normalised.substring(at, at + length));
      }
      at += Math.max(1, length);
    }
    return mentioned;
  }

  /** The proper names the title and the aliases of a document mention. */
  Set<String> namesOf(String kind, String id) {
    Title title = titles.get(new Key(kind, id));
    Set<String> mentioned = new HashSet<>();
    if (title != null) {
      title.written().forEach(text -> mentioned.addAll(namesIn(text)));
    }
    return mentioned;
  }

  /** Whether the title of a document is a proper name. */
  boolean bearsName(String kind, String id) {
    Title title = titles.get(new Key(kind, id));
    return title != null && title.named();
  }

  /** Whether a bare text is the title or an alias. */
  boolean isTitle(String bare, Key key) {
    Title title = titles.get(key);
    return title != null && title.bare().contains(bare);
  }

  /** A normalised text without its sentence marks. */
  static String bare(String normalised) {
    return MARKS.matcher(normalised).replaceAll("");
  }

  List<Suggestion> suggest(
      String typed, Predicate<Title> wanted, int limit, JapaneseAnalysis analysis, Meant meant) {
    String surface = analysis.normalise(typed);
    if (surface.isEmpty() || surface.length() > LONGEST_TYPED) {
      return List.of();
    }
    Typed part = new Typed(surface, analysis, meant);
    record Ranked(Title title, int rank) {}
    Stream<Title> known =
        indexed
            .candidates(part)
            .filter(title -> changed.isEmpty() || !changed.contains(title.key()));
    Stream<Title> beside = changed.stream().map(titles::get).filter(Objects::nonNull);
    return Stream.concat(known, beside)
        .filter(wanted)
        .map(title -> new Ranked(title, title.rank(part)))
        .filter(ranked -> ranked.rank() < Title.NO_MATCH)
        .sorted(
            Comparator.comparingInt(Ranked::rank)
                .thenComparing(ranked -> ranked.title().title().length())
                .thenComparing(ranked -> ranked.title().title())
                .thenComparing(ranked -> ranked.title().id()))
        .limit(Math.clamp(limit, 0, SearchQuery.MOST) * 2L)
        .map(ranked -> ranked.title().suggestion())
        .filter(distinctTitle())
        .limit(Math.clamp(limit, 0, SearchQuery.MOST))
        .toList();
  }

  private static Predicate<Suggestion> distinctTitle() {
    Set<String> seen = new HashSet<>();
    return suggestion -> seen.add(suggestion.title());
  }

  record Key(String kind, String id) {
    static Key of(SearchDocument document) {
      return new Key(document.kind(), document.id());
    }

    static Key ofTerm(String term) {
      int end = term.indexOf('\n');
      return new Key(term.substring(0, end), term.substring(end + 1));
    }

    String term() {
      return kind + '\n' + id;
    }
  }

  /**
   * What was typed, by its meaning.
   *
   * @param concepts what it speaks of
   * @param titles words of titles it leads to, each list together in one title
   */
  record Meant(List<Concept> concepts, List<List<String>> titles) {

    /** Whether a title with these words says the same in other words. */
    boolean by(Set<String> words) {
      return !concepts.isEmpty() && concepts.stream().allMatch(concept -> says(words, concept))
          || titles.stream().anyMatch(words::containsAll);
    }

    private static boolean says(Set<String> words, Concept concept) {
      return words.containsAll(concept.words())
          || concept.synonyms().stream().anyMatch(words::containsAll);
    }
  }

  /** What was typed so far: as it stands, as it sounds, its separate words and its meaning. */
  static final class Typed {
    final String surface;
    final String kana;
    final String bare;
    final List<String> words;
    final Meant meant;

    Typed(String surface, JapaneseAnalysis analysis, Meant meant) {
      this.meant = meant;
      // A Japanese keyboard leaves an unfinished syllable in Latin letters: ほいk.
      String finished = surface.replaceFirst("(?<=[ぁ-ヶー一-龠])[a-z]{1,2}$", "");
      this.surface = finished;
      this.bare = Languages.bare(finished);
      String written = Kana.hiragana(finished);
      this.kana =
          Kana.only(written)
              ? written
              : Romaji.hiragana(finished).orElseGet(() -> analysis.reading(finished).kana());
      this.words =
          finished.contains(" ")
              ? List.of(finished.split(" "))
              : analysis.words(finished).stream().map(Word::surface).toList();
    }

    boolean sounds() {
      return Kana.only(kana);
    }
  }

  record Title(
      String kind,
      String id,
      String title,
      String language,
      boolean named,
      List<String> written,
      List<String> bare,
      List<Reading> readings,
      Set<String> words) {

    static final int NO_MATCH = 6;

    static Title of(
        SearchDocument document,
        JapaneseAnalysis analysis,
        Languages languages,
        Map<String, String> shared) {
      Tongue tongue = Tongue.of(document.language());
      List<String> written =
          Stream.concat(Stream.of(document.title()), document.aliases().stream())
              .map(text -> languages.normalise(text, tongue))
              .flatMap(
                  text ->
                      tongue == Tongue.JA
                          ? Stream.of(text)
                          : Stream.of(text, Languages.bare(text)).distinct())
              .filter(text -> !text.isEmpty())
              .toList();
      return new Title(
          document.kind(),
          document.id(),
          document.title(),
          document.language(),
          document.named(),
          written,
          written.stream().map(Titles::bare).toList(),
          tongue == Tongue.JA ? written.stream().map(analysis::reading).toList() : List.of(),
          tongue == Tongue.JA
              ? written.stream()
                  .flatMap(text -> analysis.words(text).stream())
                  .map(word -> shared.computeIfAbsent(word.base(), base -> base))
                  .collect(Collectors.toUnmodifiableSet())
              : Set.of());
    }

    Key key() {
      return new Key(kind, id);
    }

    Suggestion suggestion() {
      return new Suggestion(kind, id, title, language);
    }

    /**
     * 0 is the best; begins with it, then sounds so from its begin, then within, then by words,
     * then by meaning.
     */
    int rank(Typed typed) {
      if (written.stream()
          .anyMatch(text -> text.startsWith(typed.surface) || text.startsWith(typed.bare))) {
        return 0;
      }
      if (typed.sounds() && readings.stream().anyMatch(r -> r.kana().startsWith(typed.kana))) {
        return 1;
      }
      // One letter inside a title is chance.
      if (typed.surface.length() > 1 || !Kana.only(typed.surface)) {
        if (written.stream()
            .anyMatch(text -> text.contains(typed.surface) || text.contains(typed.bare))) {
          return 2;
        }
      }
      if (typed.sounds()
          && typed.kana.length() > 1
          && readings.stream().anyMatch(r -> beginsWordWith(r, typed.kana))) {
        return 3;
      }
      if (typed.words.size() > 1
          && written.stream().anyMatch(text -> typed.words.stream().allMatch(text::contains))) {
        return 4;
      }
      if (typed.meant.by(words)) {
        return 5;
      }
      return NO_MATCH;
    }

    private static boolean beginsWordWith(Reading reading, String kana) {
      return reading.wordStarts().stream().anyMatch(at -> reading.kana().startsWith(kana, at));
    }
  }
}

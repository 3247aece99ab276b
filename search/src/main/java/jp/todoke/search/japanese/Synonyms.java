package jp.todoke.search.japanese;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What citizens say and what the office calls it. Used on the question only, so a change of the
 * list needs no new index.
 *
 * <p>A line is one group. {@code a, b, c}: each finds all. {@code a, b => c, d}: whoever says a or
 * b also finds c and d, not the other way round. {@code #} begins a remark. A form may be several
 * words, which then have to stand together. Immutable, thread-safe.
 */
public final class Synonyms {

  private static final String MUNICIPAL = "municipal-synonyms.txt";

  private final Map<List<String>, Set<List<String>>> formsByTrigger;
  private final Map<List<String>, Set<Integer>> groupsByForm;
  private final int longestTrigger;
  private final int groups;

  private Synonyms(
      Map<List<String>, Set<List<String>>> formsByTrigger,
      Map<List<String>, Set<Integer>> groupsByForm,
      int groups) {
    this.formsByTrigger = formsByTrigger;
    this.groupsByForm = groupsByForm;
    this.longestTrigger = formsByTrigger.keySet().stream().mapToInt(List::size).max().orElse(0);
    this.groups = groups;
  }

  /** The municipal list shipped with this module. */
  public static Synonyms municipal(JapaneseAnalysis analysis) {
    return of(municipalLines(), analysis);
  }

  /** A list from its lines; a form without a meaning-carrying word is left out. */
  public static Synonyms of(List<String> lines, JapaneseAnalysis analysis) {
    Map<List<String>, Set<List<String>>> forms = new HashMap<>();
    Map<List<String>, Set<Integer>> groupsByForm = new HashMap<>();
    int groups = 0;
    for (String line : lines) {
      String group = line.replaceFirst("#.*", "").strip();
      if (group.isEmpty()) {
        continue;
      }
      groups++;
      String[] sides = group.split("=>", 2);
      List<List<String>> said = forms(sides[0], analysis);
      List<List<String>> meant = sides.length == 2 ? forms(sides[1], analysis) : said;
      for (List<String> trigger : said) {
        Set<List<String>> found = forms.computeIfAbsent(trigger, t -> new LinkedHashSet<>());
        meant.stream().filter(form -> !form.equals(trigger)).forEach(found::add);
      }
      for (List<String> form : meant) {
        groupsByForm.computeIfAbsent(form, f -> new LinkedHashSet<>()).add(groups);
      }
    }
    return new Synonyms(forms, groupsByForm, groups);
  }

  /**
   * A list in the format of the Sudachi synonym dictionary: one word a line, comma-separated,
   * column 0 the group, 2 whether it may be used (0 always, 1 found but not asked by, 2 never), 8
   * the word.
   */
  public static Synonyms sudachi(List<String> lines, JapaneseAnalysis analysis) {
    Map<String, List<String[]>> rows = new LinkedHashMap<>();
    for (String line : lines) {
      String[] columns = line.split(",", -1);
      if (columns.length > 8 && !columns[2].equals("2") && !columns[8].isBlank()) {
        rows.computeIfAbsent(columns[0], group -> new ArrayList<>()).add(columns);
      }
    }
    Map<List<String>, Set<List<String>>> forms = new HashMap<>();
    int groups = 0;
    for (List<String[]> group : rows.values()) {
      groups++;
      List<List<String>> meant =
          group.stream().flatMap(row -> forms(row[8], analysis).stream()).distinct().toList();
      for (String[] row : group) {
        if (!row[2].equals("1")) {
          for (List<String> trigger : forms(row[8], analysis)) {
            Set<List<String>> found = forms.computeIfAbsent(trigger, t -> new LinkedHashSet<>());
            meant.stream().filter(form -> !form.equals(trigger)).forEach(found::add);
          }
        }
      }
    }
    return new Synonyms(forms, Map.of(), groups);
  }

  /** These and those of another list; the groups of the other are not numbered. */
  public Synonyms with(Synonyms other) {
    Map<List<String>, Set<List<String>>> both = new HashMap<>();
    for (Synonyms one : List.of(this, other)) {
      one.formsByTrigger.forEach(
          (trigger, found) ->
              both.computeIfAbsent(trigger, t -> new LinkedHashSet<>()).addAll(found));
    }
    return new Synonyms(both, groupsByForm, groups + other.groups);
  }

  private static List<List<String>> forms(String side, JapaneseAnalysis analysis) {
    return Arrays.stream(side.split("[,、，]"))
        .map(form -> analysis.words(form).stream().map(Word::base).toList())
        .filter(form -> !form.isEmpty())
        .distinct()
        .toList();
  }

  /** Whether a line is a remark, or a group of two or more forms of which one carries meaning. */
  public static boolean isGroup(String line, JapaneseAnalysis analysis) {
    String group = line.replaceFirst("#.*", "").strip();
    if (group.isEmpty()) {
      return true;
    }
    String[] written = group.split("[,、，]|=>");
    return written.length > 1
        && Arrays.stream(written).noneMatch(String::isBlank)
        && !forms(group.replace("=>", ","), analysis).isEmpty();
  }

  /** The lines of the municipal list shipped with this module. */
  public static List<String> municipalLines() {
    try (InputStream file =
            Objects.requireNonNull(Synonyms.class.getResourceAsStream(MUNICIPAL), MUNICIPAL);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
      return lines.lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How many groups the list has. */
  public int groups() {
    return groups;
  }

  /** Whether a word has other words here. */
  boolean knows(String word) {
    return formsByTrigger.containsKey(List.of(word));
  }

  /** The other single words for a word. */
  public List<String> wordsFor(String word) {
    return formsByTrigger.getOrDefault(List.of(word), Set.of()).stream()
        .filter(form -> form.size() == 1)
        .map(List::getFirst)
        .toList();
  }

  /** The numbers of the groups a form belongs to; equal numbers, equal meaning. */
  public Set<Integer> groupsOf(List<String> form) {
    return groupsByForm.getOrDefault(form, Set.of());
  }

  /**
   * The concepts of a question in their order. The longest known expression wins; its words keep
   * their own synonyms as parts.
   */
  public List<Concept> concepts(List<Word> words) {
    List<Concept> concepts = new ArrayList<>();
    int at = 0;
    while (at < words.size()) {
      int length = knownLength(words, at);
      List<Word> said = words.subList(at, at + length);
      concepts.add(
          length == 1
              ? single(said.getFirst())
              : new Concept(
                  String.join("", said.stream().map(Word::surface).toList()),
                  said.stream().map(this::single).toList(),
                  bases(said),
                  synonyms(bases(said))));
      at += length;
    }
    return concepts;
  }

  private int knownLength(List<Word> words, int at) {
    for (int length = Math.min(longestTrigger, words.size() - at); length > 1; length--) {
      if (formsByTrigger.containsKey(bases(words.subList(at, at + length)))) {
        return length;
      }
    }
    return 1;
  }

  private Concept single(Word word) {
    List<String> base = List.of(word.base());
    return new Concept(word.surface(), List.of(), base, synonyms(base));
  }

  private List<List<String>> synonyms(List<String> trigger) {
    return List.copyOf(formsByTrigger.getOrDefault(trigger, Set.of()));
  }

  private static List<String> bases(List<Word> words) {
    return words.stream().map(Word::base).toList();
  }
}

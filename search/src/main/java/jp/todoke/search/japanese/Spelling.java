package jp.todoke.search.japanese;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One way of writing for characters, numbers and units. Folding twice is folding once. */
final class Spelling {

  private static final String TABLE = "old-kanji.txt";
  private static final String NUMERALS = "〇一二三四五六七八九";
  private static final int LARGEST = 10_000;

  private static final Pattern GROUPED =
      Pattern.compile("(?<![\\d.,])\\d{1,3}(,\\d{3})+(?![\\d,])");

  /** What is hardly ever counted in words that mean something else (一時, 一人親, 一部). */
  private static final Pattern COUNTED =
      Pattern.compile(
          "(?<![一-龠〇])([〇一二三四五六七八九十百]{1,5})(?=歳|才|[かカヵケヶ箇個]月|年生|年間|週間|日間|丁目|割|級|回目|人目)");

  private static final Pattern MONTHS = Pattern.compile("(?<=[\\d数何])[カヵケヶ箇個](?=[月所国年])");
  private static final Pattern YEARS_OLD = Pattern.compile("(?<=\\d)才");

  private static final Map<Pattern, String> UNITS = units();

  private final Map<Character, Character> today;
  private final boolean numbers;
  private final boolean units;

  Spelling(Set<Folding> foldings) {
    today = foldings.contains(Folding.OLD_KANJI) ? table() : Map.of();
    numbers = foldings.contains(Folding.NUMBERS);
    units = foldings.contains(Folding.UNITS);
  }

  private static Map<Character, Character> table() {
    Map<Character, Character> today = new HashMap<>();
    try (InputStream file =
            Objects.requireNonNull(Spelling.class.getResourceAsStream(TABLE), TABLE);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
      lines
          .lines()
          .filter(line -> !line.startsWith("#"))
          .flatMap(line -> Pattern.compile(" ").splitAsStream(line.strip()))
          .forEach(pair -> today.put(pair.charAt(0), pair.charAt(1)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Map.copyOf(today);
  }

  private static Map<Pattern, String> units() {
    Map<Pattern, String> units = new LinkedHashMap<>();
    String number = "(?<=\\d) ?";
    units.put(Pattern.compile(number + "(キログラム|キロ(?![ぁ-ヶー])|kg(?![a-z]))"), "kg");
    units.put(Pattern.compile(number + "(キロメートル|km(?![a-z]))"), "km");
    units.put(Pattern.compile(number + "(センチメートル|センチ(?![ぁ-ヶー])|cm(?![a-z]))"), "cm");
    units.put(Pattern.compile(number + "(ミリメートル|ミリ(?![ぁ-ヶー])|mm(?![a-z]))"), "mm");
    units.put(Pattern.compile(number + "(平方メートル|平米|m2(?![a-z0-9]))"), "平方メートル");
    units.put(Pattern.compile(number + "(メートル|m(?![a-z0-9]))"), "m");
    units.put(Pattern.compile(number + "(リットル|l(?![a-z0-9]))"), "l");
    units.put(Pattern.compile(number + "(パーセント|%)"), "パーセント");
    return units;
  }

  /** Folds a normalised text. */
  String fold(String normalised) {
    String folded = normalised;
    if (!today.isEmpty() && folded.chars().anyMatch(c -> today.containsKey((char) c))) {
      StringBuilder letters = new StringBuilder(folded.length());
      for (int i = 0; i < folded.length(); i++) {
        char c = folded.charAt(i);
        letters.append((char) today.getOrDefault(c, c));
      }
      folded = letters.toString();
    }
    if (numbers) {
      folded = COUNTED.matcher(folded).replaceAll(found -> digits(found.group(1)));
      if (hasDigit(folded)) {
        folded = GROUPED.matcher(folded).replaceAll(found -> found.group().replace(",", ""));
        folded = MONTHS.matcher(folded).replaceAll("か");
        folded = YEARS_OLD.matcher(folded).replaceAll("歳");
      }
    }
    if (units && hasDigit(folded)) {
      for (Map.Entry<Pattern, String> unit : UNITS.entrySet()) {
        Matcher written = unit.getKey().matcher(folded);
        folded = written.replaceAll(unit.getValue());
      }
    }
    return folded;
  }

  private static boolean hasDigit(String text) {
    return text.chars().anyMatch(c -> c >= '0' && c <= '9');
  }

  /** 三十五 as 35, 一〇 as 10; what is no number below {@value #LARGEST} stays. */
  private static String digits(String numeral) {
    int sum = 0;
    int digit = -1;
    for (char c : numeral.toCharArray()) {
      int ten = c == '十' ? 10 : c == '百' ? 100 : 0;
      if (ten > 0) {
        sum += (digit < 0 ? 1 : digit) * ten;
        digit = -1;
      } else {
        digit = (digit < 0 ? 0 : digit * 10) + NUMERALS.indexOf(c);
      }
    }
    sum += Math.max(0, digit);
    return sum < LARGEST ? Integer.toString(sum) : numeral;
  }
}

package jp.todoke.search.vectors;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import jp.todoke.search.UnusableEmbedder;

/** Cuts texts into the pieces a BERT model knows; kana and kanji letter by letter. Immutable. */
final class WordPieces {

  private static final int LONGEST_WORD = 100;

  /** Each letter of these scripts, and each mark, is a word of its own. */
  private static final Pattern ALONE =
      Pattern.compile("([\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana}ー\\p{P}\\p{S}])");

  private final Map<String, Long> numbers;
  private final long begin;
  private final long end;
  private final long unknown;

  private WordPieces(Map<String, Long> numbers) {
    this.numbers = numbers;
    begin = special("[CLS]");
    end = special("[SEP]");
    unknown = special("[UNK]");
  }

  /** The pieces of a file, one a line; its number is its place. */
  static WordPieces read(Path vocabulary) {
    Map<String, Long> numbers = new HashMap<>();
    try {
      for (String piece : Files.readAllLines(vocabulary)) {
        numbers.putIfAbsent(piece, (long) numbers.size());
      }
    } catch (IOException unreadable) {
      throw new UnusableEmbedder("vocab.txt cannot be read");
    }
    return new WordPieces(numbers);
  }

  private long special(String piece) {
    Long number = numbers.get(piece);
    if (number == null) {
      throw new UnusableEmbedder("vocab.txt has no " + piece);
    }
    return number;
  }

  /** The numbers of a text's pieces between begin and end, at most so many. */
  long[] of(String text, int most) {
    String folded = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    List<Long> pieces = new ArrayList<>();
    pieces.add(begin);
    for (String word : ALONE.matcher(folded).replaceAll(" $1 ").strip().split("\\s+")) {
      if (pieces.size() < most - 1 && !word.isEmpty()) {
        pieces(word, pieces);
      }
    }
    List<Long> cut = pieces.subList(0, Math.min(pieces.size(), most - 1));
    long[] numbersOf = new long[cut.size() + 1];
    for (int i = 0; i < cut.size(); i++) {
      numbersOf[i] = cut.get(i);
    }
    numbersOf[cut.size()] = end;
    return numbersOf;
  }

  private void pieces(String word, List<Long> found) {
    List<Long> own = new ArrayList<>();
    for (int from = 0; from < Math.min(word.length(), LONGEST_WORD); ) {
      int to = word.length();
      while (to > from && !numbers.containsKey(piece(word, from, to))) {
        to--;
      }
      if (to == from) {
        found.add(unknown);
        return;
      }
      own.add(numbers.getOrDefault(piece(word, from, to), unknown));
      from = to;
    }
    found.addAll(own);
  }

  private static String piece(String word, int from, int to) {
    return (from == 0 ? "" : "##") + word.substring(from, to);
  }
}

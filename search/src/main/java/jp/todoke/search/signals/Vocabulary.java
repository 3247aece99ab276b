package jp.todoke.search.signals;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import jp.todoke.search.japanese.Word;

/** The words of the documents as numbers from 0; grows, never shrinks. Thread-safe. */
final class Vocabulary {

  /** No document has this word. */
  static final int UNKNOWN = -1;

  private final Map<String, Integer> numbers = new ConcurrentHashMap<>();
  private final AtomicInteger next = new AtomicInteger();

  int size() {
    return next.get();
  }

  Set<String> words() {
    return Set.copyOf(numbers.keySet());
  }

  int find(String word) {
    return numbers.getOrDefault(word, UNKNOWN);
  }

  int[] find(Collection<String> words) {
    return words.stream().mapToInt(this::find).toArray();
  }

  int[] learn(List<Word> words) {
    return words.stream()
        .mapToInt(word -> numbers.computeIfAbsent(word.base(), w -> next.getAndIncrement()))
        .toArray();
  }
}

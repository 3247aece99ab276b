package jp.todoke.faq.answers;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import jp.todoke.faq.FaqEntry;

/** Which published entries say the same in other languages. Thread-safe. */
final class Variants {

  private final Map<String, String> originals = new ConcurrentHashMap<>();
  private final Map<String, Set<String>> versions = new ConcurrentHashMap<>();

  void put(FaqEntry entry) {
    remove(entry.id());
    originals.put(entry.id(), entry.original());
    versions
        .computeIfAbsent(entry.original(), original -> ConcurrentHashMap.newKeySet())
        .add(entry.id());
  }

  void remove(String id) {
    String original = originals.remove(id);
    if (original != null) {
      versions.computeIfPresent(
          original,
          (key, ids) -> {
            ids.remove(id);
            return ids.isEmpty() ? null : ids;
          });
    }
  }

  void retain(Collection<String> ids) {
    originals.keySet().stream()
        .filter(id -> !ids.contains(id))
        .collect(Collectors.toSet())
        .forEach(this::remove);
  }

  /** The ids of all versions of an entry, its own among them. */
  Set<String> of(FaqEntry entry) {
    return versions.getOrDefault(entry.original(), Set.of());
  }
}

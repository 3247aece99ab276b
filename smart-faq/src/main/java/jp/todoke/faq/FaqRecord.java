package jp.todoke.faq;

import java.util.List;
import java.util.Optional;

/**
 * An entry as staff keep it.
 *
 * @param newest its newest version
 * @param by the staff id of who made that version; empty where the city's own file did
 * @param writers the staff ids of all who wrote since it was last published; none of them publishes
 * @param served what citizens are answered: the newest version once it is published, until then the
 *     one published before; empty where there is none or it was withdrawn
 */
public record FaqRecord(
    FaqEntry newest, String by, List<String> writers, Optional<FaqEntry> served) {

  /** Keeps its own copy. */
  public FaqRecord {
    writers = List.copyOf(writers);
  }
}

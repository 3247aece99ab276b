package jp.todoke.faq.synonyms;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One version of the city's synonyms.
 *
 * @param version from 1; 0 is the list shipped with the product
 * @param groups one a line, as {@code jp.todoke.search.japanese.Synonyms} reads them
 * @param by the staff id of who proposed it
 * @param at when, UTC
 * @param note why, in the proposer's words
 * @param approvedBy the staff id of who published it; empty until somebody did
 * @param base the version that was served when it was proposed; it may follow only that one
 */
public record SynonymList(
    int version,
    List<String> groups,
    String by,
    Instant at,
    String note,
    Optional<String> approvedBy,
    int base) {

  /** Keeps its own copy of the groups. */
  public SynonymList {
    groups = List.copyOf(groups);
  }
}

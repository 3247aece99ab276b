package jp.todoke.faq.answers;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * What a program's page says, as far as questions are answered from it; in Japanese.
 *
 * @param id of the program in the registry
 * @param title the program's name
 * @param kana the name as it is read; empty where unknown
 * @param summary what it is, in a sentence or two
 * @param body everything else that may be asked about
 * @param aliases what people call it
 * @param validFrom the first day it is offered, Asia/Tokyo; empty: since ever
 * @param validTo the last day it is offered, inclusive; empty: without end
 */
public record ProgramText(
    String id,
    String title,
    String kana,
    String summary,
    String body,
    List<String> aliases,
    Optional<LocalDate> validFrom,
    Optional<LocalDate> validTo) {

  /** Keeps its own copy of the aliases. */
  public ProgramText {
    aliases = List.copyOf(aliases);
  }

  /** A program that is offered at any time. */
  public ProgramText(
      String id, String title, String kana, String summary, String body, List<String> aliases) {
    this(id, title, kana, summary, body, aliases, Optional.empty(), Optional.empty());
  }

  /** Whether it is offered on that day, Asia/Tokyo. */
  public boolean offeredOn(LocalDate day) {
    return validFrom.map(first -> !day.isBefore(first)).orElse(true) && !endedBefore(day);
  }

  /** Whether its last day is over on that day, Asia/Tokyo. */
  boolean endedBefore(LocalDate day) {
    return validTo.map(day::isAfter).orElse(false);
  }
}

package jp.todoke.faq.curation;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Something that would make the answers better, waiting for people.
 *
 * @param version 1 for a new one, one more with every change
 * @param kind what it would do
 * @param state where it stands
 * @param words what the questions behind it have in common
 * @param asked how often they were asked
 * @param entryId the entry to be written or given another wording; empty for synonyms
 * @param question of a new entry, or the wording to be added
 * @param answer of a new entry; empty until somebody wrote it
 * @param group the synonyms to be added as one line of the list; else empty
 * @param details of a new entry
 * @param by the staff id of who wrote it last; empty as it was drafted
 * @param writers the staff ids of all who wrote on it; none of them approves
 * @param at when it was last changed, UTC
 * @param decidedBy the staff id of who approved or rejected it
 */
public record Proposal(
    String id,
    int version,
    Kind kind,
    State state,
    List<String> words,
    long asked,
    String entryId,
    String question,
    String answer,
    String group,
    Details details,
    String by,
    List<String> writers,
    Instant at,
    Optional<String> decidedBy) {

  /** What a proposal would do. */
  public enum Kind {
    /** A new entry. */
    ENTRY,
    /** Another wording for an entry there is. */
    WORDING,
    /** A group of synonyms. */
    SYNONYM
  }

  /** Where a proposal stands. */
  public enum State {
    /** Shown to nobody: too few asked so far. */
    HELD,
    /** Being written or waiting for approval. */
    OPEN,
    /** Approved and being put in force; approved again it is finished. */
    APPROVING,
    /** In force. */
    APPROVED,
    /** Not to be. */
    REJECTED
  }

  /**
   * What a new entry has beside question and answer; the language is also that of the questions
   * behind a proposal of any kind.
   *
   * @param category the city's subject heading; empty for none
   * @param programIds programs it is about
   * @param language BCP 47 tag
   * @param validFrom first day it answers, Asia/Tokyo; empty for always
   * @param validTo last day it answers, inclusive; empty for ever
   */
  public record Details(
      String category,
      List<String> programIds,
      String language,
      Optional<LocalDate> validFrom,
      Optional<LocalDate> validTo) {

    /** Keeps its own copy. */
    public Details {
      programIds = List.copyOf(programIds);
    }

    /** In Japanese, always valid. */
    public static Details plain(String category) {
      return new Details(category, List.of(), "ja", Optional.empty(), Optional.empty());
    }

    /** The same in another language. */
    public Details in(String other) {
      return new Details(category, programIds, other, validFrom, validTo);
    }
  }

  /** Keeps its own copy. */
  public Proposal {
    words = List.copyOf(words);
    writers = List.copyOf(writers);
  }

  /**
   * A new one.
   *
   * @param by the staff id of who writes it; empty for a draft from what was asked
   */
  public static Proposal fresh(
      String id,
      Kind kind,
      List<String> words,
      long asked,
      String entryId,
      String question,
      String answer,
      String group,
      Details details,
      String by,
      Instant at) {
    return new Proposal(
        id,
        1,
        kind,
        State.OPEN,
        words,
        asked,
        entryId,
        question,
        answer,
        group,
        details,
        by,
        by.isEmpty() ? List.of() : List.of(by),
        at,
        Optional.empty());
  }

  /** The same as somebody wrote it. */
  public Proposal written(
      String newEntryId, String newQuestion, String newAnswer, String newGroup, String writer) {
    return new Proposal(
        id,
        version,
        kind,
        state,
        words,
        asked,
        newEntryId,
        newQuestion,
        newAnswer,
        newGroup,
        details,
        writer,
        Stream.concat(writers.stream(), Stream.of(writer)).distinct().toList(),
        at,
        decidedBy);
  }

  /** The same with other details. */
  public Proposal with(Details changed) {
    return new Proposal(
        id, version, kind, state, words, asked, entryId, question, answer, group, changed, by,
        writers, at, decidedBy);
  }

  Proposal stored(int newVersion, Instant now) {
    return new Proposal(
        id,
        newVersion,
        kind,
        state,
        words,
        asked,
        entryId,
        question,
        answer,
        group,
        details,
        by,
        writers,
        now,
        decidedBy);
  }

  Proposal in(State changed, Optional<String> decider) {
    return new Proposal(
        id, version, kind, changed, words, asked, entryId, question, answer, group, details, by,
        writers, at, decider);
  }
}

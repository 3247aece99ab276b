package jp.todoke.faq.curation;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

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
 * @param by the staff id of who wrote it last; empty as it was drafted
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
    String by,
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
    /** Being written or waiting for approval. */
    OPEN,
    /** In force. */
    APPROVED,
    /** Not to be. */
    REJECTED
  }

  /** Keeps its own copy. */
  public Proposal {
    words = List.copyOf(words);
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
        writer,
        at,
        decidedBy);
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
        by,
        now,
        decidedBy);
  }

  Proposal decided(State decision, String decider) {
    return new Proposal(
        id,
        version,
        kind,
        decision,
        words,
        asked,
        entryId,
        question,
        answer,
        group,
        by,
        at,
        Optional.of(decider));
  }
}

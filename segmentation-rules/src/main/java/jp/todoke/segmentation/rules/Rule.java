package jp.todoke.segmentation.rules;

import jp.todoke.segmentation.conditions.Condition;

/**
 * A condition under the name of what it decides.
 *
 * @param key what is decided
 * @param version the version of the segment or program whose condition it is
 * @param condition whom it concerns
 */
public record Rule(Key key, int version, Condition condition) {

  /** What a rule decides: membership of a segment, or eligibility for a program. */
  public enum Subject {
    SEGMENT,
    PROGRAM
  }

  /** Subject and id together; ids are unique within a subject. */
  public record Key(Subject subject, String id) {

    /** The key of a segment. */
    public static Key segment(String id) {
      return new Key(Subject.SEGMENT, id);
    }

    /** The key of a program. */
    public static Key program(String id) {
      return new Key(Subject.PROGRAM, id);
    }
  }
}

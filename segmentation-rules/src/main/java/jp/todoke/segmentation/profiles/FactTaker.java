package jp.todoke.segmentation.profiles;

import java.util.List;
import jp.todoke.segmentation.interactions.Interaction;

/**
 * Hears the facts of profiles as they are read from the store, without a profile being built.
 *
 * <p>What is {@code weak} was declared by the person: it counts only where the city's systems say
 * nothing, whichever of the two comes first.
 */
public interface FactTaker {

  /** The next person begins. */
  void begin(String commonId);

  /** The household of the person is known; its members follow. */
  void household();

  /** The next member of the household begins; facts are theirs from now on. */
  void member();

  /** Facts are the person's own again. */
  void person();

  void text(String attribute, String value, boolean weak);

  /** A number of value {@code unscaled} times ten to the power of minus {@code scale}. */
  void number(String attribute, long unscaled, int scale, boolean weak);

  void flag(String attribute, boolean value, boolean weak);

  /** A day, counted from 1970-01-01. */
  void day(String attribute, long epochDay, boolean weak);

  void choices(String attribute, List<String> values, boolean weak);

  /** The programs the person receives, as the city's systems say. */
  void receives(List<String> programs);

  /** The person lets it be used what they search and open. */
  void behaviour();

  /**
   * The person is complete.
   *
   * @param marks their {@link ContactMarks}
   * @param changedAt when anything last changed, UTC milliseconds since 1970
   */
  void end(ProfileKind kind, int marks, long changedAt);

  /**
   * What somebody searched and opened; after all people are complete.
   *
   * @param changedAt when they did something last, UTC milliseconds since 1970
   */
  void interactions(String commonId, List<Interaction> interactions, long changedAt);
}

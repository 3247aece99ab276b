package jp.todoke.api.problems;

import java.util.List;
import java.util.Optional;

/**
 * A problem document (RFC 9457). Callers branch on {@code code}, never on text.
 *
 * @param status the HTTP status
 * @param code stable, for instance {@code invalid-condition-attribute}
 * @param detail one sentence for the developer or staff member; never personal data
 * @param errors the single faults, where there are several or they have a place
 * @param retryAfterSeconds when it is worth trying again
 */
public record Problem(
    int status,
    String code,
    String detail,
    List<Fault> errors,
    Optional<Integer> retryAfterSeconds) {

  /**
   * One fault.
   *
   * @param pointer a JSON Pointer into the request body, or the name of a parameter
   */
  public record Fault(String pointer, String code, String detail) {}

  public Problem {
    errors = List.copyOf(errors);
  }

  /** A problem of one sentence. */
  public static Problem of(int status, String code, String detail) {
    return new Problem(status, code, detail, List.of(), Optional.empty());
  }

  /** A problem with a place in the request. */
  public static Problem at(int status, String code, String pointer, String detail) {
    return new Problem(
        status, code, detail, List.of(new Fault(pointer, code, detail)), Optional.empty());
  }

  /** The same, worth trying again after so many seconds. */
  public Problem retryAfter(int seconds) {
    return new Problem(status, code, detail, errors, Optional.of(seconds));
  }

  /** What is not there, or not the caller's: one answer for both. */
  public static Problem notFound() {
    return of(404, "not-found", "there is nothing here for you");
  }
}

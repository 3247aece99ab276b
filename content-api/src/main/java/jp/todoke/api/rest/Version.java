package jp.todoke.api.rest;

import jakarta.ws.rs.core.EntityTag;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jp.todoke.api.problems.Problem;
import jp.todoke.api.problems.Refusal;
import org.jspecify.annotations.Nullable;

/** The version of an edited resource as it travels in {@code ETag} and {@code If-Match}. */
public final class Version {

  private static final Pattern TAG = Pattern.compile("\"(\\d{1,18})\"");

  private Version() {}

  /** The strong tag of a version. */
  public static EntityTag tag(long version) {
    return new EntityTag(String.valueOf(version));
  }

  /**
   * The version the caller edited.
   *
   * @throws Refusal 428 {@code precondition-required} without the header, 412 {@code
   *     conflict-version} when it is no tag of ours
   */
  public static int expected(@Nullable String ifMatch) {
    if (ifMatch == null) {
      throw new Refusal(
          Problem.of(428, "precondition-required", "send If-Match with the ETag you read"));
    }
    Matcher tag = TAG.matcher(ifMatch.strip());
    if (!tag.matches()) {
      throw new Refusal(Problem.of(412, "conflict-version", "this ETag is not ours"));
    }
    return Math.toIntExact(Math.min(Long.parseLong(tag.group(1)), Integer.MAX_VALUE));
  }
}

package jp.todoke.api.problems;

import com.mongodb.MongoException;
import com.mongodb.MongoSocketException;
import com.mongodb.MongoTimeoutException;
import jakarta.ws.rs.WebApplicationException;
import jp.todoke.api.programs.ProgramExists;
import jp.todoke.api.programs.StaleProgram;
import jp.todoke.segmentation.attributes.AttributeExists;
import jp.todoke.segmentation.attributes.AttributeRefused;
import jp.todoke.segmentation.attributes.AttributeStale;
import jp.todoke.segmentation.attributes.ValueRefused;
import jp.todoke.segmentation.conditions.ConditionRefused;
import jp.todoke.segmentation.profiles.ProfileStale;
import jp.todoke.segmentation.rules.SegmentCycle;
import jp.todoke.segmentation.rules.SegmentMissing;
import jp.todoke.segmentation.segments.SegmentExists;
import jp.todoke.segmentation.segments.StaleSegment;
import jp.todoke.segmentation.segments.UnknownSegment;

/** The one table from exceptions to problems. */
public final class Problems {

  private Problems() {}

  /** What the caller is told of that exception; an unexpected one is a 500 without details. */
  public static Problem of(Throwable thrown) {
    return switch (thrown) {
      case Refusal refusal -> refusal.problem();
      case WebApplicationException http -> http(http);

      case AttributeRefused refused ->
          Problem.at(400, "invalid-attribute", "/" + refused.part(), text(refused));
      case AttributeExists exists -> Problem.of(409, "conflict-exists", text(exists));
      case AttributeStale stale -> Problem.of(412, "conflict-version", text(stale));
      case ValueRefused refused ->
          Problem.at(400, refused.code(), "/" + refused.attribute(), refused.reason());
      case ConditionRefused refused ->
          Problem.at(400, refused.code(), refused.pointer(), text(refused));
      case ProfileStale stale -> Problem.of(412, "conflict-version", text(stale));
      case SegmentCycle cycle -> Problem.of(422, "invalid-segment-cycle", text(cycle));
      case SegmentMissing missing -> Problem.of(422, "invalid-segment-missing", text(missing));
      case SegmentExists exists -> Problem.of(409, "conflict-exists", text(exists));
      case StaleSegment stale -> Problem.of(412, "conflict-version", text(stale));
      case UnknownSegment unknown -> Problem.notFound();
      case ProgramExists exists -> Problem.of(409, "conflict-exists", text(exists));
      case StaleProgram stale -> Problem.of(412, "conflict-version", text(stale));

      case MongoTimeoutException away -> unavailable();
      case MongoSocketException away -> unavailable();
      case MongoException database ->
          Problem.of(500, "bug", "something went wrong on our side; it has been recorded");
      default -> Problem.of(500, "bug", "something went wrong on our side; it has been recorded");
    };
  }

  private static Problem unavailable() {
    return Problem.of(503, "unavailable-database", "the database does not answer").retryAfter(5);
  }

  private static Problem http(WebApplicationException thrown) {
    int status = thrown.getResponse().getStatus();
    return switch (status) {
      case 404 -> Problem.notFound();
      case 405 -> Problem.of(405, "invalid-method", "this route has no such method");
      case 406 -> Problem.of(406, "invalid-accept", "this route has no such representation");
      case 415 -> Problem.of(415, "invalid-content-type", "this route does not take such a body");
      default ->
          Problem.of(
              status, status < 500 ? "invalid-request" : "bug", "the request could not be served");
    };
  }

  private static String text(RuntimeException thrown) {
    String message = thrown.getMessage();
    return message == null ? thrown.getClass().getSimpleName() : message;
  }
}

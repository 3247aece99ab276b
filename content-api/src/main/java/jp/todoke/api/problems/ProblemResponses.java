package jp.todoke.api.problems;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Turns whatever a route throws into a problem document. Only what is our own fault is logged: by
 * the class of the exception and where it arose, never by a message that might hold personal data.
 */
@Provider
public class ProblemResponses implements ExceptionMapper<Throwable> {

  private static final System.Logger LOG = System.getLogger(ProblemResponses.class.getName());
  private static final int FRAMES = 12;

  /** The document as it travels. */
  public record Document(
      String type,
      String title,
      int status,
      String detail,
      String code,
      String instance,
      @Nullable List<Problem.Fault> errors) {}

  @Override
  public Response toResponse(Throwable thrown) {
    Problem problem = Problems.of(thrown);
    String incident = UUID.randomUUID().toString();
    if (problem.status() >= 500) {
      log(thrown, incident);
    }
    Response.Status status = Response.Status.fromStatusCode(problem.status());
    Document document =
        new Document(
            "urn:todoke:problem:" + problem.code(),
            title(problem.status(), status),
            problem.status(),
            problem.detail(),
            problem.code(),
            "urn:uuid:" + incident,
            problem.errors());
    Response.ResponseBuilder response =
        Response.status(problem.status()).entity(document).type("application/problem+json");
    problem
        .retryAfterSeconds()
        .ifPresent(seconds -> response.header(HttpHeaders.RETRY_AFTER, seconds));
    if (problem.status() == 401) {
      // RFC 9470: the token is good, the sign-in behind it was not strong enough.
      response.header(
          HttpHeaders.WWW_AUTHENTICATE,
          problem.code().equals("unauthenticated-strength")
              ? "Bearer error=\"insufficient_user_authentication\""
              : "Bearer");
    }
    return response.build();
  }

  private static String title(int code, Response.@Nullable Status status) {
    return status == null
        ? (code == 422 ? "Unprocessable Content" : "Problem")
        : status.getReasonPhrase();
  }

  private static void log(Throwable thrown, String incident) {
    StringBuilder trace = new StringBuilder();
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      trace.append("\n  ").append(cause.getClass().getName());
      StackTraceElement[] frames = cause.getStackTrace();
      for (int frame = 0; frame < Math.min(frames.length, FRAMES); frame++) {
        trace.append("\n    at ").append(frames[frame]);
      }
    }
    LOG.log(System.Logger.Level.ERROR, "request failed, incident {0}{1}", incident, trace);
  }
}

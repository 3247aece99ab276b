package jp.todoke.api.rest;

import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import jp.todoke.api.problems.Problem;
import jp.todoke.api.problems.Refusal;
import jp.todoke.api.security.CurrentCaller;
import org.jspecify.annotations.Nullable;

/**
 * Answers the same {@code Idempotency-Key} with the same response (draft-ietf-httpapi-idempotency-
 * key-header): 422 for another body, 409 while the first is under way. A key belongs to its caller
 * and route; a request that was refused leaves no key.
 */
@Provider
@Idempotent
@Priority(Priorities.USER)
public class IdempotencyFilter implements ContainerRequestFilter, ContainerResponseFilter {

  private static final String HEADER = "Idempotency-Key";
  private static final String BEGUN = IdempotencyFilter.class.getName();
  private static final int LONGEST_KEY = 200;

  @Inject private IdempotencyKeys keys;
  @Inject private CurrentCaller current;

  @Override
  public void filter(ContainerRequestContext request) throws IOException {
    @Nullable String header = request.getHeaderString(HEADER);
    if (header == null) {
      return;
    }
    String asked = header.strip().replace("\"", "");
    if (asked.isEmpty() || asked.length() > LONGEST_KEY) {
      throw new Refusal(
          Problem.of(400, "invalid-idempotency-key", "1 to " + LONGEST_KEY + " characters"));
    }
    byte[] body = request.getEntityStream().readNBytes(JsonBodies.LARGEST + 1);
    request.setEntityStream(new ByteArrayInputStream(body));
    String path = request.getMethod() + " " + request.getUriInfo().getPath();
    String key =
        sha256((current.staffId() + "\n" + path + "\n" + asked).getBytes(StandardCharsets.UTF_8));
    switch (keys.begin(key, sha256(body))) {
      case IdempotencyKeys.Known.Fresh() -> request.setProperty(BEGUN, key);
      case IdempotencyKeys.Known.Answered answer -> request.abortWith(again(answer));
      case IdempotencyKeys.Known.Running() ->
          throw new Refusal(
              Problem.of(409, "conflict-idempotency-running", "the first request is under way")
                  .retryAfter(1));
      case IdempotencyKeys.Known.OtherBody() ->
          throw new Refusal(
              Problem.of(
                  422, "invalid-idempotency-key-reused", "this key was used with another body"));
    }
  }

  private static Response again(IdempotencyKeys.Known.Answered answer) {
    Response.ResponseBuilder response =
        Response.status(answer.status()).header("Idempotency-Replayed", "true");
    if (answer.body().length > 0) {
      response.entity(answer.body()).type(MediaType.APPLICATION_JSON_TYPE);
    }
    answer.location().ifPresent(place -> response.header(HttpHeaders.LOCATION, place));
    answer.tag().ifPresent(tag -> response.header(HttpHeaders.ETAG, tag));
    return response.build();
  }

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response)
      throws IOException {
    if (!(request.getProperty(BEGUN) instanceof String key)) {
      return;
    }
    if (response.getStatus() >= 400) {
      keys.nothingDone(key);
      return;
    }
    byte[] body =
        response.hasEntity() ? Json.mapper().writeValueAsBytes(response.getEntity()) : new byte[0];
    keys.answered(
        key,
        new IdempotencyKeys.Known.Answered(
            response.getStatus(),
            body,
            Optional.ofNullable(response.getLocation()).map(Object::toString),
            Optional.ofNullable(response.getEntityTag()).map(tag -> '"' + tag.getValue() + '"')));
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}

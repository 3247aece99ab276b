package jp.todoke.api.security;

import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;
import java.util.Optional;
import java.util.Set;
import jp.todoke.api.problems.Problem;
import jp.todoke.api.problems.Refusal;
import org.jspecify.annotations.Nullable;

/** Lets a request through to a route when the route says that its caller may. */
@Provider
@Priority(Priorities.AUTHENTICATION)
public class TokenFilter implements ContainerRequestFilter {

  @Context private ResourceInfo route;
  @Inject private Tokens tokens;
  @Inject private CurrentCaller current;

  @Override
  public void filter(ContainerRequestContext request) {
    @Nullable String header = request.getHeaderString(HttpHeaders.AUTHORIZATION);
    Optional<Caller> caller = Optional.empty();
    if (header != null) {
      if (!header.regionMatches(true, 0, "Bearer ", 0, 7)) {
        throw unauthenticated();
      }
      caller = tokens.verify(header.substring(7).strip());
      if (caller.isEmpty()) {
        throw unauthenticated();
      }
    }
    caller.ifPresent(current::is);
    if (route.getResourceMethod().isAnnotationPresent(OpenToAll.class)) {
      return;
    }
    AllowedTo allowed = route.getResourceMethod().getAnnotation(AllowedTo.class);
    Caller known = caller.orElseThrow(TokenFilter::unauthenticated);
    if (allowed == null || Set.of(allowed.value()).stream().noneMatch(known.roles()::contains)) {
      throw new Refusal(
          Problem.of(403, "forbidden", "your roles do not include one this route asks for"));
    }
  }

  private static Refusal unauthenticated() {
    return new Refusal(
        Problem.of(401, "unauthenticated", "send a valid bearer token of a known issuer"));
  }
}

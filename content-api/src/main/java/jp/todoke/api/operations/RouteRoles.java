package jp.todoke.api.operations;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import jp.todoke.api.security.AllowedTo;
import jp.todoke.api.security.OpenToAll;
import jp.todoke.api.security.Role;

/**
 * A route as its resource class declares it.
 *
 * @param method the HTTP method
 * @param path below {@code /v1}, with its parameters in braces
 * @param open whether it needs no token
 * @param roles which roles may call it
 */
public record RouteRoles(String method, String path, boolean open, List<Role> roles) {

  /** The routes of a resource class; none when it is not one. */
  public static List<RouteRoles> of(Class<?> resource) {
    List<RouteRoles> routes = new ArrayList<>();
    Path base = resource.getAnnotation(Path.class);
    if (base == null) {
      return routes;
    }
    for (Method method : resource.getMethods()) {
      verb(method)
          .ifPresent(
              verb -> {
                Path below = method.getAnnotation(Path.class);
                AllowedTo allowed = method.getAnnotation(AllowedTo.class);
                routes.add(
                    new RouteRoles(
                        verb,
                        "/v1" + slash(base.value()) + (below == null ? "" : slash(below.value())),
                        method.isAnnotationPresent(OpenToAll.class),
                        allowed == null
                            ? List.of()
                            : List.copyOf(new TreeSet<>(Arrays.asList(allowed.value())))));
              });
    }
    return routes;
  }

  private static Optional<String> verb(Method method) {
    for (Annotation annotation : method.getAnnotations()) {
      HttpMethod verb = annotation.annotationType().getAnnotation(HttpMethod.class);
      if (verb != null) {
        return Optional.of(verb.value());
      }
    }
    return Optional.empty();
  }

  private static String slash(String path) {
    return path.startsWith("/") ? path : "/" + path;
  }
}

package jp.todoke.api.operations;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import jp.todoke.api.security.Role;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;

/**
 * Completes the served OpenAPI document: each operation names its roles ({@code x-roles}) and that
 * faults come as problem documents.
 */
public class OpenApiRoles implements OASFilter {

  @Override
  public void filterOpenAPI(OpenAPI document) {
    Map<String, RouteRoles> routes = new HashMap<>();
    for (Class<?> resource : Resources.all()) {
      RouteRoles.of(resource)
          .forEach(route -> routes.put(key(route.method(), route.path()), route));
    }
    if (document.getPaths() == null || document.getPaths().getPathItems() == null) {
      return;
    }
    document
        .getPaths()
        .getPathItems()
        .forEach(
            (path, item) ->
                item.getOperations()
                    .forEach(
                        (method, operation) -> {
                          RouteRoles route = routes.get(key(method.name(), path));
                          if (route != null) {
                            complete(operation, route);
                          }
                        }));
  }

  private static void complete(Operation operation, RouteRoles route) {
    List<String> roles = route.roles().stream().map(Role::json).toList();
    operation.addExtension("x-roles", route.open() ? List.of("anyone") : roles);
    if (!route.open()) {
      operation.addSecurityRequirement(
          OASFactory.createSecurityRequirement().addScheme("bearer", List.of()));
    }
    if (operation.getResponses() == null) {
      operation.setResponses(OASFactory.createAPIResponses());
    }
    operation
        .getResponses()
        .addAPIResponse(
            "default",
            OASFactory.createAPIResponse()
                .description("A problem document (RFC 9457); branch on its code")
                .content(
                    OASFactory.createContent()
                        .addMediaType("application/problem+json", OASFactory.createMediaType())));
  }

  private static String key(String method, String path) {
    return method + " " + path.replaceAll("\\{[^}]*}", "{}");
  }
}

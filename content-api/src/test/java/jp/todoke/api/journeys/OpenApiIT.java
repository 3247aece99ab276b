package jp.todoke.api.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import jp.todoke.api.operations.Resources;
import jp.todoke.api.operations.RouteRoles;
import jp.todoke.api.security.Role;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What an operator and a developer read at the door is what is behind it. */
@ExtendWith(RunningServer.class)
class OpenApiIT {

  private final Door.Visitor anybody;

  OpenApiIT(Door door) {
    this.anybody = door.anybody();
  }

  private JsonNode document() {
    return anybody.get("/openapi?format=JSON").send().expect(200).json();
  }

  @Test
  void theDocumentHasEveryRouteWithItsRolesAndNoOther() {
    Map<String, List<String>> declared = new TreeMap<>();
    for (Class<?> resource : Resources.all()) {
      for (RouteRoles route : RouteRoles.of(resource)) {
        declared.put(
            route.method() + " " + route.path().replaceAll("(?<=.)/$", ""),
            route.open() ? List.of("anyone") : route.roles().stream().map(Role::json).toList());
      }
    }
    Map<String, List<String>> served = new TreeMap<>();
    document()
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        operation -> {
                          List<String> roles = new java.util.ArrayList<>();
                          operation
                              .getValue()
                              .path("x-roles")
                              .forEach(it -> roles.add(it.asText()));
                          served.put(
                              operation.getKey().toUpperCase(java.util.Locale.ROOT)
                                  + " "
                                  + path.getKey(),
                              roles);
                        }));
    assertThat(served).containsExactlyInAnyOrderEntriesOf(declared);
  }

  @Test
  void everyOperationHasASummaryAndNamesTheProblemDocument() {
    document()
        .path("paths")
        .forEach(
            path ->
                path.forEach(
                    operation -> {
                      assertThat(operation.path("summary").asText()).isNotBlank();
                      assertThat(
                              operation
                                  .path("responses")
                                  .path("default")
                                  .path("content")
                                  .has("application/problem+json"))
                          .as(operation.path("summary").asText())
                          .isTrue();
                    }));
  }

  @Test
  void theServerIsAliveReadyAndMeasured() {
    for (String health : List.of("/health/live", "/health/ready")) {
      JsonNode answer = anybody.get(health).send().expect(200).json();
      assertThat(answer.path("status").asText()).isEqualTo("UP");
    }
    assertThat(anybody.get("/metrics").send().expect(200).body()).contains("# TYPE");
  }
}

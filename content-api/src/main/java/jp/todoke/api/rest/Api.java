package jp.todoke.api.rest;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.enums.SecuritySchemeType;
import org.eclipse.microprofile.openapi.annotations.info.Info;
import org.eclipse.microprofile.openapi.annotations.security.SecurityScheme;

/** Everything the engine offers, below {@code /v1}. */
@ApplicationScoped
@ApplicationPath("/v1")
@OpenAPIDefinition(
    info =
        @Info(
            title = "Todoke",
            version = "1",
            description =
                "What the city has to say, whom it concerns, and whether it arrived. Branch on a"
                    + " problem's code, never on its text."))
@SecurityScheme(
    securitySchemeName = "bearer",
    type = SecuritySchemeType.HTTP,
    scheme = "bearer",
    bearerFormat = "JWT")
public class Api extends Application {

  /** Leaves JSON to {@link JsonBodies} alone; the server's own JSON binding is not asked. */
  @Override
  public Map<String, Object> getProperties() {
    return Map.of("jersey.config.jsonFeature", "none", "jersey.config.jsonFeature.server", "none");
  }
}

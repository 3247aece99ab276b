package jp.todoke.api.me;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import jp.todoke.api.problems.Problem;
import jp.todoke.api.problems.Refusal;
import jp.todoke.api.rest.Version;
import jp.todoke.api.security.AllowedTo;
import jp.todoke.api.security.CurrentCaller;
import jp.todoke.api.security.Role;
import jp.todoke.segmentation.attributes.AttributeValue;
import jp.todoke.segmentation.profiles.Consent;
import jp.todoke.segmentation.profiles.Profile;
import jp.todoke.segmentation.profiles.Profiles;
import jp.todoke.segmentation.profiles.Purpose;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/**
 * {@code /me/attributes}, {@code /me/preferences}, {@code /me/consents}: my own data and my word.
 */
@Path("/me")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class MyProfileResource {

  private static final Set<String> ROUTES = Set.of("portal", "mail", "line");

  @Inject private Profiles profiles;
  @Inject private CurrentCaller caller;

  /** On which routes I do not want pushes, and what I read. */
  public record Preferences(Set<String> routesOff, String language) {}

  /** What I say about a purpose. */
  public record ConsentWord(boolean granted, String textVersion) {}

  /** What stands about a purpose; {@code at} is null when I have said nothing. */
  public record ConsentView(
      String purpose, boolean granted, @Nullable String textVersion, @Nullable Instant at) {}

  /** What is known about me, the city's word above my own. */
  @GET
  @Path("attributes")
  @AllowedTo(Role.CITIZEN)
  @Operation(summary = "What is known about me")
  public Response attributes() {
    Profile me = me();
    return Response.ok(values(me)).tag(Version.tag(me.version())).build();
  }

  /** Replaces what I declare about myself. */
  @PUT
  @Path("attributes")
  @AllowedTo(Role.CITIZEN)
  @Operation(summary = "Declare attributes of my own")
  public Response declare(@HeaderParam("If-Match") @Nullable String ifMatch, JsonNode values) {
    if (!values.isObject()) {
      throw new Refusal(Problem.of(400, "invalid-body", "an object of attributes"));
    }
    Profile me = profiles.declare(caller.commonId(), values, Version.expected(ifMatch));
    return Response.ok(values(me)).tag(Version.tag(me.version())).build();
  }

  /** My preferences. */
  @GET
  @Path("preferences")
  @AllowedTo(Role.CITIZEN)
  @Operation(summary = "My channel preferences")
  public Response preferences() {
    Profile me = me();
    return Response.ok(new Preferences(me.routesOff(), me.language()))
        .tag(Version.tag(me.version()))
        .build();
  }

  /** Sets my preferences. */
  @PUT
  @Path("preferences")
  @AllowedTo(Role.CITIZEN)
  @Operation(summary = "Set my channel preferences")
  public Response prefer(
      @HeaderParam("If-Match") @Nullable String ifMatch, Preferences preferences) {
    int expected = Version.expected(ifMatch);
    if (!ROUTES.containsAll(preferences.routesOff())) {
      throw new Refusal(
          Problem.at(400, "invalid-preference", "/routesOff", "portal, mail or line"));
    }
    if (!preferences.language().matches("[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,3}")) {
      throw new Refusal(
          Problem.at(400, "invalid-preference", "/language", "a BCP 47 language tag"));
    }
    Profile me =
        profiles.prefer(
            caller.commonId(), preferences.routesOff(), preferences.language(), expected);
    return Response.ok(new Preferences(me.routesOff(), me.language()))
        .tag(Version.tag(me.version()))
        .build();
  }

  /** What I said about a purpose. */
  @GET
  @Path("consents/{purpose}")
  @AllowedTo(Role.CITIZEN)
  @Operation(summary = "What I said about a purpose")
  public ConsentView consent(@PathParam("purpose") String name) {
    Purpose purpose = purpose(name);
    return Optional.ofNullable(me().consents().get(purpose))
        .map(consent -> view(purpose, consent))
        .orElseGet(() -> new ConsentView(purpose.json(), false, null, null));
  }

  /** Gives or withdraws consent; it holds from the next read on. */
  @PUT
  @Path("consents/{purpose}")
  @AllowedTo(Role.CITIZEN)
  @Operation(summary = "Give or withdraw consent")
  public ConsentView consent(@PathParam("purpose") String name, ConsentWord word) {
    Purpose purpose = purpose(name);
    if (word.textVersion().isBlank() || word.textVersion().length() > 50) {
      throw new Refusal(
          Problem.at(400, "invalid-consent", "/textVersion", "the version of the text shown"));
    }
    return view(
        purpose, profiles.consent(caller.commonId(), purpose, word.granted(), word.textVersion()));
  }

  private static ConsentView view(Purpose purpose, Consent consent) {
    return new ConsentView(purpose.json(), consent.granted(), consent.textVersion(), consent.at());
  }

  private static Purpose purpose(String name) {
    return Purpose.of(name).orElseThrow(() -> new Refusal(Problem.notFound()));
  }

  private Profile me() {
    return profiles.find(caller.commonId()).orElseGet(() -> Profile.newcomer(caller.commonId()));
  }

  private static ObjectNode values(Profile me) {
    ObjectNode values = JsonNodeFactory.instance.objectNode();
    me.attributes().entrySet().stream()
        .sorted(java.util.Map.Entry.comparingByKey())
        .forEach(
            entry -> {
              String name = entry.getKey();
              switch (entry.getValue()) {
                case AttributeValue.Text text -> values.put(name, text.text());
                case AttributeValue.Number number -> values.put(name, number.number());
                case AttributeValue.Flag flag -> values.put(name, flag.flag());
                case AttributeValue.Day day -> values.put(name, day.day().toString());
                case AttributeValue.Choices choices -> {
                  var list = values.putArray(name);
                  choices.choices().forEach(list::add);
                }
              }
            });
    return values;
  }
}

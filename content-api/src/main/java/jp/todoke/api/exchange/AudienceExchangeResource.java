package jp.todoke.api.exchange;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jp.todoke.api.problems.Problem;
import jp.todoke.api.problems.Refusal;
import jp.todoke.api.rest.Page;
import jp.todoke.api.security.AllowedTo;
import jp.todoke.api.security.CurrentCaller;
import jp.todoke.api.security.Role;
import jp.todoke.segmentation.audiences.FrozenAudiences;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** {@code /exchange/audiences}: the common IDs another system was given leave to have (#37). */
@Path("/exchange/audiences")
@Produces(MediaType.APPLICATION_JSON)
public class AudienceExchangeResource {

  @Inject private FrozenAudiences audiences;
  @Inject private CurrentCaller caller;

  /**
   * Some of the audience: those who agree to the exchange now. A page may hold fewer people than
   * another and still not be the last; go on while there is a cursor. An audience that is not the
   * caller's is not found.
   */
  @GET
  @Path("{id}")
  @AllowedTo(Role.SYSTEM)
  @Operation(summary = "The common IDs of an audience frozen for the calling system")
  public Page<String> read(
      @PathParam("id") String id, @QueryParam("cursor") @Nullable String cursor) {
    String after = Page.after(cursor);
    int part = after.isEmpty() ? 0 : part(after);
    return switch (audiences.read(id, caller.caller().subject(), part)) {
      case FrozenAudiences.Part.People people ->
          Page.upTo(people.commonIds(), people.next().map(String::valueOf));
      case FrozenAudiences.Part.Nothing nothing -> throw new Refusal(Problem.notFound());
    };
  }

  private static int part(String cursor) {
    if (!cursor.matches("[0-9]{1,7}")) {
      throw new Refusal(Problem.at(400, "invalid-cursor", "cursor", "this cursor is not ours"));
    }
    return Integer.parseInt(cursor);
  }
}

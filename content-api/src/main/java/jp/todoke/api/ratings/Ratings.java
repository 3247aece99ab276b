package jp.todoke.api.ratings;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import jp.todoke.api.problems.Problem;
import jp.todoke.api.problems.Refusal;
import jp.todoke.api.security.Caller;
import jp.todoke.api.security.CurrentCaller;
import jp.todoke.api.security.Role;
import jp.todoke.faq.answers.Opinions;

/** Takes ratings for whichever route they come by. */
@Dependent
public class Ratings {

  private static final int LONGEST_CLIENT = 200;

  private final Opinions opinions;
  private final CurrentCaller caller;

  /** Ratings of who calls. */
  @Inject
  public Ratings(Opinions opinions, CurrentCaller caller) {
    this.opinions = opinions;
    this.caller = caller;
  }

  /**
   * A rating as it is sent.
   *
   * @param useful whether it helped
   * @param text a few words, up to 500 characters
   * @param client for a system that passes a rating on: a stable word for who rates, such as a hash
   */
  public record RatingJson(boolean useful, Optional<String> text, Optional<String> client) {}

  /** Takes one; a second one of the same day for the same thing changes nothing. */
  public Response take(Opinions.Subject subject, String id, RatingJson rating) {
    String text = rating.text().orElse("");
    if (text.length() > Opinions.LONGEST) {
      throw new Refusal(
          Problem.at(
              400, "invalid-rating", "/text", "at most " + Opinions.LONGEST + " characters"));
    }
    return switch (opinions.say(subject, id, rating.useful(), text, client(rating.client()))) {
      case COUNTED, AGAIN -> Response.noContent().build();
      case TOO_MANY ->
          throw new Refusal(Problem.of(429, "limit-ratings", "too many ratings for one day"));
    };
  }

  /**
   * A stable word for who says something: the citizen, or whom a system names.
   *
   * @param named by a system
   */
  public String client(Optional<String> named) {
    Caller who = caller.caller();
    if (who.roles().contains(Role.CITIZEN)) {
      return who.staffId();
    }
    String client = named.orElse("");
    if (client.isBlank() || client.length() > LONGEST_CLIENT) {
      throw new Refusal(
          Problem.at(
              400, "invalid-rating", "/client", "a system names who rates, up to 200 characters"));
    }
    return who.staffId() + "\n" + client;
  }
}

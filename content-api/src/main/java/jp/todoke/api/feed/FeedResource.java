package jp.todoke.api.feed;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import jp.todoke.api.problems.Problem;
import jp.todoke.api.problems.Refusal;
import jp.todoke.api.rest.Language;
import jp.todoke.api.rest.Page;
import jp.todoke.api.security.AllowedTo;
import jp.todoke.api.security.CurrentCaller;
import jp.todoke.api.security.Role;
import jp.todoke.api.staff.DecisionView;
import jp.todoke.segmentation.profiles.Profile;
import jp.todoke.segmentation.profiles.Profiles;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** {@code /me/feed}: what concerns me now, and why. */
@Path("/me/feed")
@Produces(MediaType.APPLICATION_JSON)
public class FeedResource {

  @Inject private Feed feed;
  @Inject private Profiles profiles;
  @Inject private CurrentCaller caller;

  /**
   * One item of my feed.
   *
   * @param kind {@code content}, {@code program} or {@code event}
   * @param personal whether it was chosen for me; else it is for everybody
   * @param ruleVersion of the rule that chose it; null where it is for everybody
   */
  public record FeedItemView(
      String kind,
      String id,
      String title,
      String summary,
      String url,
      String language,
      boolean fallback,
      boolean pinned,
      boolean personal,
      Optional<Instant> publishedAt,
      Optional<LocalDate> startsOn,
      Optional<Integer> ruleVersion,
      List<DecisionView.ReasonView> reasons) {}

  /** My feed, the most pressing first. */
  @GET
  @AllowedTo(Role.CITIZEN)
  @Operation(summary = "My personalized feed")
  public Response feed(
      @QueryParam("limit") @Nullable Integer limit,
      @QueryParam("cursor") @Nullable String cursor,
      @QueryParam("locale") @Nullable String locale,
      @HeaderParam(HttpHeaders.ACCEPT_LANGUAGE) @Nullable String acceptLanguage) {
    int size = Page.limit(limit, Page.MOST);
    String after = Page.after(cursor);
    Language language = Language.asked(locale, acceptLanguage);
    String me = caller.commonId();
    Profile profile = profiles.find(me).orElseGet(() -> Profile.newcomer(me));
    List<FeedItem> oneMore =
        feed.of(profile).stream()
            .filter(after.isEmpty() ? item -> true : later(after))
            .limit(size + 1L)
            .toList();
    Page<FeedItemView> page =
        Page.of(oneMore, size, FeedItem::cursor).map(item -> view(item, language));
    return Response.ok(page)
        .header(HttpHeaders.CONTENT_LANGUAGE, "ja")
        .header(HttpHeaders.CACHE_CONTROL, "private, no-store")
        .build();
  }

  private static java.util.function.Predicate<FeedItem> later(String after) {
    int space = after.indexOf(' ');
    try {
      long weight = Long.parseLong(after.substring(0, Math.max(space, 0)));
      String key = after.substring(space + 1);
      return item ->
          item.weight() > weight || item.weight() == weight && item.key().compareTo(key) > 0;
    } catch (NumberFormatException foreign) {
      throw new Refusal(Problem.at(400, "invalid-cursor", "cursor", "this cursor is not ours"));
    }
  }

  private static FeedItemView view(FeedItem item, Language language) {
    boolean shown =
        item.language().equals(language.tag())
            || language.japanese() && item.language().startsWith("ja");
    FeedItem.Grounds grounds = item.reasons().get();
    return new FeedItemView(
        item.kind().json(),
        item.id(),
        item.title(),
        item.summary(),
        item.url(),
        item.language(),
        !shown,
        item.pinned(),
        item.personal(),
        item.at(),
        item.on(),
        grounds.ruleVersion(),
        grounds.reasons().stream().map(DecisionView.ReasonView::of).toList());
  }
}

package jp.todoke.api.inbox;

import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import jp.todoke.api.problems.Problem;
import jp.todoke.api.problems.Refusal;
import jp.todoke.api.rest.Json;
import jp.todoke.api.rest.Page;
import jp.todoke.api.security.AllowedTo;
import jp.todoke.api.security.CurrentCaller;
import jp.todoke.api.security.Role;
import jp.todoke.channels.Category;
import jp.todoke.channels.portal.InboxEntry;
import jp.todoke.channels.portal.InboxItem;
import jp.todoke.channels.portal.PortalInbox;
import jp.todoke.delivery.notices.Notices;
import jp.todoke.delivery.reports.Usefulness;
import jp.todoke.segmentation.profiles.Profiles;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** {@code /me/inbox} and {@code /me/notices}: what the city sent me. */
@Path("/me")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class MyInboxResource {

  private static final String NEUTRAL_TITLE = "市からの重要なお知らせ";

  @Inject private PortalInbox inbox;
  @Inject private Notices notices;
  @Inject private Usefulness usefulness;
  @Inject private Profiles profiles;
  @Inject private CurrentCaller caller;
  @Inject private Clock clock;

  /**
   * A message in my inbox.
   *
   * @param noticeId the notice's id when it is an official notice, else null
   * @param body null for an official notice in a list: who reads it has opened it, and that is kept
   */
  public record InboxView(
      String id,
      String category,
      @Nullable String noticeId,
      String title,
      @Nullable String body,
      String language,
      String importance,
      Optional<URI> action,
      Instant deliveredAt,
      Optional<Instant> openedAt,
      Optional<Instant> acknowledgedAt,
      Optional<Instant> withdrawnAt) {

    /** As it stands in a list. */
    static InboxView listed(InboxEntry entry, boolean hidden) {
      InboxView whole = of(entry);
      return entry.item().category() == Category.NOTICE
          ? new InboxView(
              whole.id(),
              whole.category(),
              whole.noticeId(),
              hidden ? NEUTRAL_TITLE : whole.title(),
              null,
              whole.language(),
              whole.importance(),
              whole.action(),
              whole.deliveredAt(),
              whole.openedAt(),
              whole.acknowledgedAt(),
              whole.withdrawnAt())
          : whole;
    }

    static InboxView of(InboxEntry entry) {
      InboxItem item = entry.item();
      return new InboxView(
          item.id(),
          item.category().name().toLowerCase(Locale.ROOT).replace('_', '-'),
          item.category() == Category.NOTICE ? item.delivery() : null,
          item.title(),
          item.body(),
          item.language(),
          item.importance().name().toLowerCase(Locale.ROOT),
          item.action(),
          item.deliveredAt(),
          entry.openedAt(),
          entry.acknowledgedAt(),
          entry.withdrawnAt());
    }
  }

  /** My messages, newest first, with the number I have not opened. */
  public record InboxPage(List<InboxView> items, @Nullable String nextCursor, long unread) {}

  /** What the city sent me, newest first. */
  @GET
  @Path("inbox")
  @AllowedTo(Role.CITIZEN)
  @Operation(summary = "My inbox")
  public InboxPage inbox(
      @QueryParam("limit") @Nullable Integer limit, @QueryParam("cursor") @Nullable String cursor) {
    int size = Math.min(Page.limit(limit, Page.MOST), Page.MOST - 1);
    String me = caller.commonId();
    Supplier<String> language = () -> language(me);
    String after = Page.after(cursor);
    PortalInbox.Glance seen =
        after.isEmpty()
            ? inbox.glance(me, language, size + 1)
            : new PortalInbox.Glance(
                inbox.olderThan(me, language, position(after), size + 1), inbox.unread(me));
    List<InboxEntry> oneMore = seen.newest();
    Page<InboxView> page =
        Page.of(oneMore, size, entry -> entry.item().deliveredAt() + " " + entry.item().id())
            .map(entry -> InboxView.listed(entry, isHidden(entry)));
    return new InboxPage(page.items(), page.nextCursor(), seen.unread());
  }

  /** Opens a message; the first time is kept. */
  @GET
  @Path("inbox/{id}")
  @AllowedTo(Role.CITIZEN)
  @Operation(summary = "Open one message of my inbox")
  public InboxView open(@PathParam("id") String id) {
    if (id.startsWith(Notices.PREFIX) && id.contains(":")) {
      strongEnough(id.substring(0, id.indexOf(':')));
    }
    InboxEntry entry =
        inbox
            .opened(caller.commonId(), id, language(caller.commonId()), clock.instant())
            .orElseThrow(MyInboxResource::notFound);
    if (entry.item().category() == Category.NOTICE) {
      notices.opened(entry.item().delivery(), caller.commonId());
    }
    return InboxView.of(entry);
  }

  /** Opens an official notice; the first time is kept as evidence. */
  @GET
  @Path("notices/{id}")
  @AllowedTo(Role.CITIZEN)
  @Operation(summary = "Open an official notice")
  public InboxView notice(@PathParam("id") String id) {
    strongEnough(id);
    return entry(notices.opened(id, caller.commonId()).orElseThrow(MyInboxResource::notFound).id());
  }

  /** Downloads an official notice as text; the first time is kept as evidence. */
  @GET
  @Path("notices/{id}/letter.txt")
  @Produces("text/plain;charset=UTF-8")
  @AllowedTo(Role.CITIZEN)
  @Operation(summary = "Download an official notice")
  public Response download(@PathParam("id") String id) {
    strongEnough(id);
    InboxView letter =
        entry(
            notices.downloaded(id, caller.commonId()).orElseThrow(MyInboxResource::notFound).id());
    return Response.ok(letter.title() + "\n\n" + letter.body() + "\n")
        .header("Content-Disposition", "attachment; filename=\"" + id + ".txt\"")
        .header("Cache-Control", "no-store")
        .build();
  }

  /** Acknowledges an official notice; the first time is kept as evidence. */
  @POST
  @Path("notices/{id}/acknowledgement")
  @AllowedTo(Role.CITIZEN)
  @Operation(summary = "Acknowledge an official notice")
  public InboxView acknowledge(@PathParam("id") String id) {
    strongEnough(id);
    return entry(
        notices.acknowledged(id, caller.commonId()).orElseThrow(MyInboxResource::notFound).id());
  }

  /** Acknowledges a message that is no letter, such as an emergency; the first time is kept. */
  @POST
  @Path("inbox/{id}/acknowledgement")
  @AllowedTo(Role.CITIZEN)
  @Operation(summary = "Acknowledge one message of my inbox")
  public InboxView acknowledgeMessage(@PathParam("id") String id) {
    if (id.startsWith(Notices.PREFIX)) {
      throw notFound();
    }
    return inbox
        .acknowledged(caller.commonId(), id, clock.instant())
        .map(InboxView::of)
        .orElseThrow(MyInboxResource::notFound);
  }

  /** One tap: whether a message was useful. The last word of a person counts. */
  @PUT
  @Path("inbox/{id}/usefulness")
  @AllowedTo(Role.CITIZEN)
  @Operation(summary = "Say whether a message was useful to me")
  public Response useful(@PathParam("id") String id, Tap tap) {
    InboxEntry entry = inbox.find(caller.commonId(), id).orElseThrow(MyInboxResource::notFound);
    usefulness.say(entry.item().delivery(), caller.commonId(), tap.useful());
    return Response.noContent().build();
  }

  /** What one tap says. */
  public record Tap(boolean useful) {}

  /** Not even what a sensitive letter is about is shown after a weak sign-in. */
  private boolean isHidden(InboxEntry entry) {
    return !caller.caller().strong()
        && entry.item().category() == Category.NOTICE
        && notices
            .find(entry.item().delivery())
            .filter(notice -> notice.draft().sensitive())
            .isPresent();
  }

  /**
   * A sensitive letter is shown after a strong sign-in only; one that is not theirs is asked for
   * nothing, so that it looks like none.
   */
  private void strongEnough(String noticeId) {
    boolean weak =
        !caller.caller().strong()
            && notices
                .find(noticeId)
                .filter(notice -> notice.draft().sensitive())
                .filter(notice -> notice.draft().commonId().equals(caller.commonId()))
                .isPresent();
    if (weak) {
      throw new Refusal(
          Problem.of(
              401,
              "unauthenticated-strength",
              "this letter needs a stronger sign-in, such as by My Number card (RFC 9470)"));
    }
  }

  private String language(String commonId) {
    return profiles.language(commonId).orElse("ja");
  }

  private InboxView entry(String noticeId) {
    return inbox
        .find(caller.commonId(), noticeId + ":" + caller.commonId())
        .map(InboxView::of)
        .orElseThrow(MyInboxResource::notFound);
  }

  private static InboxEntry.Position position(String key) {
    int space = key.indexOf(' ');
    try {
      if (space > 0) {
        return new InboxEntry.Position(
            Json.instant(key.substring(0, space)), key.substring(space + 1));
      }
    } catch (DateTimeException foreign) {
      throw new Refusal(Problem.at(400, "invalid-cursor", "cursor", "this cursor is not ours"));
    }
    throw new Refusal(Problem.at(400, "invalid-cursor", "cursor", "this cursor is not ours"));
  }

  private static Refusal notFound() {
    return new Refusal(Problem.notFound());
  }
}

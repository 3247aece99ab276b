package jp.todoke.api.line;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import jp.todoke.channels.Route;
import jp.todoke.channels.SendResult;
import jp.todoke.channels.line.LineCallFailed;
import jp.todoke.channels.line.LineChannel;
import jp.todoke.channels.line.LineEvent;
import jp.todoke.channels.line.LineEvents;
import jp.todoke.channels.line.LineFriends;
import jp.todoke.delivery.reports.Usefulness;
import jp.todoke.faq.answers.Answers;
import jp.todoke.segmentation.profiles.Profile;
import jp.todoke.segmentation.profiles.Profiles;

/**
 * Acts on what LINE told, one event after the other. Each step is safe to repeat after a crash; a
 * reply is made once because LINE takes its token once. Thread-safe.
 */
public final class LineConversation {

  private static final System.Logger LOG = System.getLogger(LineConversation.class.getName());
  private static final int MOST_AT_A_TURN = 200;
  private static final int MOST_CANDIDATES = 6;
  private static final Set<String> LINK_WORDS = Set.of("連携", "れんけい", "アカウント連携", "link", "关联", "연동");

  private final LineEvents events;
  private final LineFriends friends;
  private final LineNonces nonces;
  private final LineChannel line;
  private final RichMenus menus;
  private final Answers answers;
  private final Profiles profiles;
  private final Usefulness usefulness;
  private final Settings settings;

  /**
   * What the operator chose.
   *
   * @param linkPage the portal's page that takes a link token, signs the person in and posts it
   * @param counter who helps where the FAQ does not; may be empty
   */
  public record Settings(String linkPage, String counter) {}

  public LineConversation(
      LineEvents events,
      LineFriends friends,
      LineNonces nonces,
      LineChannel line,
      RichMenus menus,
      Answers answers,
      Profiles profiles,
      Usefulness usefulness,
      Settings settings) {
    this.events = events;
    this.friends = friends;
    this.nonces = nonces;
    this.line = line;
    this.menus = menus;
    this.answers = answers;
    this.profiles = profiles;
    this.usefulness = usefulness;
    this.settings = settings;
  }

  /** Works off what is due. An event that fails comes again later and holds up no other. */
  public void work() {
    for (int done = 0; done < MOST_AT_A_TURN; done++) {
      Optional<LineEvent> next = events.next();
      if (next.isEmpty()) {
        return;
      }
      LineEvent event = next.get();
      try {
        if (act(event)) {
          events.done(event.id());
        }
      } catch (LineCallFailed failed) {
        LOG.log(
            System.Logger.Level.WARNING,
            "LINE event {0} is tried again: status {1}",
            event.id(),
            failed.status());
      }
    }
  }

  /** Forgets the texts of people who unlink, and ends their menu. */
  public void unlink(String commonId) {
    Optional<String> userId = lineOf(commonId);
    profiles.unlinkLine(commonId);
    userId.ifPresent(
        account -> {
          try {
            menus.hide(account);
          } catch (LineCallFailed failed) {
            // The link is gone, which is what was asked; the daily round ends the menu.
            LOG.log(System.Logger.Level.WARNING, "a rich menu stays until tomorrow");
          }
        });
  }

  private Optional<String> lineOf(String commonId) {
    return profiles.find(commonId).flatMap(person -> person.contacts().lineUserId());
  }

  /** Whether the event needs nothing more. */
  private boolean act(LineEvent event) {
    return switch (event) {
      case LineEvent.Followed followed -> {
        friends.followed(followed.userId(), followed.at());
        yield invite(followed.userId(), followed.replyToken());
      }
      case LineEvent.Unfollowed unfollowed -> {
        friends.unfollowed(unfollowed.userId(), unfollowed.at());
        yield true;
      }
      case LineEvent.Linked linked -> link(linked);
      case LineEvent.Wrote wrote -> answer(wrote);
      case LineEvent.Tapped tapped -> {
        profiles
            .commonIdOfLine(tapped.userId())
            .ifPresent(
                commonId ->
                    usefulness.tapped(tapped.delivery(), Route.LINE, commonId, tapped.useful()));
        yield true;
      }
      case LineEvent.Unsent unsent -> {
        events.forgetText(unsent.messageId());
        yield true;
      }
    };
  }

  private boolean invite(String userId, String replyToken) {
    String token = line.issueLinkToken(userId);
    String page =
        settings.linkPage()
            + (settings.linkPage().contains("?") ? "&" : "?")
            + "linkToken="
            + URLEncoder.encode(token, StandardCharsets.UTF_8);
    return reply(replyToken, LineWords.invitation(language(userId), page));
  }

  private boolean link(LineEvent.Linked linked) {
    Optional<String> found = nonces.redeem(linked.nonce(), linked.id(), linked.at());
    if (found.isEmpty()) {
      LOG.log(System.Logger.Level.INFO, "LINE event {0} names no open linking", linked.id());
      return true;
    }
    String commonId = found.get();
    String userId = linked.userId();
    Optional<String> before = lineOf(commonId).filter(account -> !account.equals(userId));
    if (before.isPresent() && !tellOld(before.get(), linked.id(), language(before.get()))) {
      return false;
    }
    // One LINE account stands for one person, whoever it was linked to before.
    profiles
        .commonIdOfLine(userId)
        .filter(other -> !other.equals(commonId))
        .ifPresent(profiles::unlinkLine);
    profiles.linkLine(commonId, userId);
    menus.show(commonId, userId);
    return reply(linked.replyToken(), LineWords.linked(language(userId)));
  }

  /** The account that loses the link hears of it, in case somebody else did it. */
  private boolean tellOld(String userId, String event, String language) {
    UUID key = UUID.nameUUIDFromBytes(("moved " + event).getBytes(StandardCharsets.UTF_8));
    boolean told = isSettled(line.push(key, userId, LineWords.moved(language)));
    if (told) {
      menus.hide(userId);
    }
    return told;
  }

  private boolean answer(LineEvent.Wrote wrote) {
    String text = wrote.text().strip();
    if (text.isEmpty()) {
      return true;
    }
    if (LINK_WORDS.contains(text)) {
      return invite(wrote.userId(), wrote.replyToken());
    }
    String language = language(wrote.userId());
    return reply(
        wrote.replyToken(),
        LineWords.answer(
            answers.answer(text, language, MOST_CANDIDATES, "line " + wrote.userId()),
            language,
            settings.counter()));
  }

  private boolean reply(String replyToken, String text) {
    return replyToken.isEmpty() || isSettled(line.reply(replyToken, text));
  }

  /** What LINE refuses stays refused; what it did not answer may have been said already. */
  private static boolean isSettled(SendResult result) {
    return !(result instanceof SendResult.Deferred);
  }

  private String language(String userId) {
    return profiles
        .commonIdOfLine(userId)
        .flatMap(profiles::find)
        .map(Profile::language)
        .orElse("ja");
  }
}

package jp.todoke.api.wiring;

import com.mongodb.client.MongoDatabase;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import jp.todoke.api.answers.Contact;
import jp.todoke.api.line.LineConversation;
import jp.todoke.api.line.LineNonces;
import jp.todoke.api.line.RichMenus;
import jp.todoke.channels.Suppressions;
import jp.todoke.channels.line.LineChannel;
import jp.todoke.channels.line.LineEvents;
import jp.todoke.channels.line.LineFriends;
import jp.todoke.delivery.reports.Usefulness;
import jp.todoke.faq.answers.Answers;
import jp.todoke.segmentation.profiles.Profiles;
import jp.todoke.segmentation.rules.Decisions;

/** Builds the doors of the city's LINE account. */
@Dependent
public class LineWiring {

  @Produces
  @Singleton
  LineEvents lineEvents(MongoDatabase database, Clock clock) {
    return new LineEvents(database, clock);
  }

  @Produces
  @Singleton
  LineNonces lineNonces(MongoDatabase database, Clock clock) {
    return new LineNonces(database, clock);
  }

  /** {@code todoke.line.rich-menus}: {@code segment=richmenu-id}, the most special first. */
  @Produces
  @Singleton
  RichMenus richMenus(
      MongoDatabase database,
      Settings settings,
      LineChannel line,
      Profiles profiles,
      Decisions decisions,
      Clock clock) {
    Map<String, String> bySegment = new LinkedHashMap<>();
    for (String pair : settings.names("todoke.line.rich-menus")) {
      String[] parts = pair.split("=", 2);
      if (parts.length != 2) {
        throw new IllegalStateException("todoke.line.rich-menus: segment=richmenu-id, ...");
      }
      bySegment.put(parts[0].strip(), parts[1].strip());
    }
    return new RichMenus(database, bySegment, line, profiles, decisions, clock);
  }

  @Produces
  @Singleton
  LineConversation lineConversation(
      MongoDatabase database,
      LineEvents events,
      LineNonces nonces,
      LineChannel line,
      RichMenus menus,
      Answers answers,
      Profiles profiles,
      Suppressions suppressions,
      Usefulness usefulness,
      Contact.Desk contact,
      Settings settings) {
    return new LineConversation(
        events,
        new LineFriends(database, suppressions),
        nonces,
        line,
        menus,
        answers,
        profiles,
        usefulness,
        new LineConversation.Settings(
            settings.text(
                "todoke.line.link-page", settings.portalUrl().replaceAll("/+$", "") + "/line"),
            settings.text("todoke.line.counter", contact.text())));
  }
}

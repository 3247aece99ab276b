package jp.todoke.api.feed;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Comparator;
import java.util.List;
import jp.todoke.api.events.CityEvent;
import jp.todoke.api.events.EventView;
import jp.todoke.api.events.Events;
import jp.todoke.api.rest.Page;
import jp.todoke.api.security.AllowedTo;
import jp.todoke.api.security.CurrentCaller;
import jp.todoke.api.security.Role;
import jp.todoke.segmentation.conditions.Verdict;
import jp.todoke.segmentation.profiles.Profile;
import jp.todoke.segmentation.profiles.Profiles;
import jp.todoke.segmentation.profiles.Purpose;
import jp.todoke.segmentation.rules.Decisions;
import jp.todoke.segmentation.rules.Rule;
import jp.todoke.segmentation.rules.RuleBook;
import jp.todoke.segmentation.rules.Verdicts;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** {@code /me/events}: events to come that are for everybody, or for me. */
@Path("/me/events")
@Produces(MediaType.APPLICATION_JSON)
public class MyEventsResource {

  @Inject private Events events;
  @Inject private Profiles profiles;
  @Inject private Decisions decisions;
  @Inject private CurrentCaller caller;

  /** Events to come, by day. */
  @GET
  @AllowedTo(Role.CITIZEN)
  @Operation(summary = "Events to come that concern me")
  public Page<EventView> list(
      @QueryParam("limit") @Nullable Integer limit, @QueryParam("cursor") @Nullable String cursor) {
    int size = Page.limit(limit, Page.MOST);
    String after = Page.after(cursor);
    RuleBook book = decisions.book();
    String me = caller.commonId();
    Profile person = profiles.find(me).orElseGet(() -> Profile.newcomer(me));
    boolean personalized = person.consentsTo(Purpose.PERSONALIZATION);
    Verdicts verdicts = book.decide(person);
    List<CityEvent> oneMore =
        events.upcoming(book.asOf()).stream()
            .filter(
                event ->
                    event.segmentId().isEmpty()
                        || personalized
                            && verdicts.of(Rule.Key.segment(event.segmentId().get()))
                                == Verdict.YES)
            .sorted(Comparator.comparing(MyEventsResource::key))
            .filter(event -> key(event).compareTo(after) > 0)
            .limit(size + 1L)
            .toList();
    return Page.of(oneMore, size, MyEventsResource::key).map(event -> EventView.of(event, false));
  }

  private static String key(CityEvent event) {
    return event.startOn() + " " + event.id();
  }
}

package jp.todoke.delivery.triggers;

import com.mongodb.client.MongoDatabase;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.regex.Pattern;
import jp.todoke.channels.Route;
import jp.todoke.delivery.approvals.ApprovalPolicy;
import jp.todoke.delivery.approvals.ContentHash;
import jp.todoke.delivery.approvals.FourEyes;
import jp.todoke.delivery.approvals.Mark;
import jp.todoke.delivery.approvals.WrongState;
import jp.todoke.delivery.preferences.Preferences;
import jp.todoke.delivery.triggers.Trigger.Status;
import jp.todoke.delivery.wording.Values;
import jp.todoke.delivery.wording.Wording;
import jp.todoke.segmentation.segments.Segments;
import jp.todoke.templates.Templates;

/** The door to triggers for staff. Thread-safe; any number of nodes. */
public final class Triggers {

  private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");
  private static final int TITLE_LIMIT = 200;
  private static final int FARTHEST = 400;

  private final TriggerStore store;
  private final Templates templates;
  private final Segments segments;
  private final ApprovalPolicy policy;
  private final ToLongFunction<TriggerDraft> people;
  private final Clock clock;

  /**
   * Opens the collection of this database.
   *
   * @param people how many people the segment of a draft means now
   */
  public Triggers(
      MongoDatabase database,
      Templates templates,
      Segments segments,
      ApprovalPolicy policy,
      ToLongFunction<TriggerDraft> people,
      Clock clock) {
    this.policy = policy;
    this.people = people;
    this.store = new TriggerStore(database);
    this.templates = templates;
    this.segments = segments;
    this.clock = clock;
  }

  /**
   * Writes a trigger down; it waits for somebody else's approval and does not change any more.
   *
   * @throws TriggerRefused when the id or a part of the draft breaks a rule
   * @throws TriggerExists when the id is taken
   * @throws jp.todoke.delivery.wording.TemplateValuesMissing when the template needs more values
   * @throws jp.todoke.templates.ValueRefused when a value can not be put into the message
   */
  public Trigger create(String id, TriggerDraft draft, String by) {
    if (!ID.matcher(id).matches()) {
      throw new TriggerRefused("id", "1 to 40 of a-z, 0-9 and -");
    }
    check(draft);
    Trigger trigger =
        new Trigger(
            id,
            draft,
            hash(draft),
            Status.CREATED,
            mark(by),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    if (!store.insert(trigger)) {
      throw new TriggerExists(id);
    }
    return trigger;
  }

  private void check(TriggerDraft draft) {
    if (draft.title().isBlank() || draft.title().length() > TITLE_LIMIT) {
      throw new TriggerRefused("title", "1 to " + TITLE_LIMIT + " characters");
    }
    if (draft.routes().isEmpty()) {
      throw new TriggerRefused("routes", "at least one");
    }
    if (!Route.ofCampaigns().containsAll(draft.routes())) {
      throw new TriggerRefused("routes", "another provider delivers official notices only");
    }
    if (!Preferences.TOPIC.matcher(draft.topic()).matches()) {
      throw new TriggerRefused("topic", "1 to 40 of a-z, 0-9 and -");
    }
    if (templates.find(draft.templateId(), draft.templateVersion()).isEmpty()) {
      throw new TriggerRefused("templateVersion", "there is no such version");
    }
    if (segments.find(draft.segmentId(), draft.segmentVersion()).isEmpty()) {
      throw new TriggerRefused("segmentVersion", "there is no such published version");
    }
    if (draft.usefulFor().filter(time -> !time.isPositive()).isPresent()) {
      throw new TriggerRefused("usefulFor", "longer than nothing");
    }
    switch (draft.when()) {
      case When.Days days
          when days.days() > FARTHEST || days.days() < -FARTHEST || days.attribute().isBlank() ->
          throw new TriggerRefused("when", "a date attribute, and -400 to 400 days");
      case When.Event event when event.type().isBlank() || event.type().length() > 200 ->
          throw new TriggerRefused("when", "a type of 1 to 200 characters");
      case When.Days days -> {}
      case When.Event event -> {}
      case When.Enters enters -> {}
      case When.NewContent content -> {}
    }
  }

  /**
   * Approves exactly what was read; from now on it fires by itself. Where its segment means so many
   * people that a campaign to them would need two approvers, a first approval only lets a second
   * person decide; what an event sets off concerns one person at a time and needs one.
   *
   * @throws UnknownTrigger when there is none
   * @throws WrongState when it is approved or stopped already
   * @throws jp.todoke.delivery.approvals.OwnWorkApproval when the approver created it, or gave the
   *     first approval
   * @throws jp.todoke.delivery.approvals.ContentChanged when the hash is of something else
   */
  public Trigger approve(String id, String contentHash, String by) {
    Trigger read = get(id);
    if (read.status() != Status.CREATED) {
      throw new WrongState(id, read.status(), "approved");
    }
    Set<String> hands = new HashSet<>(Set.of(read.created().by()));
    read.firstApproved().ifPresent(first -> hands.add(first.by()));
    FourEyes.check(id, hands, by, contentHash, hash(read.draft()));
    boolean two =
        !(read.draft().when() instanceof When.Event)
            && people.applyAsLong(read.draft()) >= policy.twoFrom();
    if (two && read.firstApproved().isEmpty()) {
      return store
          .firstApproved(id, mark(by))
          .orElseThrow(() -> new WrongState(id, Status.ACTIVE, "approved"));
    }
    return store
        .move(id, Status.CREATED, Status.ACTIVE, "approved", mark(by))
        .orElseThrow(() -> new WrongState(id, Status.ACTIVE, "approved"));
  }

  /**
   * Stops a trigger for good; what it has in the queue is suppressed as {@code stopped}.
   *
   * @throws UnknownTrigger when there is none
   * @throws WrongState when it is not active
   */
  public Trigger stop(String id, String by) {
    Trigger read = get(id);
    return store
        .move(id, Status.ACTIVE, Status.STOPPED, "stopped", mark(by))
        .orElseThrow(() -> new WrongState(id, read.status(), "stopped"));
  }

  /** The trigger of that id. */
  public Optional<Trigger> find(String id) {
    return store.find(id);
  }

  /**
   * Triggers in the order of their ids.
   *
   * @param after id of the last one of the page before; the empty string for the first page
   * @param limit 1 to 100
   */
  public List<Trigger> page(String after, int limit) {
    return store.page(after, Math.clamp(limit, 1, 100));
  }

  /** Those that fire by themselves. */
  List<Trigger> active() {
    return store.active();
  }

  void watching(String id) {
    store.watching(id, now());
  }

  /** The words of a trigger. */
  Wording wording(TriggerDraft draft) {
    return Wording.of(templates, draft.templateId(), draft.templateVersion(), draft.values());
  }

  private String hash(TriggerDraft draft) {
    ContentHash hash =
        new ContentHash()
            .add(draft.title())
            .add(draft.segmentId())
            .add(draft.segmentVersion())
            .add(wording(draft).hash())
            .add(Values.write(draft.values()))
            .add(EnumSet.copyOf(draft.routes()))
            .add(draft.topic())
            .add(draft.usefulFor());
    return switch (draft.when()) {
      case When.Enters enters -> hash.add("enters").hex();
      case When.Days(String attribute, int days, boolean yearly) ->
          hash.add("days").add(attribute).add(days).add(yearly).hex();
      case When.NewContent content -> hash.add("newContent").hex();
      case When.Event(String type) -> hash.add("event").add(type).hex();
    };
  }

  private Trigger get(String id) {
    return store.find(id).orElseThrow(() -> new UnknownTrigger(id));
  }

  private Mark mark(String by) {
    return new Mark(by, now());
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}

package jp.todoke.delivery.campaigns;

import com.mongodb.client.MongoDatabase;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import java.util.regex.Pattern;
import jp.todoke.channels.Route;
import jp.todoke.channels.line.LineChannel;
import jp.todoke.delivery.addresses.Addresses;
import jp.todoke.delivery.approvals.ApprovalExpired;
import jp.todoke.delivery.approvals.ApprovalPolicy;
import jp.todoke.delivery.approvals.ContentChanged;
import jp.todoke.delivery.approvals.ContentHash;
import jp.todoke.delivery.approvals.FourEyes;
import jp.todoke.delivery.approvals.Mark;
import jp.todoke.delivery.approvals.WrongState;
import jp.todoke.delivery.campaigns.Campaign.Status;
import jp.todoke.delivery.ledger.Ledger;
import jp.todoke.delivery.ledger.Recipient;
import jp.todoke.delivery.ledger.Tally;
import jp.todoke.delivery.preferences.Preferences;
import jp.todoke.delivery.wording.Values;
import jp.todoke.delivery.wording.Wording;
import jp.todoke.templates.Templates;
import org.bson.conversions.Bson;

/**
 * The door to campaigns. Every step is a compare-and-set on the campaign as it was read, and safe
 * to repeat. Thread-safe; any number of nodes.
 */
public final class Campaigns {

  private static final System.Logger LOG = System.getLogger(Campaigns.class.getName());
  private static final Pattern ID = Pattern.compile("(?!n-)[a-z0-9][a-z0-9-]{0,23}");
  private static final int TITLE_LIMIT = 200;
  private static final int SMALL = 10;
  private static final Duration FREEZING_LEASE = Duration.ofMinutes(2);

  private final CampaignStore store;
  private final Templates templates;
  private final Selection selection;
  private final Ledger ledger;
  private final ApprovalPolicy policy;
  private final Audience audience;
  private final Clock clock;
  private final LongPredicate lineTakes;
  private final Set<String> beyondQuota = ConcurrentHashMap.newKeySet();
  private final SecureRandom random = new SecureRandom();

  /** A city whose LINE account has no monthly limit. */
  public Campaigns(
      MongoDatabase database,
      Templates templates,
      Selection selection,
      Addresses addresses,
      Ledger ledger,
      ApprovalPolicy policy,
      Clock clock) {
    this(database, templates, selection, addresses, ledger, policy, people -> true, clock);
  }

  /**
   * Opens the collection of this database and makes sure of its index.
   *
   * @param lineTakes whether this month's allowance of LINE is enough for so many people; asked
   *     when a campaign starts, but not for an emergency
   */
  public Campaigns(
      MongoDatabase database,
      Templates templates,
      Selection selection,
      Addresses addresses,
      Ledger ledger,
      ApprovalPolicy policy,
      LongPredicate lineTakes,
      Clock clock) {
    this.lineTakes = lineTakes;
    this.store = new CampaignStore(database);
    this.templates = templates;
    this.selection = selection;
    this.ledger = ledger;
    this.policy = policy;
    this.audience = new Audience(selection, addresses, ledger, clock);
    this.clock = clock;
  }

  /** An id nobody has chosen, for callers without one of their own. */
  public String newId() {
    byte[] bytes = new byte[10];
    random.nextBytes(bytes);
    return "c-" + HexFormat.of().formatHex(bytes);
  }

  /**
   * Begins a campaign as a draft.
   *
   * @throws CampaignRefused when the id or a part of the draft breaks a rule
   * @throws CampaignExists when the id is taken
   */
  public Campaign create(String id, CampaignDraft draft, String by) {
    if (!ID.matcher(id).matches()) {
      throw new CampaignRefused("id", "1 to 24 of a-z, 0-9 and -, not beginning with n-");
    }
    check(draft);
    Mark mark = mark(by);
    Campaign campaign =
        new Campaign(
            id,
            1,
            draft,
            Status.DRAFT,
            mark,
            mark,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    if (!store.insert(campaign)) {
      throw new CampaignExists(id);
    }
    return campaign;
  }

  /**
   * Changes the draft. A submitted or expired campaign becomes a draft again: its submission and
   * whatever approvals it had are void.
   *
   * @throws UnknownCampaign when there is none
   * @throws CampaignRefused when a part breaks a rule
   * @throws WrongState when it is approved already
   * @throws StaleCampaign when it is no longer at {@code expected}
   */
  public Campaign edit(String id, CampaignDraft draft, long expected, String by) {
    Campaign read = at(id, expected, "edited", Status.DRAFT, Status.SUBMITTED, Status.EXPIRED);
    check(draft);
    return change(read, CampaignStore.draft(draft, mark(by)));
  }

  /** The campaign of that id. */
  public Optional<Campaign> find(String id) {
    return store.find(id);
  }

  /** Whether it may be sent now; asked before every slice of recipients. */
  public boolean sending(String id) {
    return store.is(id, Campaign.Status.SENDING);
  }

  /**
   * Campaigns in the order of their ids.
   *
   * @param after id of the last one of the page before; the empty string for the first page
   * @param limit 1 to 100
   */
  public List<Campaign> page(String after, int limit) {
    return store.page(after, Math.clamp(limit, 1, 100));
  }

  /**
   * Hands over the campaigns that changed since a moment, by the database's clock.
   *
   * @return when the last of them changed; {@code since} where none did
   */
  public Instant changedSince(Instant since, Consumer<Campaign> taker) {
    return store.changedSince(since, taker);
  }

  /**
   * Says what would happen, over the whole segment: seconds for a city.
   *
   * @throws UnknownCampaign when there is none
   * @throws jp.todoke.delivery.wording.TemplateValuesMissing when the template needs more values
   * @throws jp.todoke.templates.ValueRefused when a value can not be put into the message
   */
  public DryRun dryRun(String id) {
    Campaign campaign = get(id);
    Wording wording = wording(campaign.draft());
    Audience.Counted counted = audience.count(campaign.draft());
    long hashed =
        campaign.submission().map(Campaign.Submission::selected).orElse(counted.selected());
    return new DryRun(
        counted.selected(),
        counted.routes(),
        hash(campaign.draft(), wording, hashed),
        wording.samples());
  }

  /**
   * Hands a draft over for approval by somebody else.
   *
   * @throws UnknownCampaign when there is none
   * @throws WrongState when it is no draft
   * @throws CampaignRefused when the text is too long for LINE
   * @throws StaleCampaign when it is no longer at {@code expected}
   * @throws jp.todoke.delivery.wording.TemplateValuesMissing when the template needs more values
   * @throws jp.todoke.templates.ValueRefused when a value can not be put into the message
   */
  public Campaign submit(String id, long expected, String by) {
    Campaign read = at(id, expected, "submitted", Status.DRAFT);
    Wording wording = wording(read.draft());
    if (tooLongForLine(read.draft(), wording)) {
      throw new CampaignRefused("routes", "LINE takes " + LineChannel.TEXT_LIMIT + " characters");
    }
    long selected = audience.size(read.draft());
    return change(
        read,
        CampaignStore.submission(
            new Campaign.Submission(mark(by), hash(read.draft(), wording, selected), selected)));
  }

  /**
   * Approves exactly what was read; it starts at its time, or at once. For many people a first
   * approval only lets a second person decide; an emergency starts with one.
   *
   * @param contentHash of the dry run or submission the approver read
   * @throws UnknownCampaign when there is none
   * @throws WrongState when it is not submitted
   * @throws jp.todoke.delivery.approvals.OwnWorkApproval when the approver created, last edited or
   *     submitted it, or gave the first approval
   * @throws ApprovalExpired when it is to begin after the approval has lapsed
   * @throws ContentChanged when the hash is of something else, or the audience has more than
   *     doubled or halved since the submission. The same is looked at again when it is frozen, and
   *     whether it has grown beyond what one approver may decide: then it is stopped
   * @throws StaleCampaign when somebody changed it at this very moment
   */
  public Campaign approve(String id, String contentHash, String by) {
    Campaign read = get(id);
    Campaign.Submission submission =
        read.submission()
            .filter(handedOver -> read.status() == Status.SUBMITTED)
            .orElseThrow(() -> new WrongState(id, read.status(), "approved"));
    Mark mark = mark(by);
    Optional<Mark> first =
        read.firstApproved().filter(one -> mark.at().isBefore(one.at().plus(policy.holds())));
    Set<String> hands = read.hands();
    first.ifPresent(one -> hands.add(one.by()));
    FourEyes.check(
        id,
        hands,
        by,
        contentHash,
        hash(read.draft(), wording(read.draft()), submission.selected()));
    Instant startAt = read.draft().sendAt().orElse(mark.at());
    if (!startAt.isBefore(mark.at().plus(policy.holds()))) {
      throw new ApprovalExpired(id, policy.holds());
    }
    long now = audience.size(read.draft());
    if (drifted(submission.selected(), now)) {
      throw new ContentChanged(id);
    }
    boolean two = asksForTwo(read.draft(), Math.max(submission.selected(), now));
    return change(
        read,
        two && first.isEmpty()
            ? CampaignStore.firstApproval(mark)
            : CampaignStore.approval(mark, startAt));
  }

  /**
   * Records that a second person looked at an emergency after it had begun.
   *
   * @throws UnknownCampaign when there is none
   * @throws WrongState when no review of it is due
   * @throws jp.todoke.delivery.approvals.OwnWorkApproval when the reviewer made or approved it
   * @throws StaleCampaign when somebody changed it at this very moment
   */
  public Campaign review(String id, String by) {
    Campaign read = get(id);
    if (!read.reviewDue()) {
      throw new WrongState(id, read.status(), "reviewed");
    }
    Set<String> hands = read.hands();
    read.approved().ifPresent(one -> hands.add(one.by()));
    FourEyes.check(id, hands, by, id, id);
    return change(read, CampaignStore.review(mark(by)));
  }

  /** The emergencies that a second person still has to look at, by id. */
  public List<Campaign> reviewsDue() {
    return store.notReviewed().stream().filter(Campaign::reviewDue).toList();
  }

  /** Approved campaigns whose time came before that moment and that have not begun. */
  public List<Campaign> waiting(Instant before) {
    return store.waiting(before);
  }

  /** The campaigns whose chunks are being worked off. */
  public List<Campaign> sending() {
    return store.opened();
  }

  /** Keeps that the words were sent to staff for a look. */
  public void tested(String id, Route route, long accepted, String by) {
    store.note(id, CampaignStore.tested(mark(by), route, accepted));
  }

  /**
   * Stops a campaign for good. What is being sent at this moment ends with its chunk, on mail with
   * the slice; everything pending is suppressed as {@code stopped}.
   *
   * @throws UnknownCampaign when there is none
   * @throws WrongState when it is neither approved nor sending
   */
  public Campaign stop(String id, String by) {
    while (true) {
      Campaign read = in(get(id), "stopped", Status.APPROVED, Status.SENDING);
      Optional<Campaign> stopped = store.change(read, CampaignStore.stop(mark(by)));
      if (stopped.isPresent()) {
        ledger.hasten(id);
        return stopped.get();
      }
    }
  }

  /** What a person decides about messages that were perhaps sent. */
  public enum UnknownDecision {
    /** Send again; some people may get it twice. */
    RESEND,
    /** Leave it; some people may not have got it. */
    LEAVE
  }

  /**
   * Decides about everybody whose message was perhaps sent and who waits for a decision.
   *
   * @return how many recipients it concerned
   * @throws UnknownCampaign when there is none
   * @throws WrongState when it is not sending
   * @throws StaleCampaign when somebody changed it at this very moment
   */
  public int decideUnknown(String id, UnknownDecision decision, String by) {
    Campaign read = in(get(id), "decided upon", Status.SENDING);
    boolean resend = decision == UnknownDecision.RESEND;
    change(read, CampaignStore.decision(resend, mark(by)));
    return ledger.decide(id, resend);
  }

  /**
   * Starts every approved campaign whose time has come: freezes its audience and lets it be sent.
   * Called again and again on every node; an interrupted start is taken up where it broke off.
   *
   * @return how many were started here
   */
  public int startDue() {
    int started = 0;
    if (selection.ready()) {
      for (Optional<CampaignStore.Freezing> due = claim(); due.isPresent(); due = claim()) {
        started += start(due.get()) ? 1 : 0;
      }
    }
    for (Campaign campaign : store.lacking(Status.SENDING, "opened")) {
      open(campaign.id());
    }
    return started;
  }

  private Optional<CampaignStore.Freezing> claim() {
    Instant now = clock.instant();
    return store.claimFreezing(now, now.plus(FREEZING_LEASE));
  }

  private boolean start(CampaignStore.Freezing freezing) {
    Campaign campaign = freezing.campaign();
    String id = campaign.id();
    try {
      if (lapsed(campaign) && store.expire(freezing)) {
        LOG.log(System.Logger.Level.WARNING, "the approval of campaign {0} has lapsed", id);
        return false;
      }
      long selected =
          audience.freeze(
              campaign,
              wording(campaign.draft()).hash(),
              () -> store.renew(freezing, clock.instant().plus(FREEZING_LEASE)));
      long approved = campaign.submission().map(Campaign.Submission::selected).orElse(0L);
      boolean oneTooFew =
          asksForTwo(campaign.draft(), selected) && campaign.firstApproved().isEmpty();
      if (oneTooFew || drifted(approved, selected)) {
        LOG.log(System.Logger.Level.ERROR, "campaign {0} stopped: its audience has changed", id);
        store.abandon(freezing, mark("system"));
      } else if (isBeyondQuota(campaign)) {
        LOG.log(System.Logger.Level.ERROR, "campaign {0} waits: LINE's allowance is too small", id);
        return false;
      } else if (store.begin(freezing, selected)) {
        open(id);
        return true;
      }
    } catch (Audience.Overtaken overtaken) {
      LOG.log(System.Logger.Level.INFO, "campaign {0} is being frozen elsewhere", id);
    } catch (RuntimeException failed) {
      // The other campaigns start all the same; this one is tried again when its lease is over.
      LOG.log(
          System.Logger.Level.ERROR,
          "campaign {0} could not be frozen: {1}",
          id,
          failed.getClass().getName());
    }
    if (store.find(id).filter(now -> now.status() == Status.STOPPED).isPresent()) {
      ledger.hasten(id);
    }
    return false;
  }

  /** Frozen, it knows how many LINE would have to reach; it is looked at again with each lease. */
  private boolean isBeyondQuota(Campaign campaign) {
    if (!campaign.draft().routes().contains(Route.LINE) || campaign.draft().emergency()) {
      return false;
    }
    long people = waitingForLine(campaign.id());
    long before =
        store.opened().stream()
            .filter(other -> other.draft().routes().contains(Route.LINE))
            .mapToLong(other -> waitingForLine(other.id()))
            .sum();
    boolean beyond = people > 0 && !lineTakes.test(before + people);
    if (beyond) {
      beyondQuota.add(campaign.id());
    } else {
      beyondQuota.remove(campaign.id());
    }
    return beyond;
  }

  private long waitingForLine(String campaign) {
    return ledger.tally(campaign).getOrDefault(Route.LINE, Tally.NONE).lines().entrySet().stream()
        .filter(line -> line.getKey().state() == Recipient.State.PENDING)
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /** Approved campaigns this node did not start because LINE's monthly allowance is too small. */
  public Set<String> beyondQuota() {
    beyondQuota.removeIf(
        id -> store.find(id).filter(it -> it.status() == Status.APPROVED).isEmpty());
    return Set.copyOf(beyondQuota);
  }

  /** Whether the approval came too long ago; a freezing that has begun is brought to its end. */
  private boolean lapsed(Campaign campaign) {
    Route first = EnumSet.copyOf(campaign.draft().routes()).iterator().next();
    return campaign
            .approved()
            .filter(one -> !clock.instant().isBefore(one.at().plus(policy.holds())))
            .isPresent()
        && ledger.last(campaign.id(), first).isEmpty();
  }

  private void open(String id) {
    ledger.open(id);
    store.set(id, "opened");
  }

  /**
   * Closes every campaign with nothing left to do: a sending one whose ledger balances becomes
   * sent, a stopped one is settled.
   *
   * @return how many became sent
   */
  public int finish() {
    int finished = 0;
    for (Campaign campaign : store.opened()) {
      if (ledger.unfinished(campaign.id()) == 0 && balances(campaign)) {
        finished += store.sent(campaign.id(), clock.instant()) ? 1 : 0;
      }
    }
    for (Campaign campaign : store.lacking(Status.STOPPED, "settled")) {
      ledger.hasten(campaign.id());
      if (ledger.unfinished(campaign.id()) == 0) {
        store.set(campaign.id(), "settled");
      }
    }
    return finished;
  }

  /**
   * Whether every route of a campaign that is being sent has exactly the people that were frozen,
   * each in one state.
   */
  public boolean balances(Campaign campaign) {
    Map<Route, Tally> tallies = ledger.tally(campaign.id());
    long selected = campaign.selected().orElse(0L);
    for (Route route : campaign.draft().routes()) {
      Tally tally = tallies.getOrDefault(route, Tally.NONE);
      long recorded = tally.lines().values().stream().mapToLong(Long::longValue).sum();
      if (tally.selected() != selected || recorded != selected) {
        LOG.log(
            System.Logger.Level.ERROR,
            "campaign {0} does not balance on {1}: {2} selected, {3} frozen, {4} recorded",
            campaign.id(),
            route,
            selected,
            tally.selected(),
            recorded);
        return false;
      }
    }
    return true;
  }

  private void check(CampaignDraft draft) {
    if (draft.title().isBlank() || draft.title().length() > TITLE_LIMIT) {
      throw new CampaignRefused("title", "1 to " + TITLE_LIMIT + " characters");
    }
    if (draft.routes().isEmpty()) {
      throw new CampaignRefused("routes", "at least one");
    }
    if (!Route.ofCampaigns().containsAll(draft.routes())) {
      throw new CampaignRefused("routes", "another provider delivers official notices only");
    }
    if (!Preferences.TOPIC.matcher(draft.topic()).matches()) {
      throw new CampaignRefused("topic", "1 to 40 of a-z, 0-9 and -");
    }
    if (templates.find(draft.templateId(), draft.templateVersion()).isEmpty()) {
      throw new CampaignRefused("templateVersion", "there is no such version");
    }
    if (!selection.exists(draft)) {
      throw new CampaignRefused("segmentVersion", "there is no such published version");
    }
    Instant from = draft.sendAt().orElse(clock.instant());
    if (draft.usefulUntil().filter(until -> !until.isAfter(from)).isPresent()) {
      throw new CampaignRefused("usefulUntil", "is after the campaign starts");
    }
  }

  private Wording wording(CampaignDraft draft) {
    return Wording.of(templates, draft.templateId(), draft.templateVersion(), draft.values());
  }

  private static String hash(CampaignDraft draft, Wording wording, long selected) {
    return new ContentHash()
        .add(draft.title())
        .add(wording.hash())
        .add(draft.segmentId())
        .add(draft.segmentVersion())
        .add(EnumSet.copyOf(draft.routes()))
        .add(Values.write(draft.values()))
        .add(draft.sendAt())
        .add(draft.usefulUntil())
        .add(draft.topic())
        .add(draft.emergency())
        .add(selected)
        .hex();
  }

  private static boolean tooLongForLine(CampaignDraft draft, Wording wording) {
    return draft.routes().contains(Route.LINE)
        && !wording.sensitive()
        && wording.samples().values().stream()
            .anyMatch(words -> words.text().length() > LineChannel.TEXT_LIMIT);
  }

  private boolean asksForTwo(CampaignDraft draft, long people) {
    return !draft.emergency() && people >= policy.twoFrom();
  }

  private static boolean drifted(long before, long now) {
    return Math.abs(now - before) > SMALL && (now > 2 * before || 2 * now < before);
  }

  private Campaign get(String id) {
    return store.find(id).orElseThrow(() -> new UnknownCampaign(id));
  }

  private Campaign at(String id, long expected, String step, Status first, Status... others) {
    Campaign read = get(id);
    if (read.version() != expected) {
      throw new StaleCampaign(id, expected);
    }
    return in(read, step, first, others);
  }

  private static Campaign in(Campaign read, String step, Status first, Status... others) {
    if (!EnumSet.of(first, others).contains(read.status())) {
      throw new WrongState(read.id(), read.status(), step);
    }
    return read;
  }

  private Campaign change(Campaign read, Bson change) {
    return store
        .change(read, change)
        .orElseThrow(() -> new StaleCampaign(read.id(), read.version()));
  }

  private Mark mark(String by) {
    return new Mark(by, clock.instant().truncatedTo(ChronoUnit.MILLIS));
  }
}

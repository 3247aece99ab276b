package jp.todoke.delivery.notices;

import com.mongodb.client.MongoDatabase;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import jp.todoke.channels.Receipt;
import jp.todoke.channels.Receipts;
import jp.todoke.channels.Route;
import jp.todoke.channels.portal.InboxEntry;
import jp.todoke.channels.portal.PortalInbox;
import jp.todoke.delivery.addresses.Addressed;
import jp.todoke.delivery.addresses.Addresses;
import jp.todoke.delivery.approvals.ContentHash;
import jp.todoke.delivery.approvals.FourEyes;
import jp.todoke.delivery.approvals.Mark;
import jp.todoke.delivery.approvals.WrongState;
import jp.todoke.delivery.ledger.Chunk;
import jp.todoke.delivery.ledger.Kind;
import jp.todoke.delivery.ledger.Ledger;
import jp.todoke.delivery.ledger.Recipient;
import jp.todoke.delivery.wording.Withdrawn;
import jp.todoke.delivery.wording.Wording;
import jp.todoke.segmentation.reach.Reach;
import jp.todoke.templates.Rendering;
import jp.todoke.templates.Templates;

/** The door to notices. Thread-safe; any number of nodes. */
public final class Notices {

  private static final System.Logger LOG = System.getLogger(Notices.class.getName());

  /** How the id of every notice begins, and no other delivery's. */
  public static final String PREFIX = "n-";

  private static final Pattern ID = Pattern.compile("n-[a-z0-9-]{1,22}");

  private static final int STEPS_AT_A_TURN = 200;
  private static final int MOST_STEPS = 8;
  private static final Duration BATCHES_SHOWN = Duration.ofDays(31);
  private static final int LETTERS_IN_A_BATCH = 2_000;
  private static final int LONGEST_REASON = 500;

  private final NoticeStore store;
  private final PrintWorklist worklist;
  private final Receipts receipts;
  private final Templates templates;
  private final Addresses addresses;
  private final PortalInbox inbox;
  private final Ledger ledger;
  private final BooleanSupplier paused;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  /**
   * Opens the collection of this database and makes sure of its index.
   *
   * @param paused whether nothing may be sent at the moment
   */
  public Notices(
      MongoDatabase database,
      Templates templates,
      Addresses addresses,
      PortalInbox inbox,
      Ledger ledger,
      BooleanSupplier paused,
      Clock clock) {
    this.store = new NoticeStore(database);
    this.worklist = new PrintWorklist(database);
    this.receipts = new Receipts(database);
    this.templates = templates;
    this.addresses = addresses;
    this.inbox = inbox;
    this.ledger = ledger;
    this.paused = paused;
    this.clock = clock;
  }

  /** An id nobody has chosen, for callers without one of their own. */
  public String newId() {
    byte[] bytes = new byte[10];
    random.nextBytes(bytes);
    return PREFIX + HexFormat.of().formatHex(bytes);
  }

  /**
   * Writes a notice down; it waits for somebody else's approval and does not change any more.
   *
   * @throws NoticeRefused when the id, the routes, the template version or the person is not right
   * @throws NoticeExists when the id is taken
   * @throws jp.todoke.delivery.wording.TemplateValuesMissing when the template needs more values
   * @throws jp.todoke.templates.ValueRefused when a value can not be put into the message
   */
  public Notice create(String id, NoticeDraft draft, String by) {
    if (!ID.matcher(id).matches()) {
      throw new NoticeRefused("id", "n- and 1 to 22 of a-z, 0-9 and -");
    }
    if (!draft.routes().contains(Route.PORTAL)) {
      throw new NoticeRefused("routes", "the portal is the channel of record");
    }
    if (templates.find(draft.templateId(), draft.templateVersion()).isEmpty()) {
      throw new NoticeRefused("templateVersion", "there is no such version");
    }
    checkFallback(draft);
    if (judge(draft, Route.PORTAL) instanceof Addressed.Barred) {
      throw new NoticeRefused("commonId", "there is nobody of this common ID");
    }
    Wording wording = wording(draft);
    NoticeDraft kept =
        new NoticeDraft(
            draft.commonId(),
            draft.templateId(),
            draft.templateVersion(),
            draft.values(),
            draft.sensitive() || wording.sensitive(),
            draft.routes(),
            draft.fallback());
    Notice notice =
        new Notice(
            id,
            kept,
            hash(kept, wording),
            Notice.Status.CREATED,
            mark(by),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            Optional.empty());
    if (!store.insert(notice)) {
      throw new NoticeExists(id);
    }
    return notice;
  }

  /** Each deadline later than the one before, each road once, paper last. */
  private static void checkFallback(NoticeDraft draft) {
    Set<Route> used = EnumSet.copyOf(draft.routes());
    Duration before = Duration.ZERO;
    boolean ended = false;
    if (draft.fallback().size() > MOST_STEPS) {
      throw new NoticeRefused("fallback", "at most " + MOST_STEPS + " steps");
    }
    for (FallbackStep step : draft.fallback()) {
      if (!step.isSound() || step.after().compareTo(before) <= 0) {
        throw new NoticeRefused("fallback", "deadlines of 1 minute to 1,000 days, one after other");
      }
      if (ended || step.to().route().filter(route -> !used.add(route)).isPresent()) {
        throw new NoticeRefused("fallback", "each road once, print last");
      }
      before = step.after();
      ended = step.to() == FallbackStep.To.PRINT;
    }
  }

  /**
   * Approves exactly what was read; it is sent at once.
   *
   * @throws UnknownNotice when there is none
   * @throws WrongState when it is approved already
   * @throws jp.todoke.delivery.approvals.OwnWorkApproval when the approver created it
   * @throws jp.todoke.delivery.approvals.ContentChanged when the hash is of something else
   */
  public Notice approve(String id, String contentHash, String by) {
    Notice read = get(id);
    if (read.status() != Notice.Status.CREATED) {
      throw new WrongState(id, read.status(), "approved");
    }
    FourEyes.check(
        id,
        Set.of(read.created().by()),
        by,
        contentHash,
        hash(read.draft(), wording(read.draft())));
    Notice approved =
        store
            .approve(id, mark(by))
            .orElseThrow(() -> new WrongState(id, Notice.Status.APPROVED, "approved"));
    queue(approved);
    return approved;
  }

  /**
   * Withdraws a notice that was an error, before or after its approval: what is not sent yet never
   * is, no fallback is taken, no letter is printed, and on the portal a sentence says that it was
   * withdrawn in place of what it said. What was opened before stays opened in the evidence.
   *
   * @param reason 1 to 500 characters without control characters, for the evidence
   * @throws UnknownNotice when there is none
   * @throws NoticeRefused when the reason is not right
   * @throws WrongState when it is withdrawn already
   */
  public Notice withdraw(String id, String reason, String by) {
    if (reason.isBlank()
        || reason.length() > LONGEST_REASON
        || reason.chars().anyMatch(Character::isISOControl)) {
      throw new NoticeRefused("reason", "1 to " + LONGEST_REASON + " characters in one line");
    }
    get(id);
    Notice withdrawn =
        store
            .withdraw(id, new Notice.Withdrawal(mark(by), reason))
            .orElseThrow(() -> new WrongState(id, Notice.Status.WITHDRAWN, "withdrawn"));
    takeBack(withdrawn);
    return get(id);
  }

  /** Safe to repeat; done when nobody can be sending it any more. */
  private void takeBack(Notice notice) {
    ledger.hasten(notice.id());
    boolean over = ledger.unfinished(notice.id()) == 0;
    worklist.needless(notice.id());
    String commonId = notice.draft().commonId();
    String entry = entryId(notice.id(), commonId);
    inbox
        .find(commonId, entry)
        .map(found -> Withdrawn.in(found.item().language()))
        .ifPresent(words -> inbox.withdraw(entry, words.subject(), words.text(), now()));
    if (over) {
      store.takenBack(notice.id());
    }
  }

  /**
   * Puts notices into the queue whose approval was interrupted right after it, and takes back those
   * that were withdrawn while they were under way. Called again and again on every node.
   */
  public void startDue() {
    eachOf(store.notQueued(), this::queue);
    eachOf(store.notTakenBack(), this::takeBack);
  }

  private static void eachOf(List<Notice> notices, Consumer<Notice> step) {
    for (Notice notice : notices) {
      try {
        step.accept(notice);
      } catch (RuntimeException failed) {
        failed(notice.id(), failed);
      }
    }
  }

  private void queue(Notice notice) {
    if (notice.status() != Notice.Status.APPROVED) {
      store.queued(notice.id());
      return;
    }
    for (Route route : EnumSet.copyOf(notice.draft().routes())) {
      freeze(notice, route);
    }
    ledger.open(notice.id());
    Instant approvedAt = notice.approved().orElse(notice.created()).at();
    notice.draft().fallback().stream()
        .findFirst()
        .ifPresent(
            first ->
                store.awaits(
                    notice.id(), 0, Optional.of(approvedAt.plus(first.after())), Optional.empty()));
    store.queued(notice.id());
  }

  private void freeze(Notice notice, Route route) {
    NoticeDraft draft = notice.draft();
    Recipient recipient =
        switch (judge(draft, route)) {
          case Addressed.At at -> Recipient.pending(draft.commonId());
          case Addressed.Barred(String reason) ->
              Recipient.suppressed(draft.commonId(), reason, clock.instant());
        };
    // One that is there already was written by the same approval, or the same step.
    ledger.freeze(
        Chunk.frozen(
            notice.id(), Kind.NOTICE, route, 0, wording(draft).hash(), List.of(recipient)));
  }

  /**
   * Takes the next step for every notice that was not opened by its deadline. Called again and
   * again on every node; a step that broke off is taken up, and is never taken twice. While nothing
   * may be sent nothing falls to paper either, nor to another channel.
   *
   * @return how many steps were taken here
   */
  public int fallBackDue() {
    int taken = 0;
    for (Map.Entry<String, Integer> due : store.stepsDue(now(), STEPS_AT_A_TURN).entrySet()) {
      if (paused.getAsBoolean()) {
        return taken;
      }
      try {
        Notice notice = current(get(due.getKey()));
        if (notice.openedAt().isPresent() || notice.status() == Notice.Status.WITHDRAWN) {
          store.settled(notice.id());
        } else {
          taken += fallBack(notice, due.getValue()) ? 1 : 0;
        }
      } catch (RuntimeException failed) {
        failed(due.getKey(), failed);
      }
    }
    return taken;
  }

  /** The other notices go on; this one is tried again at the next turn. */
  private static void failed(String id, RuntimeException failed) {
    LOG.log(
        System.Logger.Level.ERROR,
        "notice {0} could not be taken further: {1}",
        id,
        failed.getClass().getName());
  }

  private boolean fallBack(Notice notice, int number) {
    List<FallbackStep> steps = notice.draft().fallback();
    FallbackStep step = steps.get(number);
    Instant now = now();
    step.to()
        .route()
        .ifPresentOrElse(
            route -> {
              freeze(notice, route);
              ledger.open(notice.id());
            },
            () -> worklist.add(notice.id(), now));
    // A step that came late gives the person the whole time before the next all the same.
    Optional<Instant> next =
        number + 1 < steps.size()
            ? Optional.of(now.plus(steps.get(number + 1).after().minus(step.after())))
            : Optional.empty();
    return store.awaits(
        notice.id(), number + 1, next, Optional.of(new Notice.Taken(step.to(), now)));
  }

  /**
   * Takes what waits to be printed, but not what was opened meanwhile. No letter is in two batches.
   *
   * @return the batch's id; empty when there is nothing to print
   */
  public Optional<String> takePrints(String by) {
    List<String> notices = new ArrayList<>();
    for (PrintWorklist.Job job : worklist.waiting(LETTERS_IN_A_BATCH)) {
      Notice notice = current(get(job.notice()));
      if (notice.openedAt().isPresent() || notice.status() == Notice.Status.WITHDRAWN) {
        worklist.needless(job.notice());
      } else {
        notices.add(job.notice());
      }
    }
    byte[] bytes = new byte[6];
    random.nextBytes(bytes);
    String batch = "p-" + HexFormat.of().formatHex(bytes);
    return worklist.take(notices, batch, mark(by)) > 0 ? Optional.of(batch) : Optional.empty();
  }

  /**
   * A batch of letters.
   *
   * @param taken by whom and when
   */
  public record PrintBatch(String id, long letters, Mark taken) {}

  /** The batches taken within the last 31 days, the newest first: whoever lost one finds it. */
  public List<PrintBatch> printBatches() {
    return worklist.batches(now().minus(BATCHES_SHOWN)).stream()
        .map(batch -> new PrintBatch(batch.id(), batch.letters(), batch.taken()))
        .toList();
  }

  /**
   * The letters of a batch, or, without one, those that wait; by id, at most 2,000. None that was
   * withdrawn, even after its batch was taken.
   */
  public List<PrintLetter> prints(Optional<String> batch) {
    List<PrintLetter> letters = new ArrayList<>();
    for (PrintWorklist.Job job :
        batch.map(worklist::of).orElseGet(() -> worklist.waiting(LETTERS_IN_A_BATCH))) {
      Notice notice = get(job.notice());
      if (notice.status() != Notice.Status.WITHDRAWN) {
        letters.add(
            new PrintLetter(notice, job.since(), job.batch(), job.taken(), words(notice.draft())));
      }
    }
    return letters;
  }

  private Rendering.Rendered words(NoticeDraft draft) {
    String language = judge(draft, Route.PORTAL) instanceof Addressed.At at ? at.language() : "ja";
    return wording(draft).in(language);
  }

  private Addressed judge(NoticeDraft draft, Route route) {
    return addresses
        .ofIds(List.of(draft.commonId()), route, Reach.Weight.NOTICE, "")
        .getOrDefault(draft.commonId(), new Addressed.Barred("no-profile"));
  }

  /** The notice of that id. */
  public Optional<Notice> find(String id) {
    return store.find(id);
  }

  /**
   * Notices in the order of their ids.
   *
   * @param after id of the last one of the page before; the empty string for the first page
   * @param limit 1 to 100
   */
  public List<Notice> page(String after, int limit) {
    return store.page(after, Math.clamp(limit, 1, 100));
  }

  /**
   * The person opened their notice on the portal. The first time wins and may be told again; empty
   * alike for one that is not there, not delivered, or somebody else's.
   */
  public Optional<Notice> opened(String id, String commonId) {
    return inbox.opened(commonId, entryId(id, commonId), now()).flatMap(entry -> keep(id, entry));
  }

  /**
   * The person downloads their notice, and so has opened it. The first time is kept; empty alike
   * for one that is not there, not delivered, or somebody else's.
   */
  public Optional<Notice> downloaded(String id, String commonId) {
    return opened(id, commonId).flatMap(notice -> store.downloaded(id, now()));
  }

  /**
   * The person acknowledged their notice, and so has opened it. The first time wins and may be told
   * again; empty alike for one that is not there, not delivered, or somebody else's.
   */
  public Optional<Notice> acknowledged(String id, String commonId) {
    return inbox
        .acknowledged(commonId, entryId(id, commonId), now())
        .flatMap(entry -> keep(id, entry));
  }

  /**
   * What can be shown about a notice; takes over the times of the inbox first.
   *
   * @throws UnknownNotice when there is none
   */
  public Evidence evidence(String id) {
    Notice current = current(get(id));
    Set<Route> routes = EnumSet.copyOf(current.draft().routes());
    current.draft().fallback().forEach(step -> step.to().route().ifPresent(routes::add));
    Map<Route, Recipient> roads = new EnumMap<>(Route.class);
    List<Receipt> said = new ArrayList<>();
    for (Route route : routes) {
      ledger
          .find(id, route, 0)
          .ifPresent(
              chunk -> {
                roads.put(route, chunk.at(0));
                said.addAll(receipts.of(chunk.ref(0)));
              });
    }
    said.sort(Comparator.comparing(Receipt::at));
    return new Evidence(
        current,
        wording(current.draft()).hash(),
        roads,
        inbox
            .find(current.draft().commonId(), entryId(id, current.draft().commonId()))
            .map(entry -> entry.item().language()),
        said,
        worklist
            .find(id)
            .flatMap(
                job ->
                    job.batch()
                        .flatMap(
                            batch -> job.taken().map(mark -> new Evidence.Print(batch, mark)))));
  }

  /**
   * The evidence as lines that a third party can check ({@link EvidenceChain}).
   *
   * @param by who exports it
   * @throws UnknownNotice when there is none
   */
  public List<String> export(String id, String by) {
    return EvidenceChain.of(evidence(id), by, now());
  }

  /** The notice with the times of the inbox. */
  private Notice current(Notice notice) {
    String commonId = notice.draft().commonId();
    return inbox
        .find(commonId, entryId(notice.id(), commonId))
        .flatMap(entry -> keep(notice.id(), entry))
        .orElse(notice);
  }

  private Optional<Notice> keep(String id, InboxEntry entry) {
    return store.read(id, entry.openedAt(), entry.acknowledgedAt());
  }

  private static String entryId(String id, String commonId) {
    return id + ":" + commonId;
  }

  private Notice get(String id) {
    return store.find(id).orElseThrow(() -> new UnknownNotice(id));
  }

  private Wording wording(NoticeDraft draft) {
    return Wording.of(templates, draft.templateId(), draft.templateVersion(), draft.values());
  }

  private static String hash(NoticeDraft draft, Wording wording) {
    ContentHash hash =
        new ContentHash()
            .add(draft.commonId())
            .add(wording.hash())
            .add(draft.sensitive())
            .add(EnumSet.copyOf(draft.routes()));
    draft.fallback().forEach(step -> hash.add(step.to()).add(step.after()));
    return hash.hex();
  }

  private Mark mark(String by) {
    return new Mark(by, now());
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}

package jp.todoke.delivery.notices;

import com.mongodb.client.MongoDatabase;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
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
import jp.todoke.delivery.wording.Wording;
import jp.todoke.segmentation.reach.Reach;
import jp.todoke.templates.Templates;

/** The door to notices. Thread-safe; any number of nodes. */
public final class Notices {

  private static final Pattern ID = Pattern.compile("n-[a-z0-9-]{1,22}");

  private final NoticeStore store;
  private final Templates templates;
  private final Addresses addresses;
  private final PortalInbox inbox;
  private final Ledger ledger;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  /** Opens the collection of this database and makes sure of its index. */
  public Notices(
      MongoDatabase database,
      Templates templates,
      Addresses addresses,
      PortalInbox inbox,
      Ledger ledger,
      Clock clock) {
    this.store = new NoticeStore(database);
    this.templates = templates;
    this.addresses = addresses;
    this.inbox = inbox;
    this.ledger = ledger;
    this.clock = clock;
  }

  /** An id nobody has chosen, for callers without one of their own. */
  public String newId() {
    byte[] bytes = new byte[10];
    random.nextBytes(bytes);
    return "n-" + HexFormat.of().formatHex(bytes);
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
            draft.routes());
    Notice notice =
        new Notice(
            id,
            kept,
            hash(kept, wording),
            Notice.Status.CREATED,
            mark(by),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    if (!store.insert(notice)) {
      throw new NoticeExists(id);
    }
    return notice;
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
   * Puts notices into the queue whose approval was interrupted right after it. Called again and
   * again on every node.
   */
  public void startDue() {
    store.notQueued().forEach(this::queue);
  }

  private void queue(Notice notice) {
    NoticeDraft draft = notice.draft();
    String payload = wording(draft).hash();
    for (Route route : EnumSet.copyOf(draft.routes())) {
      Recipient recipient =
          switch (judge(draft, route)) {
            case Addressed.At at -> Recipient.pending(draft.commonId());
            case Addressed.Barred(String reason) ->
                Recipient.suppressed(draft.commonId(), reason, clock.instant());
          };
      // One that is there already was written by the same approval.
      ledger.freeze(Chunk.frozen(notice.id(), Kind.NOTICE, route, 0, payload, List.of(recipient)));
    }
    ledger.open(notice.id());
    store.queued(notice.id());
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
    Notice notice = get(id);
    String commonId = notice.draft().commonId();
    Notice current =
        inbox
            .find(commonId, entryId(id, commonId))
            .flatMap(entry -> keep(id, entry))
            .orElse(notice);
    Map<Route, Recipient> roads = new EnumMap<>(Route.class);
    for (Route route : notice.draft().routes()) {
      ledger.find(id, route, 0).ifPresent(chunk -> roads.put(route, chunk.at(0)));
    }
    return new Evidence(current, roads);
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
    return new ContentHash()
        .add(draft.commonId())
        .add(wording.hash())
        .add(draft.sensitive())
        .add(EnumSet.copyOf(draft.routes()))
        .hex();
  }

  private Mark mark(String by) {
    return new Mark(by, now());
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}

package jp.todoke.faq.curation;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import jp.todoke.faq.FaqEntries;
import jp.todoke.faq.FaqEntry;
import jp.todoke.faq.FaqStatus;
import jp.todoke.faq.answers.Answers;
import jp.todoke.faq.answers.Replay;
import jp.todoke.faq.synonyms.SynonymList;
import jp.todoke.faq.synonyms.SynonymLists;
import jp.todoke.search.japanese.Synonyms;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * Proposals from their draft to their outcome: written by one, tried on what was asked, approved by
 * another. Thread-safe.
 */
public final class Proposals {

  /**
   * From this share of its words on the nearest entry is taken for the right one in other words.
   */
  private static final double NEAR = .45;

  private static final Duration WATCHED = Duration.ofDays(14);

  private final MongoCollection<Document> proposals;
  private final FaqEntries entries;
  private final SynonymLists lists;
  private final Answers answers;
  private final Misses misses;
  private final Clock clock;

  /** Uses the database's collection. */
  public Proposals(
      MongoDatabase database,
      FaqEntries entries,
      SynonymLists lists,
      Answers answers,
      Misses misses,
      Clock clock) {
    this.proposals = database.getCollection("faqProposals");
    this.entries = entries;
    this.lists = lists;
    this.answers = answers;
    this.misses = misses;
    this.clock = clock;
  }

  /**
   * Drafts what a cluster asks for, from its own words and the nearest entry: another wording where
   * an entry speaks of most of it, else a new entry whose answer somebody has to write. The same
   * cluster gives the same proposal.
   */
  public Proposal draft(Cluster cluster) {
    boolean near = cluster.nearestId().isPresent() && cluster.coverage() >= NEAR;
    String wording = cluster.wording().orElseGet(() -> String.join(" ", cluster.words()));
    return insert(
        new Proposal(
            cluster.id(),
            1,
            near ? Proposal.Kind.WORDING : Proposal.Kind.ENTRY,
            Proposal.State.OPEN,
            cluster.words(),
            cluster.asked(),
            near ? cluster.nearestId().orElseThrow() : "faq-" + cluster.id(),
            wording,
            "",
            "",
            "",
            now(),
            Optional.empty()));
  }

  /**
   * Keeps a proposal; where there is one with its id, that one stays as it is.
   *
   * @return what is kept
   */
  public Proposal insert(Proposal proposal) {
    try {
      proposals.insertOne(document(proposal));
      return proposal;
    } catch (MongoWriteException e) {
      if (e.getError().getCategory() == ErrorCategory.DUPLICATE_KEY) {
        return get(proposal.id());
      }
      throw e;
    }
  }

  /** The proposals in a state, the most often asked first. */
  public List<Proposal> list(Proposal.State state, int limit) {
    List<Proposal> found = new ArrayList<>();
    for (Document row :
        proposals
            .find(Filters.eq("state", state.name()))
            .sort(Sorts.orderBy(Sorts.descending("asked"), Sorts.ascending("_id")))
            .limit(limit)) {
      found.add(proposal(row));
    }
    return List.copyOf(found);
  }

  /**
   * One proposal.
   *
   * @throws UnknownProposal when there is none
   */
  public Proposal get(String id) {
    return Optional.ofNullable(proposals.find(Filters.eq(id)).first())
        .map(Proposals::proposal)
        .orElseThrow(() -> new UnknownProposal(id));
  }

  /**
   * Writes what a proposal would publish.
   *
   * @param expected the version that was read
   * @throws StaleProposal when it was changed or decided meanwhile
   */
  public Proposal write(Proposal written, int expected) {
    Proposal stored = written.stored(expected + 1, now());
    replace(stored, expected);
    return stored;
  }

  /** The entry as a proposal would have it; empty for synonyms. */
  public Optional<FaqEntry> entry(Proposal proposal) {
    return switch (proposal.kind()) {
      case ENTRY -> {
        requireComplete(
            proposal,
            !proposal.question().isBlank()
                && !proposal.answer().isBlank()
                && !proposal.entryId().isBlank());
        yield Optional.of(
            FaqEntry.draft(proposal.entryId(), proposal.question(), proposal.answer())
                .withStatus(FaqStatus.PUBLISHED));
      }
      case WORDING -> {
        requireComplete(proposal, !proposal.question().isBlank());
        FaqEntry now =
            entries
                .find(proposal.entryId())
                .orElseThrow(() -> new UnfinishedProposal(proposal.id()));
        yield Optional.of(
            now.aliases().contains(proposal.question()) ? now : now.withAlias(proposal.question()));
      }
      case SYNONYM -> Optional.empty();
    };
  }

  /** What a proposal would change for the questions of the last days. */
  public Replay replay(Proposal proposal) {
    return entry(proposal)
        .map(answers::replayEntry)
        .orElseGet(
            () ->
                answers.replaySynonyms(
                    new SynonymList(0, groups(proposal), "", now(), "", Optional.empty())));
  }

  /**
   * Puts a proposal in force.
   *
   * @param expected the version that was read
   * @param by who approves; not who wrote it
   * @param mostLost see {@link Answers#publishSynonyms}
   * @throws OwnProposal when both are one
   * @throws UnfinishedProposal when there is nothing to publish yet
   */
  public Proposal approve(String id, int expected, String by, double mostLost) {
    Proposal proposal = open(id, expected);
    if (proposal.by().equals(by)) {
      throw new OwnProposal(id);
    }
    Optional<FaqEntry> entry = entry(proposal);
    if (entry.isEmpty()) {
      requireComplete(proposal, !proposal.group().isBlank());
    }
    Proposal approved = proposal.decided(Proposal.State.APPROVED, by).stored(expected + 1, now());
    if (entry.isEmpty()) {
      SynonymList list =
          answers.proposeSynonyms(
              groups(proposal),
              proposal.by().isEmpty() ? "proposal " + id : proposal.by(),
              "proposal " + id,
              lists.newestVersion());
      answers.publishSynonyms(list.version(), by, mostLost);
    } else if (proposal.kind() == Proposal.Kind.ENTRY) {
      entries.create(entry.get());
    } else {
      entries.update(entry.get(), entry.get().version());
    }
    replace(approved, expected);
    answers.refresh();
    return approved;
  }

  /** Says no to a proposal; who wrote it may. */
  public Proposal reject(String id, int expected, String by) {
    Proposal rejected =
        open(id, expected).decided(Proposal.State.REJECTED, by).stored(expected + 1, now());
    replace(rejected, expected);
    return rejected;
  }

  /**
   * How the questions behind a proposal fared.
   *
   * @param before in the two weeks before it was last changed
   * @param after in the two weeks since
   */
  public record Watched(Misses.Outcome before, Misses.Outcome after) {}

  /** How the questions behind a proposal fared before and after it was decided. */
  public Watched outcome(Proposal proposal) {
    Instant at = proposal.at();
    return new Watched(
        misses.outcome(proposal.words(), at.minus(WATCHED), at),
        misses.outcome(proposal.words(), at, at.plus(WATCHED)));
  }

  private List<String> groups(Proposal proposal) {
    List<String> groups =
        new ArrayList<>(
            lists
                .find(lists.servedVersion())
                .map(SynonymList::groups)
                .orElseGet(Synonyms::municipalLines));
    groups.add(proposal.group());
    return groups;
  }

  private Proposal open(String id, int expected) {
    Proposal proposal = get(id);
    if (proposal.version() != expected || proposal.state() != Proposal.State.OPEN) {
      throw new StaleProposal(id);
    }
    return proposal;
  }

  private void replace(Proposal stored, int expected) {
    Bson asRead =
        Filters.and(
            Filters.eq(stored.id()),
            Filters.eq("version", expected),
            Filters.eq("state", Proposal.State.OPEN.name()));
    if (proposals.replaceOne(asRead, document(stored)).getMatchedCount() == 0) {
      get(stored.id());
      throw new StaleProposal(stored.id());
    }
  }

  private static void requireComplete(Proposal proposal, boolean complete) {
    if (!complete) {
      throw new UnfinishedProposal(proposal.id());
    }
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  private static Document document(Proposal proposal) {
    Document document =
        new Document("_id", proposal.id())
            .append("version", proposal.version())
            .append("kind", proposal.kind().name())
            .append("state", proposal.state().name())
            .append("words", proposal.words())
            .append("asked", proposal.asked())
            .append("entryId", proposal.entryId())
            .append("question", proposal.question())
            .append("answer", proposal.answer())
            .append("group", proposal.group())
            .append("by", proposal.by())
            .append("at", Date.from(proposal.at()));
    proposal.decidedBy().ifPresent(by -> document.append("decidedBy", by));
    return document;
  }

  private static Proposal proposal(Document row) {
    return new Proposal(
        row.getString("_id"),
        row.getInteger("version", 1),
        Proposal.Kind.valueOf(row.getString("kind")),
        Proposal.State.valueOf(row.getString("state")),
        row.getList("words", String.class, List.of()),
        row.get("asked", Number.class).longValue(),
        Objects.requireNonNullElse(row.getString("entryId"), ""),
        Objects.requireNonNullElse(row.getString("question"), ""),
        Objects.requireNonNullElse(row.getString("answer"), ""),
        Objects.requireNonNullElse(row.getString("group"), ""),
        Objects.requireNonNullElse(row.getString("by"), ""),
        row.getDate("at").toInstant(),
        Optional.ofNullable(row.getString("decidedBy")));
  }
}

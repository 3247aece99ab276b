package jp.todoke.faq.curation;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import com.mongodb.client.result.UpdateResult;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import jp.todoke.faq.FaqEntries;
import jp.todoke.faq.FaqEntry;
import jp.todoke.faq.FaqEntryExists;
import jp.todoke.faq.FaqStatus;
import jp.todoke.faq.InvalidFaqEntry;
import jp.todoke.faq.StaleFaqEntry;
import jp.todoke.faq.TextDiff;
import jp.todoke.faq.answers.Answers;
import jp.todoke.faq.answers.FaqReports;
import jp.todoke.faq.answers.Replay;
import jp.todoke.faq.synonyms.StaleSynonymList;
import jp.todoke.faq.synonyms.SynonymList;
import jp.todoke.faq.synonyms.SynonymLists;
import jp.todoke.search.japanese.Synonyms;
import jp.todoke.search.languages.Tags;
import jp.todoke.search.languages.Tongue;
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

  /** Letters of one script. */
  private static final Pattern RUN =
      Pattern.compile("[\\p{IsKatakana}ー]+|\\p{IsHan}+|\\p{IsHiragana}+|[\\p{IsLatin}\\p{Nd}]+");

  private static final String RECORDS = "records";
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
   * Drafts what a cluster asks for, from its own words and entries there are: synonyms where those
   * who asked found an entry afterwards in other words and one of their words says nothing to it;
   * another wording where an entry speaks of most of it; else a new entry whose answer somebody has
   * to write, in the language of the questions. The same cluster gives the same proposal.
   */
  public Proposal draft(Cluster cluster) {
    return draft(cluster, "");
  }

  /** The same by somebody, who then does not approve it. */
  public Proposal draft(Cluster cluster, String by) {
    String wording = cluster.wording().orElseGet(() -> String.join(" ", cluster.words()));
    Optional<FaqEntry> near = cluster.nearestId().flatMap(entries::find);
    Optional<FaqEntry> opened = cluster.chosenId().flatMap(entries::find);
    Optional<FaqEntry> chosen = opened.filter(entry -> speaks(entry, cluster.language()));
    Optional<String> group =
        chosen
            .filter(entry -> Tongue.of(cluster.language()) == Tongue.JA)
            .flatMap(entry -> group(cluster, entry));
    boolean words = near.isPresent() && cluster.coverage() >= NEAR;
    Proposal.Kind kind =
        group.isPresent()
            ? Proposal.Kind.SYNONYM
            : words || chosen.isPresent() ? Proposal.Kind.WORDING : Proposal.Kind.ENTRY;
    String entryId =
        switch (kind) {
          case SYNONYM -> "";
          case WORDING -> chosen.or(() -> near).map(FaqEntry::id).orElse("");
          case ENTRY -> "faq-" + cluster.id();
        };
    return insert(
        Proposal.fresh(
            cluster.id(),
            kind,
            cluster.words(),
            cluster.asked(),
            entryId,
            kind == Proposal.Kind.SYNONYM ? "" : wording,
            "",
            kind == Proposal.Kind.SYNONYM ? group.orElse("") : "",
            Proposal.Details.plain(near.or(() -> opened).map(FaqEntry::category).orElse(""))
                .in(cluster.language()),
            by,
            now()));
  }

  /** A wording is added only to what is written in its language. */
  private static boolean speaks(FaqEntry entry, String language) {
    return Tags.primary(entry.language()).equals(Tags.primary(language));
  }

  /** A word of the askers that finds nothing by itself, with the first word of what they chose. */
  private Optional<String> group(Cluster cluster, FaqEntry chosen) {
    List<String> known = answers.words(chosen.question());
    Optional<String> said = known.stream().filter(this::isOneWord).findFirst();
    return cluster.words().stream()
        .filter(word -> !known.contains(word) && answers.nearest(word).isEmpty())
        .flatMap(word -> asWritten(word, cluster).stream())
        .findFirst()
        .flatMap(word -> said.map(other -> word + ", " + other));
  }

  /** A word as the askers wrote it: its dictionary form may be read as other words. */
  private Optional<String> asWritten(String word, Cluster cluster) {
    return RUN.matcher(cluster.wording().orElse(""))
        .results()
        .map(MatchResult::group)
        .filter(run -> answers.words(run).equals(List.of(word)))
        .findFirst();
  }

  private boolean isOneWord(String word) {
    return answers.words(word).equals(List.of(word));
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

  /**
   * Keeps what a consultation record asks for. The same record again changes nothing; a question
   * that a person of the city vouches for is shown at once, another once three records ask it.
   *
   * @param record stands for the record, whatever is in it
   * @param vouched whether a person of the city has read it
   */
  public void consulted(Proposal proposal, String record, boolean vouched) {
    Document kept = document(proposal.in(Proposal.State.HELD, Optional.empty()));
    kept.remove("_id");
    kept.remove("asked");
    Document stored =
        Objects.requireNonNull(
            proposals.findOneAndUpdate(
                Filters.eq(proposal.id()),
                new Document("$setOnInsert", kept)
                    .append("$addToSet", new Document(RECORDS, record)),
                new FindOneAndUpdateOptions().upsert(true).returnDocument(ReturnDocument.AFTER)));
    long asked = stored.getList(RECORDS, String.class, List.of()).size();
    boolean held = Proposal.State.HELD.name().equals(stored.getString("state"));
    Bson counted = Updates.max("asked", asked);
    proposals.updateOne(
        Filters.and(Filters.eq(proposal.id()), Filters.eq("state", stored.getString("state"))),
        held && (vouched || asked >= FaqReports.FEWEST)
            ? Updates.combine(counted, Updates.set("state", Proposal.State.OPEN.name()))
            : counted);
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
    Proposal read = open(written.id(), expected);
    Proposal stored = written.stored(expected + 1, now());
    replace(stored, read);
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
        Proposal.Details details = proposal.details();
        yield Optional.of(
            new FaqEntry(
                proposal.entryId(),
                1,
                FaqStatus.PUBLISHED,
                details.language(),
                proposal.question(),
                proposal.answer(),
                List.of(),
                details.category(),
                details.programIds(),
                Optional.empty(),
                details.validFrom(),
                details.validTo(),
                now()));
      }
      case WORDING -> {
        requireComplete(proposal, !proposal.question().isBlank());
        FaqEntry now =
            entries
                .find(proposal.entryId())
                .orElseThrow(() -> new UnfinishedProposal(proposal.id()));
        if (now.status() != FaqStatus.PUBLISHED) {
          throw new EntryBeingWritten(now.id());
        }
        yield Optional.of(
            now.aliases().contains(proposal.question()) ? now : now.withAlias(proposal.question()));
      }
      case SYNONYM -> Optional.empty();
    };
  }

  /** What would differ; empty as long as the proposal is not complete. */
  public Optional<TextDiff> diff(Proposal proposal) {
    try {
      return Optional.of(
          entry(proposal)
              .map(entry -> TextDiff.between(entries.find(entry.id()), entry))
              .orElseGet(
                  () ->
                      TextDiff.between("groups", servedGroups(), groups(proposal)).withoutKept()));
    } catch (UnfinishedProposal | EntryBeingWritten | InvalidFaqEntry incomplete) {
      return Optional.empty();
    }
  }

  /** What a proposal would change for the questions of the last days. */
  public Replay replay(Proposal proposal) {
    return entry(proposal)
        .map(answers::replayEntry)
        .orElseGet(() -> answers.replaySynonyms(list(proposal)));
  }

  private SynonymList list(Proposal proposal) {
    requireComplete(proposal, !proposal.group().isBlank());
    return new SynonymList(0, groups(proposal), "", now(), "", Optional.empty(), 0);
  }

  /** Puts a proposal in force that loses little, see the other. */
  public Proposal approve(String id, int expected, String by, double mostLost) {
    return approve(id, expected, by, mostLost, "");
  }

  /**
   * Puts a proposal in force. That it is being approved is written first, that it is done last; who
   * approves again what a failure left between the two finishes it.
   *
   * @param expected the version that was read
   * @param by who approves; nobody who wrote on it
   * @param mostLost see {@link Answers#publishEntry}
   * @param confirmed the hash of the replay that was read; empty for none
   * @throws OwnProposal when both are one
   * @throws UnfinishedProposal when there is nothing to publish yet
   * @throws EntryBeingWritten when the entry it changes has a version that waits
   */
  public Proposal approve(String id, int expected, String by, double mostLost, String confirmed) {
    Proposal proposal = get(id);
    boolean begun =
        proposal.state() == Proposal.State.APPROVING
            && (proposal.version() == expected || proposal.version() == expected + 1);
    if (!begun) {
      proposal = open(id, expected);
    }
    if (proposal.writers().contains(by) || proposal.by().equals(by)) {
      throw new OwnProposal(id);
    }
    if (!begun) {
      Optional<FaqEntry> entry = entry(proposal);
      if (entry.isPresent()) {
        requireFree(proposal, entry.get());
        answers.requireNoLoss(entry.get(), mostLost, confirmed);
      } else {
        answers.requireNoLoss(list(proposal), mostLost, confirmed);
      }
      Proposal approving =
          proposal
              .in(Proposal.State.APPROVING, Optional.of(by))
              .stored(proposal.version() + 1, now());
      replace(approving, proposal);
      proposal = approving;
    }
    return finish(proposal);
  }

  private void requireFree(Proposal proposal, FaqEntry entry) {
    if (proposal.kind() == Proposal.Kind.ENTRY && entries.find(entry.id()).isPresent()) {
      throw new FaqEntryExists(entry.id());
    }
  }

  /** Every step asks first whether it was done before. */
  private Proposal finish(Proposal proposal) {
    String by = proposal.decidedBy().orElse("");
    try {
      switch (proposal.kind()) {
        case ENTRY -> {
          FaqEntry entry = entry(proposal).orElseThrow();
          if (entries.find(entry.id()).filter(entry::saysTheSameAs).isEmpty()) {
            entries.create(entry, by);
          }
        }
        case WORDING -> {
          FaqEntry entry = entry(proposal).orElseThrow();
          if (!entries
              .find(entry.id())
              .map(FaqEntry::aliases)
              .equals(Optional.of(entry.aliases()))) {
            entries.update(entry, entry.version(), by);
          }
        }
        case SYNONYM -> publish(proposal, by);
      }
    } catch (FaqEntryExists | StaleFaqEntry | EntryBeingWritten | StaleSynonymList changed) {
      // Somebody else was faster: it is open again, to be looked at anew.
      replace(
          proposal.in(Proposal.State.OPEN, Optional.empty()).stored(proposal.version() + 1, now()),
          proposal);
      throw changed;
    }
    Proposal approved =
        proposal
            .in(Proposal.State.APPROVED, proposal.decidedBy())
            .stored(proposal.version() + 1, now());
    replace(approved, proposal);
    answers.refresh();
    return approved;
  }

  private void publish(Proposal proposal, String by) {
    if (servedGroups().contains(proposal.group())) {
      return;
    }
    String note = "proposal " + proposal.id();
    int served = lists.servedVersion();
    SynonymList list =
        lists.newest(1).stream()
            .filter(newest -> newest.note().equals(note) && newest.base() == served)
            .findFirst()
            .orElseGet(
                () ->
                    answers.proposeSynonyms(
                        groups(proposal),
                        proposal.by().isEmpty() ? note : proposal.by(),
                        note,
                        lists.newestVersion()));
    lists.publish(list.version(), by);
  }

  /** Says no to a proposal; who wrote it may. */
  public Proposal reject(String id, int expected, String by) {
    Proposal read = open(id, expected);
    Proposal rejected =
        read.in(Proposal.State.REJECTED, Optional.of(by)).stored(expected + 1, now());
    replace(rejected, read);
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
        misses.outcome(proposal.words(), proposal.details().language(), at.minus(WATCHED), at),
        misses.outcome(proposal.words(), proposal.details().language(), at, at.plus(WATCHED)));
  }

  private List<String> groups(Proposal proposal) {
    List<String> groups = new ArrayList<>(servedGroups());
    if (!groups.contains(proposal.group())) {
      groups.add(proposal.group());
    }
    return groups;
  }

  private List<String> servedGroups() {
    return lists
        .find(lists.servedVersion())
        .map(SynonymList::groups)
        .orElseGet(Synonyms::municipalLines);
  }

  private Proposal open(String id, int expected) {
    Proposal proposal = get(id);
    if (proposal.version() != expected || proposal.state() != Proposal.State.OPEN) {
      throw new StaleProposal(id);
    }
    return proposal;
  }

  private void replace(Proposal stored, Proposal read) {
    Document document = document(stored);
    document.remove("_id");
    UpdateResult result =
        proposals.updateOne(
            Filters.and(
                Filters.eq(stored.id()),
                Filters.eq("version", read.version()),
                Filters.eq("state", read.state().name())),
            new Document("$set", document));
    if (result.getMatchedCount() == 0) {
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
    Proposal.Details details = proposal.details();
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
            .append("category", details.category())
            .append("programIds", details.programIds())
            .append("language", details.language())
            .append("validFrom", details.validFrom().map(LocalDate::toString).orElse(""))
            .append("validTo", details.validTo().map(LocalDate::toString).orElse(""))
            .append("by", proposal.by())
            .append("writers", proposal.writers())
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
        text(row, "entryId"),
        text(row, "question"),
        text(row, "answer"),
        text(row, "group"),
        new Proposal.Details(
            text(row, "category"),
            row.getList("programIds", String.class, List.of()),
            Objects.requireNonNullElse(row.getString("language"), "ja"),
            day(text(row, "validFrom")),
            day(text(row, "validTo"))),
        text(row, "by"),
        row.getList("writers", String.class, List.of()),
        row.getDate("at").toInstant(),
        Optional.ofNullable(row.getString("decidedBy")));
  }

  private static String text(Document row, String field) {
    return Objects.requireNonNullElse(row.getString(field), "");
  }

  private static Optional<LocalDate> day(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(LocalDate.parse(text));
  }
}

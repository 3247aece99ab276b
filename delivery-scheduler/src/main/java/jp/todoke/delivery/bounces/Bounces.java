package jp.todoke.delivery.bounces;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.lt;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import jp.todoke.channels.Receipt;
import jp.todoke.channels.Receipts;
import jp.todoke.channels.Route;
import jp.todoke.channels.Suppression;
import jp.todoke.channels.Suppressions;
import jp.todoke.channels.mail.DeliveryReport;
import jp.todoke.channels.mail.DeliveryReport.Fate;
import jp.todoke.channels.mail.DeliveryReport.Meaning;
import jp.todoke.channels.mail.ReturnPath;
import jp.todoke.delivery.ledger.Ledger;
import jp.todoke.segmentation.profiles.Profiles;
import org.bson.Document;

/** The door for mails that came back. Safe to repeat with the same mail. Thread-safe. */
public final class Bounces {

  private final MongoCollection<Document> bounces;
  private final Optional<ReturnPath> returnPath;
  private final Ledger ledger;
  private final Profiles profiles;
  private final Suppressions suppressions;
  private final Receipts receipts;
  private final BounceRules rules;
  private final Clock clock;

  /** What a mail that came back led to. */
  public enum Outcome {
    /** No report, or not one of ours: nothing is believed. */
    IGNORED,
    /** Noted beside its delivery; says nothing about the mailbox. */
    NOTED,
    /** Counted against the mailbox. */
    COUNTED,
    /** Counted, and the mailbox is suppressed now. */
    SUPPRESSED;

    /** The name in JSON: lower case. */
    public String json() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Opens the collection of this database and makes sure of its index.
   *
   * @param returnPath the one mails are sent with; without it no report is believed
   */
  public Bounces(
      MongoDatabase database,
      Optional<ReturnPath> returnPath,
      Ledger ledger,
      Profiles profiles,
      Suppressions suppressions,
      Receipts receipts,
      BounceRules rules,
      Clock clock) {
    this.bounces = database.getCollection("bounces");
    this.returnPath = returnPath;
    this.ledger = ledger;
    this.profiles = profiles;
    this.suppressions = suppressions;
    this.receipts = receipts;
    this.rules = rules;
    this.clock = clock;
    bounces.createIndex(Indexes.ascending("mailbox", "at"));
  }

  /**
   * Takes one mail from the box of return paths.
   *
   * @param mail as it came, RFC 5322
   * @param envelope where the relay was asked to bring it, when it says so
   */
  public Outcome take(byte[] mail, Optional<String> envelope) {
    Optional<DeliveryReport> report = DeliveryReport.read(mail);
    if (report.isEmpty()) {
      return Outcome.IGNORED;
    }
    Optional<String> ref =
        Stream.concat(envelope.stream(), report.get().addressedTo().stream())
            .flatMap(address -> returnPath.stream().flatMap(path -> path.read(address).stream()))
            .findFirst();
    Optional<Ledger.Parcel> parcel = ref.flatMap(ledger::parcel);
    if (ref.isEmpty() || parcel.isEmpty() || report.get().fates().size() != 1) {
      // One mail has one recipient, so a report about several is not about one of ours.
      return Outcome.IGNORED;
    }
    Fate fate = report.get().fates().getFirst();
    if (fate.meaning() == Meaning.NOTHING) {
      return Outcome.IGNORED;
    }
    note(ref.get(), fate);
    return profiles
        .find(parcel.get().commonId())
        .flatMap(person -> person.contacts().mail())
        .filter(mailbox -> names(fate, mailbox))
        .map(mailbox -> count(ref.get(), fate.meaning(), mailbox))
        .orElse(Outcome.NOTED);
  }

  private void note(String ref, Fate fate) {
    String status =
        ("bounced " + fate.meaning().name().toLowerCase(Locale.ROOT) + " " + fate.status()).strip();
    receipts.record(
        List.of(
            new Receipt(
                "mail",
                ref,
                status,
                Optional.empty(),
                clock.instant().truncatedTo(ChronoUnit.MILLIS))));
  }

  /** A report could name anybody, and the person may have given another mailbox since. */
  private static boolean names(Fate fate, String mailbox) {
    return fate.recipients().stream().anyMatch(mailbox.strip()::equalsIgnoreCase);
  }

  private Outcome count(String ref, Meaning meaning, String mailbox) {
    if (meaning != Meaning.HARD && meaning != Meaning.SOFT) {
      return Outcome.NOTED;
    }
    String hash = sha256(mailbox.strip().toLowerCase(Locale.ROOT));
    Instant now = clock.instant();
    bounces.updateOne(
        eq("_id", ref + ":" + meaning),
        Updates.combine(
            Updates.setOnInsert("mailbox", hash),
            Updates.setOnInsert("meaning", meaning.name()),
            Updates.setOnInsert("at", Date.from(now))),
        new UpdateOptions().upsert(true));
    long counted =
        bounces.countDocuments(
            and(
                eq("mailbox", hash),
                gt("at", Date.from(now.minus(rules.within()))),
                eq("meaning", meaning.name())));
    if (meaning == Meaning.HARD && counted >= rules.hard()) {
      suppressions.add(Route.MAIL, mailbox, Suppression.Reason.HARD_BOUNCE);
      return Outcome.SUPPRESSED;
    }
    if (meaning == Meaning.SOFT && counted >= rules.soft()) {
      suppressions.add(
          Route.MAIL, mailbox, Suppression.Reason.MAILBOX_FULL, now.plus(rules.rest()));
      return Outcome.SUPPRESSED;
    }
    return Outcome.COUNTED;
  }

  /** Forgets bounces that do not count any more; says how many went. */
  public long forgetOld() {
    Instant before = clock.instant().minus(rules.within());
    return bounces.deleteMany(lt("at", Date.from(before))).getDeletedCount();
  }

  private static String sha256(String mailbox) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest(mailbox.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}

package jp.todoke.api.wiring;

import com.mongodb.client.MongoDatabase;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import jp.todoke.api.answers.Askers;
import jp.todoke.api.answers.Contact;
import jp.todoke.api.answers.LossBound;
import jp.todoke.api.security.DevelopmentIssuer;
import jp.todoke.api.security.Tokens;
import jp.todoke.api.staff.Samples;
import jp.todoke.faq.FaqEntries;
import jp.todoke.faq.FaqEntryStore;
import jp.todoke.faq.answers.Answers;
import jp.todoke.faq.answers.Clicks;
import jp.todoke.faq.answers.FaqQueries;
import jp.todoke.faq.answers.FaqReports;
import jp.todoke.faq.answers.Opinions;
import jp.todoke.faq.answers.Popularity;
import jp.todoke.faq.curation.Misses;
import jp.todoke.faq.curation.Proposals;
import jp.todoke.faq.ranking.PastQuestionStore;
import jp.todoke.faq.ranking.Ranking;
import jp.todoke.faq.ranking.RankingChoice;
import jp.todoke.faq.synonyms.SynonymLists;
import jp.todoke.segmentation.attributes.Attributes;
import jp.todoke.segmentation.audiences.Audiences;
import jp.todoke.segmentation.audiences.FrozenAudiences;
import jp.todoke.segmentation.audiences.PeopleSets;
import jp.todoke.segmentation.profiles.Profiles;
import jp.todoke.segmentation.rules.Decisions;
import jp.todoke.segmentation.samples.SampleProfiles;
import jp.todoke.segmentation.segments.Segments;
import jp.todoke.templates.Templates;

/** Builds the doors of the rooms, each once per node, from the database and the clock. */
@Dependent
public class Wiring {

  @Produces
  @Singleton
  Clock clock() {
    return Clock.systemUTC();
  }

  @Produces
  @Singleton
  Settings settings() {
    return Settings.ofProcess();
  }

  @Produces
  @Singleton
  Tokens tokens(Settings settings, Clock clock) {
    Optional<DevelopmentIssuer> development =
        settings.on("todoke.development.issuer")
            ? Optional.of(
                DevelopmentIssuer.in(
                    settings
                        .text("todoke.development.issuer.folder")
                        .map(Path::of)
                        .orElseGet(settings::dataFolder),
                    clock))
            : Optional.empty();
    return new Tokens(settings, development, clock);
  }

  @Produces
  @Singleton
  Attributes attributes(MongoDatabase database) {
    return new Attributes(database);
  }

  @Produces
  @Singleton
  Profiles profiles(MongoDatabase database, Attributes attributes, Clock clock) {
    return new Profiles(database, attributes, clock);
  }

  @Produces
  @Singleton
  Decisions decisions(Attributes attributes, Clock clock) {
    return new Decisions(attributes, clock);
  }

  @Produces
  @Singleton
  Segments segments(
      MongoDatabase database,
      Attributes attributes,
      Profiles profiles,
      Decisions decisions,
      Clock clock) {
    return new Segments(database, attributes, profiles, decisions, clock);
  }

  @Produces
  @Singleton
  SampleProfiles sampleProfiles(MongoDatabase database, Profiles profiles, Clock clock) {
    return new SampleProfiles(database, profiles, clock);
  }

  @Produces
  @Singleton
  Samples samples(SampleProfiles samples, Segments segments, Decisions decisions) {
    return new Samples(samples, segments, decisions);
  }

  @Produces
  @Singleton
  Audiences audiences(
      MongoDatabase database,
      Attributes attributes,
      Profiles profiles,
      Decisions decisions,
      Settings settings,
      Clock clock) {
    return new Audiences(
        database,
        attributes,
        profiles,
        decisions,
        settings.nodeName(),
        settings.text("todoke.ward.attribute", "ward"),
        clock);
  }

  @Produces
  @Singleton
  PeopleSets peopleSets(MongoDatabase database, Audiences audiences) {
    return new PeopleSets(database, audiences);
  }

  @Produces
  @Singleton
  FrozenAudiences frozenAudiences(
      MongoDatabase database,
      Audiences audiences,
      PeopleSets sets,
      Profiles profiles,
      Clock clock) {
    return new FrozenAudiences(database, audiences, sets, profiles, clock);
  }

  @Produces
  @Singleton
  Templates templates(MongoDatabase database, Clock clock) {
    return new Templates(database, clock);
  }

  @Produces
  @Singleton
  FaqEntries faqEntries(MongoDatabase database, Clock clock) {
    return new FaqEntries(new FaqEntryStore(database), clock);
  }

  @Produces
  @Singleton
  FaqQueries faqQueries(MongoDatabase database) {
    return new FaqQueries(database);
  }

  @Produces
  @Singleton
  FaqReports faqReports(MongoDatabase database) {
    return new FaqReports(database);
  }

  @Produces
  @Singleton
  PastQuestionStore pastQuestions(MongoDatabase database) {
    return new PastQuestionStore(database);
  }

  @Produces
  @Singleton
  Contact.Desk contact(Settings settings) {
    return new Contact.Desk(
        settings.text("todoke.contact.name", ""),
        settings.text("todoke.contact.phone", ""),
        settings.text("todoke.contact.url", ""));
  }

  /** {@code todoke.client.address.header}: in which a proxy names the address of who asks. */
  @Produces
  @Singleton
  Askers.Proxy proxy(Settings settings) {
    return new Askers.Proxy(settings.text("todoke.client.address.header", ""));
  }

  @Produces
  @Singleton
  Clicks clicks(MongoDatabase database, Clock clock) {
    return new Clicks(database, clock);
  }

  @Produces
  @Singleton
  RankingChoice rankingChoice(MongoDatabase database) {
    return new RankingChoice(database);
  }

  @Produces
  @Singleton
  Popularity popularity(FaqQueries queries, Clicks clicks, Opinions opinions) {
    return new Popularity(queries, clicks, opinions);
  }

  @Produces
  @Singleton
  Ranking ranking(Settings settings) {
    return Rankings.of(settings);
  }

  @Produces
  @Singleton
  Answers answers(
      FaqEntries entries,
      Ranking ranking,
      PastQuestionStore past,
      RankingChoice choice,
      SynonymLists lists,
      FaqQueries queries,
      Clock clock) {
    return new Answers(entries, ranking, past, choice, lists, queries, clock);
  }

  @Produces
  @Singleton
  SynonymLists synonymLists(MongoDatabase database, Clock clock) {
    return new SynonymLists(database, clock);
  }

  @Produces
  @Singleton
  LossBound lossBound(Settings settings) {
    return new LossBound(
        Double.parseDouble(settings.text("todoke.faq.synonyms.most.lost", "0.02")));
  }

  @Produces
  @Singleton
  Misses misses(FaqQueries queries, Answers answers, Clicks clicks) {
    return new Misses(queries, answers, clicks);
  }

  @Produces
  @Singleton
  Proposals proposals(
      MongoDatabase database,
      FaqEntries entries,
      SynonymLists lists,
      Answers answers,
      Misses misses,
      Clock clock) {
    return new Proposals(database, entries, lists, answers, misses, clock);
  }

  @Produces
  @Singleton
  Opinions opinions(MongoDatabase database, Clock clock) {
    return new Opinions(database, clock);
  }
}

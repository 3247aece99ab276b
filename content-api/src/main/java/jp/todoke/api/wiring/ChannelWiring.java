package jp.todoke.api.wiring;

import com.mongodb.client.MongoDatabase;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import jp.todoke.channels.Receipts;
import jp.todoke.channels.Suppressions;
import jp.todoke.channels.http.HttpChannel;
import jp.todoke.channels.line.LineChannel;
import jp.todoke.channels.line.LineSettings;
import jp.todoke.channels.mail.DomainLimits;
import jp.todoke.channels.mail.MailChannel;
import jp.todoke.channels.mail.MailSettings;
import jp.todoke.channels.mail.ReturnPath;
import jp.todoke.channels.portal.PortalChannel;
import jp.todoke.channels.portal.PortalInbox;
import jp.todoke.channels.simulator.LineSimulator;
import jp.todoke.channels.simulator.MailSimulator;
import jp.todoke.segmentation.audiences.PeopleSets;

/** Chooses the channels: real relays where they are set, else the built-in simulators. */
@ApplicationScoped
public class ChannelWiring {

  private static final int ANY_PORT = 0;
  private static final Duration PROVIDER_ANSWERS = Duration.ofSeconds(10);

  @Inject private Settings settings;
  @Inject private Clock clock;

  private Optional<MailSimulator> mailSimulator = Optional.empty();
  private Optional<LineSimulator> lineSimulator = Optional.empty();

  @Produces
  @Singleton
  PortalInbox inbox(MongoDatabase database, PeopleSets sets) {
    return new PortalInbox(database, sets::contains, settings.deliveriesKept(), clock);
  }

  @Produces
  @Singleton
  PortalChannel portal(PortalInbox inbox) {
    return new PortalChannel(inbox, clock);
  }

  @Produces
  @Singleton
  Suppressions suppressions(MongoDatabase database) {
    return new Suppressions(database, clock);
  }

  /** Mail by SMTP to {@code todoke.smtp.host}, or to the simulator where that is switched on. */
  @Produces
  @Singleton
  MailChannel mail() {
    String from = settings.text("todoke.mail.from", "todoke@localhost.localdomain");
    String name = settings.text("todoke.mail.from-name", "Todoke");
    if (settings.on("todoke.mail.simulator")) {
      MailSimulator simulator = MailSimulator.start(ANY_PORT, clock);
      mailSimulator = Optional.of(simulator);
      MailSettings simulated = MailSettings.local(simulator.port(), from, name).with(connections());
      return new MailChannel(
          returnPath().map(simulated::with).orElse(simulated), domainLimits(), clock);
    }
    MailSettings local = MailSettings.local(settings.number("todoke.smtp.port", 25), from, name);
    MailSettings relay =
        new MailSettings(
            settings.text("todoke.smtp.host", "127.0.0.1"),
            local.port(),
            MailSettings.Security.valueOf(
                settings.text("todoke.smtp.security", "NONE").toUpperCase(Locale.ROOT)),
            settings
                .text("todoke.smtp.user")
                .map(
                    user ->
                        new MailSettings.Credentials(
                            user, settings.text("todoke.smtp.password", ""))),
            from,
            name,
            settings.text("todoke.smtp.localhost", local.localHost()),
            local.messageIdDomain(),
            returnPath(),
            timeouts(local.timeouts()),
            local.pool());
    return new MailChannel(relay.with(connections()), domainLimits(), clock);
  }

  private MailSettings.Timeouts timeouts(MailSettings.Timeouts usual) {
    return new MailSettings.Timeouts(
        settings.duration("todoke.smtp.timeout.connect", usual.connect()),
        settings.duration("todoke.smtp.timeout.read", usual.read()),
        settings.duration("todoke.smtp.timeout.write", usual.write()));
  }

  /** One for each worker: one without would wait and then be told that the relay is busy. */
  private int connections() {
    return settings.number("todoke.mail.workers", MailSettings.Pool.USUAL.connections());
  }

  private DomainLimits domainLimits() {
    return DomainLimits.of(settings.names("todoke.mail.domain-limits"));
  }

  /** The return path by which a bounce names its delivery; empty where none is set. */
  public Optional<ReturnPath> returnPath() {
    return settings
        .text("todoke.bounce.domain")
        .map(
            domain ->
                new ReturnPath(
                    domain,
                    settings
                        .text("todoke.bounce.key")
                        .orElseThrow(
                            () -> new IllegalStateException("setting todoke.bounce.key is missing"))
                        .getBytes(StandardCharsets.UTF_8)));
  }

  @Produces
  @Singleton
  Receipts receipts(MongoDatabase database) {
    return new Receipts(database);
  }

  /** Another provider of official notices at {@code todoke.provider.url}, where one is set. */
  @Produces
  @Singleton
  HttpChannel provider() {
    return new HttpChannel(
        settings
            .text("todoke.provider.url")
            .map(
                address ->
                    new HttpChannel.Provider(
                        URI.create(address),
                        settings
                            .text("todoke.provider.secret")
                            .orElseThrow(
                                () ->
                                    new IllegalStateException(
                                        "setting todoke.provider.secret is missing")),
                        settings.duration("todoke.provider.timeout", PROVIDER_ANSWERS),
                        settings.on("todoke.provider.allow-internal"))),
        clock);
  }

  /** LINE with {@code todoke.line.token}, or the simulator where that is switched on. */
  @Produces
  @Singleton
  LineChannel line() {
    if (settings.on("todoke.line.simulator")) {
      String token = UUID.randomUUID().toString();
      LineSimulator simulator = LineSimulator.start(token, ANY_PORT, clock);
      lineSimulator = Optional.of(simulator);
      return new LineChannel(limited(LineSettings.of(simulator.endpoint(), token)));
    }
    return new LineChannel(
        limited(
            LineSettings.of(
                URI.create(settings.text("todoke.line.endpoint", "https://api.line.me")),
                settings.text("todoke.line.token", ""))));
  }

  /** LINE counts over all nodes, so with several of them each gets its share. */
  private LineSettings limited(LineSettings line) {
    LineSettings.Rates most = LineSettings.Rates.LIMITS;
    return line.with(settings.number("todoke.line.workers", LineSettings.USUAL_PARALLEL))
        .waiting(settings.duration("todoke.line.timeout", line.timeout()))
        .at(
            new LineSettings.Rates(
                settings.number("todoke.line.rate.multicast", most.multicast()),
                settings.number("todoke.line.rate.others", most.others())))
        .aggregating(settings.on("todoke.line.aggregation"));
  }

  /** Where LINE's page that links accounts is: the simulator has one of its own. */
  public String lineDialog() {
    return lineSimulator
        .map(simulator -> simulator.endpoint().toString())
        .orElse("https://access.line.me");
  }

  /** What the mail simulator took, where it is switched on and in use. */
  public Optional<MailSimulator> mailSimulator() {
    return mailSimulator;
  }

  /** What the LINE simulator took, where it is switched on and in use. */
  public Optional<LineSimulator> lineSimulator() {
    return lineSimulator;
  }

  @PreDestroy
  void stop() {
    mailSimulator.ifPresent(MailSimulator::close);
    lineSimulator.ifPresent(LineSimulator::close);
  }
}

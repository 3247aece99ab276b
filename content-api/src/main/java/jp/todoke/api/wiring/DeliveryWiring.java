package jp.todoke.api.wiring;

import com.mongodb.client.MongoDatabase;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import jp.todoke.channels.Suppressions;
import jp.todoke.channels.line.LineChannel;
import jp.todoke.channels.mail.MailChannel;
import jp.todoke.channels.portal.PortalChannel;
import jp.todoke.channels.portal.PortalInbox;
import jp.todoke.delivery.addresses.Addresses;
import jp.todoke.delivery.campaigns.Campaigns;
import jp.todoke.delivery.dispatch.DispatchSettings;
import jp.todoke.delivery.dispatch.Dispatcher;
import jp.todoke.delivery.dispatch.UnsubscribeLinks;
import jp.todoke.delivery.ledger.Ledger;
import jp.todoke.delivery.notices.Notices;
import jp.todoke.delivery.reports.Reports;
import jp.todoke.segmentation.profiles.Profiles;
import jp.todoke.segmentation.segments.Segments;
import jp.todoke.templates.Templates;

/** Builds the doors of delivery-scheduler. */
@Dependent
public class DeliveryWiring {

  private static final int LEASE_SECONDS = 120;

  @Produces
  @Singleton
  Ledger ledger(MongoDatabase database, Settings settings, Clock clock) {
    int lease = settings.number("todoke.delivery.lease.seconds", LEASE_SECONDS);
    return new Ledger(database, clock, Duration.ofSeconds(lease));
  }

  @Produces
  @Singleton
  Addresses addresses(Profiles profiles, Suppressions suppressions) {
    return new Addresses(profiles, suppressions);
  }

  @Produces
  @Singleton
  Campaigns campaigns(
      MongoDatabase database,
      Templates templates,
      Segments segments,
      Addresses addresses,
      Ledger ledger,
      Clock clock) {
    return new Campaigns(database, templates, segments, addresses, ledger, clock);
  }

  @Produces
  @Singleton
  Notices notices(
      MongoDatabase database,
      Templates templates,
      Addresses addresses,
      PortalInbox inbox,
      Ledger ledger,
      Clock clock) {
    return new Notices(database, templates, addresses, inbox, ledger, clock);
  }

  @Produces
  @Singleton
  Reports reports(Ledger ledger, PortalInbox inbox, Clock clock) {
    return new Reports(ledger, inbox, clock);
  }

  @Produces
  @Singleton
  Dispatcher dispatcher(
      Ledger ledger,
      Campaigns campaigns,
      Notices notices,
      Templates templates,
      Addresses addresses,
      Suppressions suppressions,
      PortalChannel portal,
      MailChannel mail,
      LineChannel line,
      Settings settings,
      Clock clock) {
    URI address = URI.create(settings.portalUrl());
    return new Dispatcher(
        ledger,
        campaigns,
        notices,
        templates,
        addresses,
        suppressions,
        List.of(portal, mail, line),
        UnsubscribeLinks.NONE,
        DispatchSettings.of(UUID.randomUUID().toString(), address),
        clock);
  }
}

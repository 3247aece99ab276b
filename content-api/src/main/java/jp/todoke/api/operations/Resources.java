package jp.todoke.api.operations;

import java.util.List;
import jp.todoke.api.answers.AnswersResource;
import jp.todoke.api.answers.FaqEntriesResource;
import jp.todoke.api.answers.FaqProposalsResource;
import jp.todoke.api.answers.FaqRankingResource;
import jp.todoke.api.answers.FaqReportsResource;
import jp.todoke.api.answers.FaqSynonymsResource;
import jp.todoke.api.answers.PastQuestionsResource;
import jp.todoke.api.audiences.AudiencesResource;
import jp.todoke.api.audiences.FrozenAudiencesResource;
import jp.todoke.api.audiences.SegmentCountsResource;
import jp.todoke.api.campaigns.CampaignsResource;
import jp.todoke.api.campaigns.DeliveriesResource;
import jp.todoke.api.campaigns.NoticesResource;
import jp.todoke.api.campaigns.SimulatorsResource;
import jp.todoke.api.campaigns.SuppressionsResource;
import jp.todoke.api.campaigns.TriggersResource;
import jp.todoke.api.contents.ContentsResource;
import jp.todoke.api.contents.StaffContentsResource;
import jp.todoke.api.events.EventsResource;
import jp.todoke.api.events.StaffEventsResource;
import jp.todoke.api.exchange.AudienceExchangeResource;
import jp.todoke.api.exchange.BounceExchangeResource;
import jp.todoke.api.exchange.EventExchangeResource;
import jp.todoke.api.exchange.MessageExchangeResource;
import jp.todoke.api.exchange.ProfileExchangeResource;
import jp.todoke.api.feed.FeedResource;
import jp.todoke.api.feed.MyEventsResource;
import jp.todoke.api.inbox.MyInboxResource;
import jp.todoke.api.jobs.JobsResource;
import jp.todoke.api.jobs.ReportExportsResource;
import jp.todoke.api.line.LineWebhookResource;
import jp.todoke.api.line.MyLineResource;
import jp.todoke.api.me.MyInteractionsResource;
import jp.todoke.api.me.MyProfileResource;
import jp.todoke.api.me.MyProgramsResource;
import jp.todoke.api.preferences.ClickResource;
import jp.todoke.api.preferences.MyDeliveryPreferencesResource;
import jp.todoke.api.preferences.PreferenceLinksResource;
import jp.todoke.api.preferences.UnsubscribeResource;
import jp.todoke.api.programs.ProgramsResource;
import jp.todoke.api.programs.StaffProgramsResource;
import jp.todoke.api.protection.ProtectionsResource;
import jp.todoke.api.sources.SourcesResource;
import jp.todoke.api.staff.AttributesResource;
import jp.todoke.api.staff.ParametersResource;
import jp.todoke.api.staff.SampleProfilesResource;
import jp.todoke.api.staff.SegmentTablesResource;
import jp.todoke.api.staff.SegmentsResource;
import jp.todoke.api.templates.TemplatesResource;
import jp.todoke.api.webhooks.WebhooksResource;

/**
 * Every resource class; a test compares the list with what is there and with the document served.
 */
public final class Resources {

  private Resources() {}

  /** All of them. */
  public static List<Class<?>> all() {
    return List.of(
        AnswersResource.class,
        AttributesResource.class,
        AudiencesResource.class,
        AudienceExchangeResource.class,
        FrozenAudiencesResource.class,
        CampaignsResource.class,
        NoticesResource.class,
        DeliveriesResource.class,
        TriggersResource.class,
        EventExchangeResource.class,
        BounceExchangeResource.class,
        MessageExchangeResource.class,
        SuppressionsResource.class,
        ProtectionsResource.class,
        JobsResource.class,
        ReportExportsResource.class,
        MyDeliveryPreferencesResource.class,
        PreferenceLinksResource.class,
        UnsubscribeResource.class,
        ClickResource.class,
        WebhooksResource.class,
        SimulatorsResource.class,
        ContentsResource.class,
        StaffContentsResource.class,
        EventsResource.class,
        StaffEventsResource.class,
        FeedResource.class,
        MyEventsResource.class,
        MyInboxResource.class,
        SourcesResource.class,
        TemplatesResource.class,
        FaqEntriesResource.class,
        FaqRankingResource.class,
        LineWebhookResource.class,
        MyLineResource.class,
        FaqProposalsResource.class,
        FaqReportsResource.class,
        FaqSynonymsResource.class,
        PastQuestionsResource.class,
        MyProfileResource.class,
        MyInteractionsResource.class,
        MyProgramsResource.class,
        ParametersResource.class,
        ProfileExchangeResource.class,
        ProgramsResource.class,
        SampleProfilesResource.class,
        SegmentCountsResource.class,
        SegmentTablesResource.class,
        SegmentsResource.class,
        StaffProgramsResource.class);
  }
}

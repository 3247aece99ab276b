package jp.todoke.api.problems;

import com.mongodb.MongoException;
import com.mongodb.MongoSocketException;
import com.mongodb.MongoTimeoutException;
import jakarta.ws.rs.WebApplicationException;
import java.util.Optional;
import java.util.stream.Stream;
import jp.todoke.api.contents.StaleContent;
import jp.todoke.api.events.StaleEvent;
import jp.todoke.api.programs.ProgramExists;
import jp.todoke.api.programs.StaleProgram;
import jp.todoke.api.sources.SourceBusy;
import jp.todoke.api.sources.SourceExists;
import jp.todoke.api.sources.SourceUnreachable;
import jp.todoke.api.sources.StaleSource;
import jp.todoke.channels.line.LineCallFailed;
import jp.todoke.delivery.approvals.ApprovalExpired;
import jp.todoke.delivery.approvals.ContentChanged;
import jp.todoke.delivery.approvals.OwnWorkApproval;
import jp.todoke.delivery.approvals.WrongState;
import jp.todoke.delivery.campaigns.CampaignExists;
import jp.todoke.delivery.campaigns.CampaignRefused;
import jp.todoke.delivery.campaigns.StaleCampaign;
import jp.todoke.delivery.campaigns.UnknownCampaign;
import jp.todoke.delivery.notices.NoticeExists;
import jp.todoke.delivery.notices.NoticeRefused;
import jp.todoke.delivery.notices.UnknownNotice;
import jp.todoke.delivery.preferences.PreferenceRefused;
import jp.todoke.delivery.preferences.StalePreference;
import jp.todoke.delivery.triggers.TriggerExists;
import jp.todoke.delivery.triggers.TriggerRefused;
import jp.todoke.delivery.triggers.UnknownTrigger;
import jp.todoke.delivery.wording.TemplateValuesMissing;
import jp.todoke.delivery.wording.UnknownTemplateVersion;
import jp.todoke.faq.FaqEntryExists;
import jp.todoke.faq.FaqEntryNotSubmitted;
import jp.todoke.faq.InvalidFaqEntry;
import jp.todoke.faq.OwnFaqEntry;
import jp.todoke.faq.StaleFaqEntry;
import jp.todoke.faq.UnknownFaqEntry;
import jp.todoke.faq.answers.EntryLoses;
import jp.todoke.faq.answers.InvalidSynonyms;
import jp.todoke.faq.answers.Replay;
import jp.todoke.faq.answers.SynonymsLose;
import jp.todoke.faq.answers.UnknownAnswer;
import jp.todoke.faq.curation.EntryBeingWritten;
import jp.todoke.faq.curation.OwnProposal;
import jp.todoke.faq.curation.StaleProposal;
import jp.todoke.faq.curation.UnfinishedProposal;
import jp.todoke.faq.curation.UnknownProposal;
import jp.todoke.faq.ranking.InvalidQuestionFile;
import jp.todoke.faq.ranking.InvalidRankingModel;
import jp.todoke.faq.ranking.UnknownRankingModel;
import jp.todoke.faq.synonyms.NoEarlierSynonymList;
import jp.todoke.faq.synonyms.OwnSynonymList;
import jp.todoke.faq.synonyms.StaleSynonymList;
import jp.todoke.faq.synonyms.UnknownSynonymList;
import jp.todoke.search.UnusableEmbedder;
import jp.todoke.segmentation.attributes.AttributeExists;
import jp.todoke.segmentation.attributes.AttributeRefused;
import jp.todoke.segmentation.attributes.AttributeStale;
import jp.todoke.segmentation.attributes.ValueRefused;
import jp.todoke.segmentation.audiences.CityNotRead;
import jp.todoke.segmentation.conditions.ConditionRefused;
import jp.todoke.segmentation.profiles.ConsentMissing;
import jp.todoke.segmentation.profiles.ProfileRowRefused;
import jp.todoke.segmentation.profiles.ProfileStale;
import jp.todoke.segmentation.rules.SegmentCycle;
import jp.todoke.segmentation.rules.SegmentMissing;
import jp.todoke.segmentation.samples.SampleExists;
import jp.todoke.segmentation.samples.SampleRefused;
import jp.todoke.segmentation.samples.StaleSample;
import jp.todoke.segmentation.samples.UnknownSample;
import jp.todoke.segmentation.segments.ExamplesFailed;
import jp.todoke.segmentation.segments.NotSubmitted;
import jp.todoke.segmentation.segments.SegmentExists;
import jp.todoke.segmentation.segments.StaleSegment;
import jp.todoke.segmentation.segments.UnknownSegment;
import jp.todoke.segmentation.spreadsheets.NotATable;
import jp.todoke.templates.StaleTemplate;
import jp.todoke.templates.TemplateAlreadyExists;
import jp.todoke.templates.TemplateRefused;
import jp.todoke.templates.UnknownTemplate;

/** The one table from exceptions to problems. */
public final class Problems {

  private Problems() {}

  /** What the caller is told of that exception; an unexpected one is a 500 without details. */
  public static Problem of(Throwable thrown) {
    return switch (thrown) {
      case Refusal refusal -> refusal.problem();
      case WebApplicationException http -> http(http);

      case AttributeRefused refused ->
          Problem.at(400, "invalid-attribute", "/" + refused.part(), text(refused));
      case AttributeExists exists -> Problem.of(409, "conflict-exists", text(exists));
      case AttributeStale stale -> Problem.of(412, "conflict-version", text(stale));
      case ValueRefused refused ->
          Problem.at(400, refused.code(), "/" + refused.attribute(), refused.reason());
      case ConditionRefused refused ->
          Problem.at(400, refused.code(), refused.pointer(), text(refused));
      case ConsentMissing missing -> Problem.of(403, "forbidden-consent", text(missing));
      case ProfileStale stale -> Problem.of(412, "conflict-version", text(stale));
      case SegmentCycle cycle -> Problem.of(422, "invalid-segment-cycle", text(cycle));
      case SegmentMissing missing -> Problem.of(422, "invalid-segment-missing", text(missing));
      case NotATable table -> Problem.of(400, "invalid-table", text(table));
      case SegmentExists exists -> Problem.of(409, "conflict-exists", text(exists));
      case CityNotRead starting ->
          Problem.of(503, "unavailable-audience", text(starting)).retryAfter(5);
      case NotSubmitted draft -> Problem.of(409, "conflict-not-submitted", text(draft));
      case StaleSegment stale -> Problem.of(412, "conflict-version", text(stale));
      case ExamplesFailed failed ->
          new Problem(
              422,
              "invalid-segment-examples",
              text(failed),
              failed.names().stream()
                  .map(name -> new Problem.Fault(name, "invalid-segment-examples", name))
                  .toList(),
              Optional.empty());
      case ProfileRowRefused refused -> Problem.of(400, refused.code(), text(refused));
      case UnknownSegment unknown -> Problem.notFound();
      case SampleRefused refused ->
          new Problem(
              400,
              "invalid-sample-profile",
              text(refused),
              refused.faults().stream()
                  .map(fault -> new Problem.Fault(fault.pointer(), fault.code(), fault.reason()))
                  .toList(),
              Optional.empty());
      case SampleExists exists -> Problem.of(412, "conflict-exists", text(exists));
      case StaleSample stale -> Problem.of(412, "conflict-version", text(stale));
      case UnknownSample unknown -> Problem.notFound();
      case ProgramExists exists -> Problem.of(409, "conflict-exists", text(exists));
      case StaleProgram stale -> Problem.of(412, "conflict-version", text(stale));
      case SourceExists exists -> Problem.of(409, "conflict-exists", text(exists));
      case SourceBusy busy -> Problem.of(409, "conflict-busy", text(busy)).retryAfter(10);
      case SourceUnreachable away ->
          Problem.of(503, "unavailable-source", text(away)).retryAfter(30);
      case StaleSource stale -> Problem.of(412, "conflict-version", text(stale));
      case StaleContent stale -> Problem.of(412, "conflict-version", text(stale));
      case StaleEvent stale -> Problem.of(412, "conflict-version", text(stale));

      case CampaignExists exists -> Problem.of(409, "conflict-exists", text(exists));
      case CampaignRefused refused ->
          Problem.at(400, "invalid-campaign", "/" + refused.part(), text(refused));
      case StaleCampaign stale -> Problem.of(412, "conflict-version", text(stale));
      case UnknownCampaign unknown -> Problem.notFound();
      case NoticeExists exists -> Problem.of(409, "conflict-exists", text(exists));
      case NoticeRefused refused ->
          Problem.at(400, "invalid-notice", "/" + refused.part(), text(refused));
      case UnknownNotice unknown -> Problem.notFound();
      case OwnWorkApproval own -> Problem.of(403, "forbidden-own-work", text(own));
      case ContentChanged changed -> Problem.of(409, "conflict-content-changed", text(changed));
      case ApprovalExpired expired -> Problem.of(409, "conflict-approval-expired", text(expired));
      case PreferenceRefused refused ->
          Problem.at(400, "invalid-preference", "/" + refused.part(), text(refused));
      case StalePreference stale -> Problem.of(412, "conflict-version", text(stale));
      case TriggerExists exists -> Problem.of(409, "conflict-exists", text(exists));
      case TriggerRefused refused ->
          Problem.at(400, "invalid-trigger", "/" + refused.part(), text(refused));
      case UnknownTrigger unknown -> Problem.notFound();
      case WrongState wrong -> Problem.of(409, "conflict-state", text(wrong));
      case TemplateValuesMissing missing ->
          Problem.at(422, "invalid-template-values", "/values", text(missing));
      case UnknownTemplateVersion unknown ->
          Problem.at(422, "invalid-template-version", "/templateVersion", text(unknown));

      case TemplateRefused refused ->
          Problem.at(400, "invalid-template", "/" + refused.place(), text(refused));
      case TemplateAlreadyExists exists -> Problem.of(409, "conflict-exists", text(exists));
      case StaleTemplate stale -> Problem.of(412, "conflict-version", text(stale));
      case UnknownTemplate unknown -> Problem.notFound();
      case jp.todoke.templates.ValueRefused refused ->
          Problem.at(422, "invalid-template-values", "/values", text(refused));
      case LineCallFailed failed ->
          Problem.of(503, "unavailable-line", "LINE does not answer").retryAfter(30);

      case FaqEntryExists exists -> Problem.of(409, "conflict-exists", text(exists));
      case StaleFaqEntry stale -> Problem.of(412, "conflict-version", text(stale));
      case UnknownFaqEntry unknown -> Problem.notFound();
      case OwnFaqEntry own -> Problem.of(403, "forbidden-own-work", text(own));
      case FaqEntryNotSubmitted draft -> Problem.of(409, "conflict-not-submitted", text(draft));
      case InvalidFaqEntry invalid -> Problem.of(400, "invalid-" + invalid.code(), text(invalid));
      case InvalidQuestionFile invalid -> Problem.of(400, "invalid-past-question", text(invalid));
      case InvalidRankingModel invalid -> Problem.of(400, "invalid-ranking-model", text(invalid));
      case UnknownAnswer unknown -> Problem.notFound();
      case InvalidSynonyms invalid -> Problem.at(400, "invalid-synonyms", "/groups", text(invalid));
      case SynonymsLose losing -> loses("invalid-synonyms-lose", losing, losing.replay());
      case EntryLoses losing -> loses("invalid-faq-loses", losing, losing.replay());
      case UnknownSynonymList unknown -> Problem.notFound();
      case UnknownRankingModel unknown -> Problem.notFound();
      case UnusableEmbedder unusable -> Problem.of(503, "unavailable-vectors", text(unusable));
      case StaleSynonymList stale -> Problem.of(412, "conflict-version", text(stale));
      case OwnSynonymList own -> Problem.of(403, "forbidden-own-work", text(own));
      case NoEarlierSynonymList none -> Problem.of(409, "conflict-state", text(none));
      case UnknownProposal unknown -> Problem.notFound();
      case StaleProposal stale -> Problem.of(412, "conflict-version", text(stale));
      case OwnProposal own -> Problem.of(403, "forbidden-own-work", text(own));
      case EntryBeingWritten written -> Problem.of(409, "conflict-state", text(written));
      case UnfinishedProposal unfinished -> Problem.of(422, "invalid-proposal", text(unfinished));

      case MongoTimeoutException away -> unavailable();
      case MongoSocketException away -> unavailable();
      case MongoException database ->
          Problem.of(500, "bug", "something went wrong on our side; it has been recorded");
      default -> Problem.of(500, "bug", "something went wrong on our side; it has been recorded");
    };
  }

  /** Names what would be lost, and the hash by which who has read it confirms it. */
  private static Problem loses(String code, RuntimeException losing, Replay replay) {
    return new Problem(
        422,
        code,
        text(losing),
        Stream.concat(
                Stream.of(new Problem.Fault("/confirm", code, replay.hash())),
                replay.changes().stream()
                    .filter(change -> !change.before().isEmpty())
                    .map(
                        change ->
                            new Problem.Fault(
                                change.before(),
                                code,
                                change.question()
                                    + " ("
                                    + change.count()
                                    + ") -> "
                                    + (change.after().isEmpty() ? "-" : change.after()))))
            .toList(),
        Optional.empty());
  }

  private static Problem unavailable() {
    return Problem.of(503, "unavailable-database", "the database does not answer").retryAfter(5);
  }

  private static Problem http(WebApplicationException thrown) {
    int status = thrown.getResponse().getStatus();
    return switch (status) {
      case 404 ->
          isNumberMisread(thrown)
              ? Problem.of(400, "invalid-parameter", "a parameter is not the number it should be")
              : Problem.notFound();
      case 405 -> Problem.of(405, "invalid-method", "this route has no such method");
      case 406 -> Problem.of(406, "invalid-accept", "this route has no such representation");
      case 415 -> Problem.of(415, "invalid-content-type", "this route does not take such a body");
      default ->
          Problem.of(
              status, status < 500 ? "invalid-request" : "bug", "the request could not be served");
    };
  }

  /** Jersey takes a parameter that is no number for a route that is not there. */
  private static boolean isNumberMisread(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof NumberFormatException) {
        return true;
      }
    }
    return false;
  }

  private static String text(RuntimeException thrown) {
    String message = thrown.getMessage();
    return message == null ? thrown.getClass().getSimpleName() : message;
  }
}

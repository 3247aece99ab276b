package jp.todoke.api.campaigns;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import jp.todoke.channels.RefusalReason;
import jp.todoke.channels.SendResult;
import jp.todoke.channels.line.LineCallFailed;
import jp.todoke.channels.line.LineChannel;
import jp.todoke.channels.line.LineQuota;
import jp.todoke.templates.Rendering;

/**
 * What LINE would say to a campaign, asked before anything is sent: whether its words are
 * acceptable, and whether this month's allowance is enough. Thread-safe.
 */
public final class LineAllowance {

  private static final System.Logger LOG = System.getLogger(LineAllowance.class.getName());

  private final LineChannel line;
  private final long margin;

  /**
   * Asks this account.
   *
   * @param margin messages of the month that campaigns leave for notices and answers
   */
  public LineAllowance(LineChannel line, long margin) {
    this.line = line;
    this.margin = margin;
  }

  /**
   * Something that would go wrong.
   *
   * @param code {@code line-quota}, {@code line-text-refused} or {@code line-unavailable}
   * @param language of the words concerned; empty where it is not about words
   */
  public record Finding(String code, String language, String detail) {}

  /**
   * Whether this month's allowance is enough for so many people. Where LINE does not say, it is
   * taken to be: what it refuses while sending waits all the same.
   */
  public boolean takes(long recipients) {
    try {
      return line.quota().takes(recipients, margin);
    } catch (LineCallFailed failed) {
      LOG.log(
          System.Logger.Level.WARNING, "LINE does not tell its quota: status {0}", failed.status());
      return true;
    }
  }

  /**
   * What LINE would object to.
   *
   * @param samples the words in each language
   */
  List<Finding> findings(long recipients, Iterable<Rendering.Rendered> samples) {
    List<Finding> findings = new ArrayList<>();
    try {
      LineQuota quota = line.quota();
      OptionalLong left = quota.remaining();
      if (left.isPresent() && !quota.takes(recipients, margin)) {
        findings.add(
            new Finding(
                "line-quota",
                "",
                recipients + " people, " + left.getAsLong() + " messages left, margin " + margin));
      }
    } catch (LineCallFailed failed) {
      findings.add(new Finding("line-unavailable", "", "status " + failed.status()));
    }
    for (Rendering.Rendered words : samples) {
      switch (line.validate(words.text())) {
        case SendResult.Accepted accepted -> {}
        case SendResult.Refused refused when refused.reason() != RefusalReason.MESSAGE_REJECTED ->
            findings.add(new Finding("line-unavailable", words.language(), refused.detail()));
        case SendResult.Refused refused ->
            findings.add(new Finding("line-text-refused", words.language(), refused.detail()));
        case SendResult.Deferred later ->
            findings.add(new Finding("line-unavailable", words.language(), "try again later"));
        case SendResult.Unknown silence ->
            findings.add(new Finding("line-unavailable", words.language(), silence.detail()));
      }
    }
    return findings;
  }
}

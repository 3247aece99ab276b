package jp.todoke.api.staff;

import java.util.Optional;
import jp.todoke.api.problems.Problem;
import jp.todoke.api.problems.Refusal;
import jp.todoke.segmentation.conditions.Condition;
import jp.todoke.segmentation.profiles.Profile;
import jp.todoke.segmentation.rules.Decisions;
import jp.todoke.segmentation.rules.Rule;
import jp.todoke.segmentation.rules.RuleBook;
import jp.todoke.segmentation.samples.SampleProfile;
import jp.todoke.segmentation.samples.SampleProfiles;
import jp.todoke.segmentation.segments.Segments;
import org.jspecify.annotations.Nullable;

/** What previews ask about a sample profile that is named in {@code sample=}. Thread-safe. */
public final class Samples {

  private final SampleProfiles samples;
  private final Segments segments;
  private final Decisions decisions;

  public Samples(SampleProfiles samples, Segments segments, Decisions decisions) {
    this.samples = samples;
    this.segments = segments;
    this.decisions = decisions;
  }

  /** A sample profile and the person it describes. */
  public record Reader(SampleProfile sample, Profile person) {}

  /**
   * The sample of that name; empty where none is named.
   *
   * @throws Refusal 400 {@code invalid-sample} where there is none of that name
   */
  public Optional<Reader> named(@Nullable String id) {
    return Optional.ofNullable(id)
        .map(
            name ->
                samples
                    .find(name)
                    .map(sample -> new Reader(sample, samples.person(sample)))
                    .orElseThrow(
                        () ->
                            new Refusal(
                                Problem.at(
                                    400,
                                    "invalid-sample",
                                    "sample",
                                    "there is no such sample profile"))));
  }

  /**
   * Whether a published version means the sample, and why.
   *
   * @throws Refusal 404 where there is no such version
   */
  public DecisionView decision(Reader reader, String segmentId, int version) {
    Condition condition =
        segments
            .find(segmentId, version)
            .orElseThrow(() -> new Refusal(Problem.notFound()))
            .condition();
    Rule rule = new Rule(Rule.Key.segment(segmentId), version, condition);
    return DecisionView.of(book(rule).explain(rule.key(), reader.person()));
  }

  /** The same of any rule, node by node. */
  SegmentsResource.ExplanationView explanation(Reader reader, Rule rule) {
    RuleBook book = book(rule);
    return new SegmentsResource.ExplanationView(
        DecisionView.of(book.explain(rule.key(), reader.person())),
        SegmentsResource.TraceView.of(book.trace(rule.key(), reader.person())));
  }

  private RuleBook book(Rule rule) {
    return decisions.trial(rule);
  }
}

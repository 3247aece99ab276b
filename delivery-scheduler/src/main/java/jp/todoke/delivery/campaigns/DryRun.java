package jp.todoke.delivery.campaigns;

import java.util.Map;
import java.util.SortedMap;
import jp.todoke.channels.Route;
import jp.todoke.templates.Rendering;

/**
 * What a campaign would do if it were sent now. Nothing is sent or frozen.
 *
 * @param selected people the segment means today
 * @param routes per route how many are reached, and how many not for each reason
 * @param contentHash what an approval must name; while submitted it is of the submitted audience
 * @param samples the words in each language the template has, by BCP 47 tag
 */
public record DryRun(
    long selected,
    Map<Route, Count> routes,
    String contentHash,
    SortedMap<String, Rendering.Rendered> samples) {

  /**
   * One route.
   *
   * @param reachable people with an address that may be used now
   * @param barred people without, by reason
   */
  public record Count(long reachable, SortedMap<String, Long> barred) {}
}

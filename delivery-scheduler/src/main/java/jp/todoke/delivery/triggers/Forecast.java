package jp.todoke.delivery.triggers;

import java.time.LocalDate;
import java.util.Map;
import java.util.SortedMap;
import jp.todoke.channels.Route;
import jp.todoke.templates.Rendering;

/**
 * What a trigger would do if it worked from now on. Nothing is fired, sent or noted.
 *
 * @param members people its segment means now: of a trigger by entering those whom it would not
 *     write to, because they are in already
 * @param contentHash what an approval must name
 * @param asked how many of them were read; where fewer than the members, the numbers of people
 *     below are projected from them
 * @param routes per route how many of the members are reached, and how many not for each reason
 * @param days for a trigger by days how many people it would write to on each of the next 14 days
 *     in Asia/Tokyo; empty for the others, which nobody can foresee
 * @param samples the words in each language the template has, by BCP 47 tag
 */
public record Forecast(
    long members,
    String contentHash,
    int asked,
    Map<Route, Reached> routes,
    SortedMap<LocalDate, Long> days,
    SortedMap<String, Rendering.Rendered> samples) {

  /**
   * One route.
   *
   * @param reachable people with an address that may be used now
   * @param barred people without, by reason
   */
  public record Reached(long reachable, SortedMap<String, Long> barred) {}
}

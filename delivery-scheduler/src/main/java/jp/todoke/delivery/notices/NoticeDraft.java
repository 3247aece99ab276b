package jp.todoke.delivery.notices;

import java.util.List;
import java.util.Map;
import java.util.Set;
import jp.todoke.channels.Route;

/**
 * What an editor decides about a notice.
 *
 * @param commonId the person
 * @param templateId the wording
 * @param templateVersion pinned
 * @param values template values, of this person
 * @param sensitive whether the portal shows it only after a strong sign-in; also so when the
 *     template is
 * @param routes the roads, the portal always among them
 * @param fallback what is done, one step after the other, as long as it is not opened
 */
public record NoticeDraft(
    String commonId,
    String templateId,
    int templateVersion,
    Map<String, Object> values,
    boolean sensitive,
    Set<Route> routes,
    List<FallbackStep> fallback) {

  /** Nothing is done where it is not opened. */
  public NoticeDraft(
      String commonId,
      String templateId,
      int templateVersion,
      Map<String, Object> values,
      boolean sensitive,
      Set<Route> routes) {
    this(commonId, templateId, templateVersion, values, sensitive, routes, List.of());
  }

  /** Keeps its own copies. */
  public NoticeDraft {
    fallback = List.copyOf(fallback);
    values = Map.copyOf(values);
    routes = Set.copyOf(routes);
  }

  @Override
  public String toString() {
    return "NoticeDraft[" + templateId + ":" + templateVersion + "]";
  }
}

package jp.todoke.delivery.notices;

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
 */
public record NoticeDraft(
    String commonId,
    String templateId,
    int templateVersion,
    Map<String, Object> values,
    boolean sensitive,
    Set<Route> routes) {

  /** Keeps its own copies. */
  public NoticeDraft {
    values = Map.copyOf(values);
    routes = Set.copyOf(routes);
  }

  @Override
  public String toString() {
    return "NoticeDraft[" + templateId + ":" + templateVersion + "]";
  }
}

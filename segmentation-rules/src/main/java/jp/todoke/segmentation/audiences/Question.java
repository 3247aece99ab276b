package jp.todoke.segmentation.audiences;

import java.time.LocalDate;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import jp.todoke.segmentation.attributes.Catalogue;
import jp.todoke.segmentation.conditions.Condition;
import jp.todoke.segmentation.rules.Rule;

/**
 * A published segment put to the city. Its key names the version, the versions of the segments and
 * parameters it refers to, and since when its answer has held, so that equal keys have equal
 * answers.
 */
record Question(Rule rule, String key) {

  static Question of(Rule rule, Map<String, Rule> published, Catalogue catalogue, LocalDate today) {
    Map<String, Integer> referred = new TreeMap<>();
    Function<String, Condition> segments =
        id -> {
          Rule other = java.util.Objects.requireNonNull(published.get(id));
          referred.put(id, other.version());
          return other.condition();
        };
    Consumer<String> parameters =
        name ->
            catalogue
                .parameter(name)
                .ifPresent(parameter -> referred.put("=" + name, parameter.version()));
    String since = Turn.of(rule.condition(), segments, parameters).since(today);
    String others =
        referred.entrySet().stream()
            .map(entry -> ":" + entry.getKey() + ":" + entry.getValue())
            .collect(Collectors.joining());
    return new Question(rule, rule.key().id() + ":" + rule.version() + ":" + since + others);
  }
}

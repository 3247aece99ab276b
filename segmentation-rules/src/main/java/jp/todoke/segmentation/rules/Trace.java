package jp.todoke.segmentation.rules;

import java.util.List;
import java.util.Optional;
import jp.todoke.segmentation.conditions.Verdict;

/**
 * A condition answered for one person node by node, every branch of it, so that staff see how an
 * answer came about (for the citizen there is {@link Explanation}).
 *
 * @param text what the node asks, in Japanese
 * @param verdict its answer for this person
 * @param own the person's own value, where the node asks for one and it is known
 * @param parts what it consists of; for a question about the household one part a member
 */
public record Trace(String text, Verdict verdict, Optional<String> own, List<Trace> parts) {

  public Trace {
    parts = List.copyOf(parts);
  }
}

package jp.todoke.segmentation.segments;

import java.util.List;

/** Examples of a segment are not answered as its author expects, so it is not published. */
public final class ExamplesFailed extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final List<String> names;

  public ExamplesFailed(String segmentId, List<String> names) {
    super("segment " + segmentId + ": " + names.size() + " examples are answered otherwise");
    this.names = List.copyOf(names);
  }

  /** The names of the examples. */
  public List<String> names() {
    return names;
  }
}

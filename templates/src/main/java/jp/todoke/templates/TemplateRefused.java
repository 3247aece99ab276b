package jp.todoke.templates;

/**
 * A draft can not be saved: a part breaks a rule of the house. Tells the editor where and why; the
 * message holds no words of the template beyond the offending name.
 */
public final class TemplateRefused extends RuntimeException {

  private final String place;
  private final int line;
  private final int column;

  TemplateRefused(String place, int line, int column, String reason) {
    super(place + (line == 0 ? "" : " line " + line + " column " + column) + ": " + reason);
    this.place = place;
    this.line = line;
    this.column = column;
  }

  TemplateRefused(String place, String reason) {
    this(place, 0, 0, reason);
  }

  /** The part concerned, such as {@code ja/html}, {@code id} or {@code variants}. */
  public String place() {
    return place;
  }

  /** Line within the part, from 1; 0 when the whole part is meant. */
  public int line() {
    return line;
  }

  /**
   * Column within the line in UTF-16 units, from 1; 0 when the line or part as a whole is meant.
   */
  public int column() {
    return column;
  }
}

package jp.todoke.faq.answers;

import java.util.List;

/**
 * One thing the city has to say to a question.
 *
 * @param kind FAQ entry or program
 * @param id of the entry or the program
 * @param title the question as the city words it, or the program's name
 * @param text the whole answer, or the program's summary; plain text
 * @param score above 0, for ordering within one answer only
 * @param coverage 0 to 1: how much of what was asked it speaks of
 * @param matchedWords the asker's own words it speaks of
 * @param language BCP 47 tag of title and text
 * @param fallback whether the language is another than the one asked for
 * @param programIds programs it is about; a program is about itself
 */
public record AnswerItem(
    AnswerKind kind,
    String id,
    String title,
    String text,
    double score,
    double coverage,
    List<String> matchedWords,
    String language,
    boolean fallback,
    List<String> programIds) {

  private static final int EXCERPT = 120;

  /** The begin of the text, {@value #EXCERPT} characters at most, ending in … where cut. */
  public String excerpt() {
    if (text.codePointCount(0, text.length()) <= EXCERPT) {
      return text;
    }
    return text.substring(0, text.offsetByCodePoints(0, EXCERPT - 1)) + "…";
  }
}

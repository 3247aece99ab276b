package jp.todoke.faq.answers;

import java.util.List;
import java.util.stream.Stream;

/** What the city answers to a question; how sure it is, is the type. */
public sealed interface Answer {

  /** Everything the answer shows, best first. */
  List<AnswerItem> items();

  /**
   * The city's subject headings to look further under, at most three: of what comes nearest, or
   * where nothing was found those with the most entries. "None of these" can be said of any answer.
   */
  List<String> categories();

  /**
   * One answer stands out.
   *
   * @param best the one to show
   * @param others what else might be meant
   */
  record Confident(AnswerItem best, List<AnswerItem> others, List<String> categories)
      implements Answer {
    @Override
    public List<AnswerItem> items() {
      return Stream.concat(Stream.of(best), others.stream()).toList();
    }
  }

  /**
   * Several may be meant; the asker chooses.
   *
   * @param items best first, at least one
   */
  record Candidates(List<AnswerItem> items, List<String> categories) implements Answer {}

  /**
   * Nothing answers this; a person should.
   *
   * @param nearest what comes nearest, perhaps nothing
   */
  record NoAnswer(List<AnswerItem> nearest, List<String> categories) implements Answer {
    @Override
    public List<AnswerItem> items() {
      return nearest;
    }
  }
}

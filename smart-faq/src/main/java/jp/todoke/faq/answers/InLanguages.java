package jp.todoke.faq.answers;

import java.util.function.Supplier;
import jp.todoke.faq.ranking.Certainty;
import jp.todoke.search.languages.Languages;
import jp.todoke.search.languages.Tags;
import jp.todoke.search.languages.Tongue;

/**
 * In which languages a question is looked for, and which of what is found is given: the language of
 * the question where the city has any, then Japanese. Answers and replays go the same way.
 *
 * @param <T> what is found in one language
 */
abstract class InLanguages<T> {

  /** What is found in a language. */
  abstract T in(String language);

  /** How sure it is; {@code NONE} where there is nothing at all. */
  abstract Certainty certainty(T found);

  abstract boolean nothing(T found);

  /** Easy entries first, then the others. */
  abstract T together(T easy, T plain);

  /** The language a question is put in: what it evidently is, else the one wanted. */
  static String asked(String question, String wanted) {
    return Languages.evident(question)
        .filter(evident -> Tongue.of(evident) != Tongue.of(wanted))
        .orElse(wanted);
  }

  final T given(String question, String wanted) {
    String asked = asked(question, wanted);
    if (Tongue.of(asked) != Tongue.JA) {
      return better(in(asked), () -> in(Tags.JAPANESE));
    }
    if (Tags.easy(wanted)) {
      T easy = in(wanted);
      if (certainty(easy) == Certainty.CONFIDENT) {
        return easy;
      }
      T plain = in(Tags.JAPANESE);
      return certainty(easy) == Certainty.NONE || certainty(plain) == Certainty.CONFIDENT
          ? better(plain, () -> easy)
          : together(easy, plain);
    }
    return better(in(Tags.JAPANESE), () -> in(Tags.EASY_JAPANESE));
  }

  private T better(T first, Supplier<T> next) {
    if (certainty(first) != Certainty.NONE) {
      return first;
    }
    T second = next.get();
    return nothing(first) || certainty(second) != Certainty.NONE ? second : first;
  }
}

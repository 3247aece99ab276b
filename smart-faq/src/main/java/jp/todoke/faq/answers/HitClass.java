package jp.todoke.faq.answers;

/** How well a question was answered, for counting. */
public enum HitClass {
  /** One answer stood out. */
  CONFIDENT,
  /** The asker was given a choice. */
  CANDIDATES,
  /** Nothing answered. */
  NONE;

  static HitClass of(Answer answer) {
    return switch (answer) {
      case Answer.Confident confident -> CONFIDENT;
      case Answer.Candidates candidates -> CANDIDATES;
      case Answer.NoAnswer none -> NONE;
    };
  }
}

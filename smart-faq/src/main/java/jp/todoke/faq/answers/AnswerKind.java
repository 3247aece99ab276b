package jp.todoke.faq.answers;

/** What an answer is made of. */
public enum AnswerKind {
  /** An entry of the FAQ. */
  FAQ,
  /** A program of the registry. */
  PROGRAM
}

package jp.todoke.faq.answers;

/** There is no such answer to rate: the id is wrong, or the entry was withdrawn meanwhile. */
public final class UnknownAnswer extends RuntimeException {

  UnknownAnswer(AnswerKind kind, String id) {
    super("no answer " + kind + " " + id);
  }
}

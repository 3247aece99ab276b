package jp.todoke.faq.answers;

/** A synonym list would lose more answers than the city allows; the replay tells which. */
public final class SynonymsLose extends RuntimeException {

  private final Replay replay;

  SynonymsLose(int version, Replay replay) {
    super(
        "synonym list "
            + version
            + " would lose "
            + replay.lost()
            + " and move "
            + replay.moved()
            + " of "
            + (replay.questions() + replay.judged())
            + " questions");
    this.replay = replay;
  }

  /** What would change. */
  public Replay replay() {
    return replay;
  }
}

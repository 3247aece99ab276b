package jp.todoke.faq.answers;

/** An entry would lose or move more answers than the city allows; the replay tells which. */
public final class EntryLoses extends RuntimeException {

  private final Replay replay;

  EntryLoses(String id, Replay replay) {
    super(
        "entry "
            + id
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

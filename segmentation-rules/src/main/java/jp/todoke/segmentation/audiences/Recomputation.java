package jp.todoke.segmentation.audiences;

import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import jp.todoke.segmentation.rules.CompactCity;
import jp.todoke.segmentation.rules.RuleBook;
import jp.todoke.segmentation.rules.SliceVerdicts;

/**
 * Decides what is not decided yet, a slice at a time, and stores each slice when it is done; what a
 * killed process stored is not decided again. Let as many threads as you like run it together.
 */
public final class Recomputation implements Runnable {

  private final Audiences audiences;
  private final RuleBook book;
  private final List<Question> questions;
  private final List<Set<String>> open;
  private final int total;
  private final Instant startedAt;
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicInteger finished = new AtomicInteger();
  private final AtomicInteger done = new AtomicInteger();
  private volatile boolean cancelled;
  private volatile boolean failed;

  /**
   * @param open per slice the keys of the questions not answered there yet
   */
  Recomputation(
      Audiences audiences,
      RuleBook book,
      List<Question> questions,
      List<Set<String>> open,
      int total,
      Instant startedAt) {
    this.audiences = audiences;
    this.book = book;
    this.questions = questions;
    this.open = open;
    this.total = total;
    this.startedAt = startedAt;
  }

  /** The day in Asia/Tokyo it is of. */
  public LocalDate asOf() {
    return book.asOf();
  }

  /** How far it is. */
  public Progress progress() {
    Progress.State state =
        finished.get() == open.size()
            ? Progress.State.DONE
            : failed
                ? Progress.State.FAILED
                : cancelled ? Progress.State.CANCELLED : Progress.State.RUNNING;
    return new Progress(asOf(), questions.size(), done.get(), total, state, startedAt);
  }

  /** Ends it after the slices that are being decided; what is done stays done. */
  public void cancel() {
    cancelled = true;
  }

  /** Works until nothing is left or it is cancelled; a failure ends it for all threads. */
  @Override
  public void run() {
    try {
      work();
    } catch (RuntimeException failure) {
      failed = true;
      cancelled = true;
      throw failure;
    }
  }

  private void work() {
    if (open.isEmpty()) {
      audiences.finished(this);
    }
    for (int slice = next.getAndIncrement();
        slice < open.size() && !cancelled;
        slice = next.getAndIncrement()) {
      Set<String> keys = open.get(slice);
      if (!keys.isEmpty()) {
        audiences.decide(slice, keys, this);
      }
      done.addAndGet(audiences.people(slice));
      if (finished.incrementAndGet() == open.size()) {
        audiences.finished(this);
      }
    }
  }

  Map<String, Bits> decide(CompactCity city, int slice, Set<String> keys) {
    return answers(book.decide(city, slice), keys);
  }

  private Map<String, Bits> answers(SliceVerdicts verdicts, Set<String> keys) {
    Map<String, Bits> answers = new HashMap<>();
    for (int place = 0; place < questions.size(); place++) {
      String key = questions.get(place).key();
      if (keys.contains(key)) {
        answers.put(
            key,
            new Bits(
                Audiences.bitmap(verdicts.yes(place)), Audiences.bitmap(verdicts.unknown(place))));
      }
    }
    return answers;
  }
}

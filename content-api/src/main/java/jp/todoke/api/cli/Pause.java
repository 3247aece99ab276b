package jp.todoke.api.cli;

import java.util.concurrent.TimeUnit;

/** Waiting in a command line program; the engine itself never does. */
final class Pause {

  private Pause() {}

  static void millis(long millis) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(millis);
  }
}

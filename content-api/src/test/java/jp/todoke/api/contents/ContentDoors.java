package jp.todoke.api.contents;

import java.time.Clock;
import jp.todoke.api.store.RepositoriesExtension;

/** Opens the door to contents the way the server does, for tests of other packages. */
public final class ContentDoors {

  private ContentDoors() {}

  public static Contents open(RepositoriesExtension store, Clock clock) {
    return new Contents(store.database(), () -> store.the(ContentRepository.class), clock);
  }
}

package jp.todoke.templates;

/**
 * Somebody saved another version since the one the editor started from; read the latest and edit
 * again.
 */
public final class StaleTemplate extends RuntimeException {

  StaleTemplate(String id, int expectedVersion) {
    super("template " + id + " has moved on from version " + expectedVersion);
  }
}

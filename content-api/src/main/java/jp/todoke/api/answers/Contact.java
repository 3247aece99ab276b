package jp.todoke.api.answers;

import java.util.Optional;

/**
 * Whom to ask where nothing answers.
 *
 * @param name of the counter
 * @param phone as people dial it; empty where there is none
 * @param url its page; empty where there is none
 */
public record Contact(String name, String phone, String url) {

  /**
   * What the operator set.
   *
   * @param name empty where nobody was named
   */
  public record Desk(String name, String phone, String url) {

    Optional<Contact> get() {
      return name.isEmpty() ? Optional.empty() : Optional.of(new Contact(name, phone, url));
    }
  }
}

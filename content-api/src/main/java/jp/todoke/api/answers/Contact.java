package jp.todoke.api.answers;

import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whom to ask where it is none of the answers.
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

    /** The same in lines of plain text; empty where nobody was named. */
    public String text() {
      return name.isEmpty()
          ? ""
          : Stream.of(name, phone, url)
              .filter(part -> !part.isEmpty())
              .collect(Collectors.joining("\n"));
    }
  }
}

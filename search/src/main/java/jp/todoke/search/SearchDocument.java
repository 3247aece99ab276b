package jp.todoke.search;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What can be found: a question with its answer, a program, a page.
 *
 * @param kind the caller's word for this sort of document; with {@code id} it is the identity
 * @param id the caller's identifier within the kind
 * @param language BCP 47 tag, such as {@code ja} or {@code en}
 * @param title the question sentence, or the name of the program
 * @param aliases other wordings of the title, kana spellings included
 * @param body the answer, or the description
 * @param named whether title and aliases are proper names (児童扶養手当): a question that says such a
 *     name means this document, and not one whose longer name merely contains it
 * @param category the owner's subject heading; empty for none
 * @param changedAt when its text was last changed; empty where unknown
 */
public record SearchDocument(
    String kind,
    String id,
    String language,
    String title,
    List<String> aliases,
    String body,
    boolean named,
    String category,
    Optional<Instant> changedAt) {

  /** A document without a heading, of unknown age. */
  public SearchDocument(
      String kind,
      String id,
      String language,
      String title,
      List<String> aliases,
      String body,
      boolean named) {
    this(kind, id, language, title, aliases, body, named, "", Optional.empty());
  }

  /** Keeps its own copy of the aliases. */
  public SearchDocument {
    aliases = List.copyOf(aliases);
  }
}

package jp.todoke.search;

import java.util.Set;
import jp.todoke.search.languages.Languages;
import jp.todoke.search.languages.Tongue;

/**
 * What is looked for.
 *
 * @param text the citizen's words, any text; read up to {@value #LONGEST} characters
 * @param kinds the kinds of documents wanted; empty for all
 * @param language BCP 47 tag; a document in this language, or in the same one of another region, is
 *     found; empty for documents cut by the rules of the language the text shows, Japanese where it
 *     shows none
 * @param limit most hits wanted, 1 to {@value #MOST}; outside it the nearest bound is taken
 */
public record SearchQuery(String text, Set<String> kinds, String language, int limit) {

  /** Characters of a question that are read; the rest is cut off. */
  public static final int LONGEST = 500;

  /** Most hits a query can ask for. */
  public static final int MOST = 200;

  /** Cuts what is too long and keeps its own copy of the kinds. */
  public SearchQuery {
    text = text.length() > LONGEST ? text.substring(0, LONGEST) : text;
    kinds = Set.copyOf(kinds);
    limit = Math.clamp(limit, 1, MOST);
  }

  /** Looks in all kinds, in the language the text shows. */
  public static SearchQuery of(String text, int limit) {
    return new SearchQuery(text, Set.of(), "", limit);
  }

  /** The rules the text is read by. */
  Tongue tongue() {
    return Tongue.of(language.isEmpty() ? Languages.evident(text).orElse("ja") : language);
  }
}

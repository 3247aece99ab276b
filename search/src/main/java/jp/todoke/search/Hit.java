package jp.todoke.search;

import java.util.List;

/**
 * One document found, with the reason.
 *
 * @param kind the document's kind
 * @param id its identifier within the kind
 * @param score above 0, comparable within one result only
 * @param coverage 0 to 1: how much of what was asked the document speaks of, rare words counting
 *     more than common ones
 * @param titleCoverage the same for title and aliases alone
 * @param exact whether the question is the title or an alias, nothing more and nothing less
 * @param naming how it stands to a proper name the asker said
 * @param matchedWords the asker's own words the document speaks of, in their order
 */
public record Hit(
    String kind,
    String id,
    double score,
    double coverage,
    double titleCoverage,
    boolean exact,
    Naming naming,
    List<String> matchedWords) {

  /** How a document stands to a proper name in the question. */
  public enum Naming {
    /** No name was said, or it has nothing to do with names. */
    NONE,
    /** It says the very name. */
    SAME,
    /** It bears, or says but, another name. */
    OTHER
  }

  /** The same with another score. */
  public Hit withScore(double changed) {
    return new Hit(kind, id, changed, coverage, titleCoverage, exact, naming, matchedWords);
  }

  Hit speaking(double of, double inTitle, List<String> words) {
    return new Hit(kind, id, score, of, inTitle, exact, naming, words);
  }

  Hit named(Naming changed) {
    return new Hit(kind, id, score, coverage, titleCoverage, exact, changed, matchedWords);
  }
}

package jp.todoke.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import jp.todoke.search.japanese.Concept;
import jp.todoke.search.languages.Tongue;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.DisjunctionMaxQuery;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;

/**
 * Turns concepts into index queries, term by term: nothing a citizen types is ever read as query
 * syntax. In each field a concept counts once, by its best wording.
 *
 * <p>A synonym counts a little less than the asker's own word, and never more because it happens to
 * be rarer: who says 子ども does not ask for the one document that says 小児. On 225 judged questions
 * this bound alone gave nDCG@10 .56 to .60.
 */
final class ConceptQueries {

  static final String TITLE = "title";
  static final String ALIASES = "aliases";
  static final String BODY = "body";

  /** Flat between .7 and .9 on the same questions. */
  private static final double SYNONYM_WEIGHT = .8;

  private final IndexReader reader;
  private final KnownTerms terms;
  private final Fields fields;

  ConceptQueries(IndexReader reader, KnownTerms terms, Tongue tongue) {
    this.reader = reader;
    this.terms = terms;
    this.fields = Fields.of(tongue);
  }

  /** Where documents of one tongue are, so that words count as rare within their language. */
  record Fields(String title, String aliases, String body) {
    static Fields of(Tongue tongue) {
      String end = tongue == Tongue.JA ? "" : "." + tongue.name().toLowerCase(Locale.ROOT);
      return new Fields(TITLE + end, ALIASES + end, BODY + end);
    }
  }

  /** The concept in title or aliases, whichever says it better, and again in the body. */
  Query everywhere(Concept concept) throws IOException {
    return new BooleanQuery.Builder()
        .add(title(concept), BooleanClause.Occur.SHOULD)
        .add(body(concept), BooleanClause.Occur.SHOULD)
        .build();
  }

  /** The concept in title or aliases. */
  Query title(Concept concept) throws IOException {
    List<Query> wordings = new ArrayList<>(wordings(fields.title, concept));
    wordings.addAll(wordings(fields.aliases, concept));
    return best(wordings);
  }

  /** The concept in the body. */
  Query body(Concept concept) throws IOException {
    return in(fields.body, concept);
  }

  /**
   * How rare a concept is by its most common wording, above 0; what no document says weighs most.
   */
  double rarity(Concept concept) throws IOException {
    double rarity = Double.MAX_VALUE;
    for (List<String> wording :
        Stream.concat(Stream.of(concept.words()), concept.synonyms().stream()).toList()) {
      for (String field : List.of(fields.title, fields.aliases, fields.body)) {
        rarity = Math.min(rarity, rarity(field, wording));
      }
    }
    return rarity;
  }

  private Query in(String field, Concept concept) throws IOException {
    return best(wordings(field, concept));
  }

  private List<Query> wordings(String field, Concept concept) throws IOException {
    List<Query> wordings = new ArrayList<>();
    if (concept.parts().isEmpty()) {
      wording(field, concept.words()).ifPresent(wordings::add);
    } else {
      BooleanQuery.Builder sum = new BooleanQuery.Builder();
      for (Concept part : concept.parts()) {
        sum.add(in(field, part), BooleanClause.Occur.SHOULD);
      }
      wordings.add(sum.build());
    }
    double own = rarity(field, concept.words());
    for (List<String> synonym : concept.synonyms()) {
      Optional<Query> wording = wording(field, synonym);
      if (wording.isPresent()) {
        double bound = Math.min(1, own / rarity(field, synonym));
        wordings.add(new BoostQuery(wording.get(), (float) (SYNONYM_WEIGHT * bound)));
      }
    }
    return wordings;
  }

  private static Query best(List<Query> wordings) {
    return switch (wordings.size()) {
      case 0 -> new MatchNoDocsQuery("no document says it");
      case 1 -> wordings.getFirst();
      default -> new DisjunctionMaxQuery(wordings, 0);
    };
  }

  private Optional<Query> wording(String field, List<String> words) throws IOException {
    for (String word : words) {
      if (terms.documents(new Term(field, word)) == 0) {
        return Optional.empty();
      }
    }
    if (words.size() > 1) {
      return Optional.of(new PhraseQuery(field, words.toArray(String[]::new)));
    }
    Term term = new Term(field, words.getFirst());
    return Optional.of(new TermQuery(term, terms.of(term)));
  }

  private double rarity(String field, List<String> words) throws IOException {
    double rarity = 0;
    for (String word : words) {
      int documents = terms.documents(new Term(field, word));
      rarity += Math.log(1 + (reader.maxDoc() - documents + .5) / (documents + .5));
    }
    return rarity;
  }
}

package jp.todoke.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.lucene.analysis.core.WhitespaceAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.NoMergePolicy;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.DisjunctionMaxQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The library's own search says what is right. */
class BestDocumentsTest {

  /** More than two windows in the first leaf. */
  private static final int DOCUMENTS = 20_000;

  private static final int WORDS = 40;

  private static DirectoryReader reader;
  private static IndexSearcher searcher;
  private static KnownLists lists;

  @BeforeAll
  static void index() throws IOException {
    Random chance = new Random(7);
    IndexWriter writer =
        new IndexWriter(
            new ByteBuffersDirectory(),
            new IndexWriterConfig(new WhitespaceAnalyzer())
                .setMergePolicy(NoMergePolicy.INSTANCE)
                .setRAMBufferSizeMB(64));
    for (int number = 0; number < DOCUMENTS; number++) {
      writer.addDocument(document(chance, number));
    }
    writer.commit();
    for (int number = 0; number < 300; number++) {
      writer.addDocument(document(chance, number));
    }
    writer.commit();
    writer.deleteDocuments(new Term("tens", "3"));
    reader = DirectoryReader.open(writer);
    searcher = new IndexSearcher(reader);
    lists = new KnownLists(searcher);
    assertThat(searcher.getLeafContexts()).hasSize(2);
    assertThat(reader.hasDeletions()).isTrue();
  }

  @AfterAll
  static void close() throws IOException {
    reader.close();
  }

  /** Low words are common, high ones rare. */
  private static Document document(Random chance, int number) {
    Document document = new Document();
    for (String field : List.of("title", "body")) {
      StringBuilder text = new StringBuilder();
      for (int word = 0; word < (field.equals("title") ? 5 : 25); word++) {
        text.append(word(chance)).append(' ');
      }
      document.add(new TextField(field, text.toString(), Field.Store.NO));
    }
    document.add(new StringField("tens", String.valueOf(number / 10 % 10), Field.Store.NO));
    return document;
  }

  private static String word(Random chance) {
    return "w" + (int) (WORDS * Math.pow(chance.nextDouble(), 3));
  }

  private static Query asked(Random chance, int depth) {
    return switch (chance.nextInt(depth > 3 ? 3 : 5)) {
      case 0 -> new TermQuery(new Term(field(chance), word(chance)));
      case 1 -> new PhraseQuery(field(chance), word(chance), word(chance));
      case 2 ->
          new BoostQuery(
              chance.nextBoolean()
                  ? new PhraseQuery(field(chance), word(chance), word(chance))
                  : new TermQuery(new Term(field(chance), word(chance))),
              .5f + chance.nextFloat() / 2);
      case 3 -> {
        List<Query> wordings = new ArrayList<>();
        for (int i = chance.nextInt(4); i >= 0; i--) {
          wordings.add(asked(chance, depth + 1));
        }
        yield new DisjunctionMaxQuery(wordings, 0);
      }
      default -> {
        BooleanQuery.Builder sum = new BooleanQuery.Builder();
        for (int i = chance.nextInt(4); i >= 0; i--) {
          sum.add(asked(chance, depth + 1), BooleanClause.Occur.SHOULD);
        }
        yield sum.build();
      }
    };
  }

  private static String field(Random chance) {
    return chance.nextBoolean() ? "title" : "body";
  }

  @Test
  void whatIsFoundAndItsScoresAreThoseOfTheLibrarysSearch() throws IOException {
    Random chance = new Random(11);
    int found = 0;
    for (int round = 0; round < 400; round++) {
      BooleanQuery.Builder whole = new BooleanQuery.Builder();
      for (int i = chance.nextInt(3); i >= 0; i--) {
        whole.add(asked(chance, 0), BooleanClause.Occur.SHOULD);
      }
      Query asked = whole.build();
      boolean some = chance.nextBoolean();
      Query filter = new TermQuery(new Term("tens", String.valueOf(chance.nextInt(10))));
      int limit = 1 + chance.nextInt(200);
      Query filtered =
          some
              ? new BooleanQuery.Builder()
                  .add(asked, BooleanClause.Occur.MUST)
                  .add(filter, BooleanClause.Occur.FILTER)
                  .build()
              : asked;
      ScoreDoc[] right = searcher.search(filtered, limit).scoreDocs;
      ScoreDoc[] ours =
          new BestDocuments(searcher, lists, asked, some ? Optional.of(filter) : Optional.empty())
              .find(limit);

      assertThat(ours).as("%s", filtered).hasSameSizeAs(right);
      for (int i = 0; i < right.length; i++) {
        // Sums of floats may differ in their last place, and then equals change places.
        assertThat(ours[i].score).as("%s", filtered).isCloseTo(right[i].score, within(right[i]));
      }
      if (right.length > 1 && right[0].score > right[1].score * 1.001) {
        assertThat(ours[0].doc).as("%s", filtered).isEqualTo(right[0].doc);
        found++;
      }
    }
    assertThat(found).as("rounds in which one stands out").isGreaterThan(50);
  }

  private static org.assertj.core.data.Offset<Float> within(ScoreDoc right) {
    return org.assertj.core.api.Assertions.within(right.score * 1e-5f);
  }

  @Test
  void noDeletedDocumentIsFoundAndEqualsComeInTheirOrder() throws IOException {
    Query word = new TermQuery(new Term("title", "w0"));
    ScoreDoc[] all = find(word, DOCUMENTS + 300);
    assertThat(all).hasSize(searcher.count(word));
    for (int i = 1; i < all.length; i++) {
      assertThat(all[i].score).isLessThanOrEqualTo(all[i - 1].score);
      if (all[i].score == all[i - 1].score) {
        assertThat(all[i].doc).isGreaterThan(all[i - 1].doc);
      }
    }
    assertThat(find(new PhraseQuery("body", "w0", "w0"), DOCUMENTS + 300))
        .hasSize(searcher.count(new PhraseQuery("body", "w0", "w0")));
    assertThat(Arrays.stream(all).mapToInt(hit -> hit.doc)).contains(DOCUMENTS);
  }

  @Test
  void whereNobodySaysItNothingIsFound() throws IOException {
    assertThat(find(new MatchNoDocsQuery("nobody says it"), 10)).isEmpty();
    assertThat(find(new PhraseQuery("title", "w1", "nowhere"), 10)).isEmpty();
    try (IndexWriter empty = new IndexWriter(new ByteBuffersDirectory(), new IndexWriterConfig());
        DirectoryReader nothing = DirectoryReader.open(empty)) {
      IndexSearcher none = new IndexSearcher(nothing);
      Query phrase = new PhraseQuery("title", "w1", "w2");
      assertThat(new BestDocuments(none, new KnownLists(none), phrase, Optional.empty()).find(10))
          .isEmpty();
    }
  }

  private static ScoreDoc[] find(Query asked, int limit) throws IOException {
    return new BestDocuments(searcher, lists, asked, Optional.empty()).find(limit);
  }
}

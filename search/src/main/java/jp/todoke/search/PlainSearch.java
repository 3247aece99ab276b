package jp.todoke.search;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.apache.lucene.analysis.ja.JapaneseAnalyzer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.ByteBuffersDirectory;

/**
 * What Lucene does by itself: its own Japanese analyzer, BM25, two fields of equal weight. The mark
 * everything else is measured against; the server never asks here. Thread-safe.
 */
public final class PlainSearch implements AutoCloseable {

  private final JapaneseAnalyzer analyzer = new JapaneseAnalyzer();
  private final DirectoryReader reader;
  private final IndexSearcher searcher;

  /** An index of titles and bodies. */
  public PlainSearch(Collection<SearchDocument> documents) {
    ByteBuffersDirectory directory = new ByteBuffersDirectory();
    try (IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig(analyzer))) {
      for (SearchDocument document : documents) {
        Document indexed = new Document();
        indexed.add(new StoredField("id", document.id()));
        indexed.add(new TextField(ConceptQueries.TITLE, document.title(), Field.Store.NO));
        indexed.add(new TextField(ConceptQueries.BODY, document.body(), Field.Store.NO));
        writer.addDocument(indexed);
      }
      writer.commit();
      reader = DirectoryReader.open(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    searcher = new IndexSearcher(reader);
  }

  /** The ids of the best, best first. */
  public List<String> search(String question, int limit) {
    BooleanQuery.Builder all = new BooleanQuery.Builder();
    try (var words = analyzer.tokenStream(ConceptQueries.TITLE, question)) {
      CharTermAttribute term = words.addAttribute(CharTermAttribute.class);
      words.reset();
      while (words.incrementToken()) {
        for (String field : List.of(ConceptQueries.TITLE, ConceptQueries.BODY)) {
          all.add(new TermQuery(new Term(field, term.toString())), BooleanClause.Occur.SHOULD);
        }
      }
      words.end();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try {
      ScoreDoc[] found = searcher.search(all.build(), limit).scoreDocs;
      return Arrays.stream(found).map(this::id).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String id(ScoreDoc hit) {
    try {
      return searcher.storedFields().document(hit.doc).get("id");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    reader.close();
    analyzer.close();
  }
}

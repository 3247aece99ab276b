package jp.todoke.search;

import java.util.Iterator;
import java.util.List;
import jp.todoke.search.japanese.Word;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;

/** Words already cut, handed to the index one by one. */
final class WordStream extends TokenStream {

  private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
  private final Iterator<Word> words;

  WordStream(List<Word> words) {
    this.words = words.iterator();
  }

  @Override
  public boolean incrementToken() {
    if (!words.hasNext()) {
      return false;
    }
    clearAttributes();
    term.append(words.next().base());
    return true;
  }
}

package jp.todoke.search.languages;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.StopFilter;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.ko.KoreanPartOfSpeechStopFilter;
import org.apache.lucene.analysis.ko.KoreanReadingFormFilter;
import org.apache.lucene.analysis.ko.KoreanTokenizer;
import org.apache.lucene.analysis.ko.POS;

/** Korean: nouns, verbs and adjectives without endings and particles, Hanja by their sound. */
final class Korean extends Analyzer {

  private static final Set<POS.Tag> EMPTY_KINDS = emptyKinds();

  private static Set<POS.Tag> emptyKinds() {
    Set<POS.Tag> kinds = EnumSet.copyOf(KoreanPartOfSpeechStopFilter.DEFAULT_STOP_TAGS);
    kinds.addAll(
        List.of(POS.Tag.NP, POS.Tag.NNB, POS.Tag.VX, POS.Tag.VCP, POS.Tag.VCN, POS.Tag.SF));
    return Set.copyOf(kinds);
  }

  /** Said in every question. */
  private static final CharArraySet EMPTY =
      CharArraySet.unmodifiableSet(
          new CharArraySet(
              List.of(
                  "하", "되", "있", "없", "싶", "어디", "언제", "무엇", "어떻", "어떠하", "얼마", "좋", "알", "주",
                  "가르치", "알리", "때", "경우", "것", "수"),
              false));

  @Override
  protected TokenStreamComponents createComponents(String field) {
    Tokenizer words = new KoreanTokenizer();
    return new TokenStreamComponents(
        words,
        new StopFilter(
            new LowerCaseFilter(
                new KoreanReadingFormFilter(new KoreanPartOfSpeechStopFilter(words, EMPTY_KINDS))),
            EMPTY));
  }
}

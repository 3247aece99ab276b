package jp.todoke.search.japanese;

/** Ways of writing that are taken for one. */
public enum Folding {
  /** Old forms of characters for the ones in use: 學校, 学校. */
  OLD_KANJI,
  /** Numbers and what is counted: 10,000 and 10000, 三歳 and 3才, ヶ月 and か月. */
  NUMBERS,
  /** Units behind a number: kg and キロ, ㎡ and 平方メートル. */
  UNITS,
  /** A word of the documents written as it sounds: じゅうみんひょう for 住民票. */
  SOUNDS,
  /** A word no dictionary and no document has, one letter away from one that a document has. */
  SLIPS
}

package jp.todoke.faq.answers;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Takes out of a question what may point at a person, before it is kept. */
public final class Scrubber {

  private static final int LONGEST = 200;

  private static final Pattern MAIL = Pattern.compile("[\\p{L}\\p{N}._%+-]+@[\\p{L}\\p{N}.-]+");

  /**
   * Telephone, My Number, card, account and common numbers, postcodes: four digits or more in
   * groups.
   */
  private static final Pattern NUMBER =
      Pattern.compile("[+(]?\\p{Nd}(?:[-‐-―−ー.() \\t]{0,2}\\p{Nd}){3,}");

  private static final String DIGITS = "[\\p{Nd}〇一二三四五六七八九十百]+";
  private static final String DASH = "[-‐-―−ーのノ]";

  /** 3丁目2番1号, 12番地の3, 2番1号, 3-2-1, 緑町1-2, 201号室. */
  private static final Pattern ADDRESS =
      Pattern.compile(
          ("D丁目(?:D番地?)?(?:-?D号?)?(?:-D)*"
                  + "|D番地(?:-?D)*"
                  + "|D番D号?"
                  + "|\\p{Nd}+(?:-\\p{Nd}+){2,}"
                  + "|(?<=[町村字台丘通条])\\p{Nd}+(?:-\\p{Nd}+)+"
                  + "|D号室")
              .replace("D", DIGITS)
              .replace("-", DASH));

  /** Two to five kanji before 様, さん, 氏 or 殿, unless they name a calling or a relation. */
  private static final Pattern NAME =
      Pattern.compile(
          "(?<!\\p{IsHan})"
              + "(?!(?:\\p{IsHan}*[者士師員屋長官客主生])(?:様|さん|氏|殿))"
              + "(?!(?:市民|住民|町民|区民|子供|息子|旦那|大家|友人|隣人|主人|奥方|父母|両親|兄弟|姉妹|家族)(?:様|さん|氏|殿))"
              + "\\p{IsHan}{2,5}(?=様|さん|氏|殿)");

  /** 山田太郎と申します, ヤマダと申します. */
  private static final Pattern SELF =
      Pattern.compile("[\\p{IsHan}々]{2,8}(?=と申し)|[\\p{IsKatakana}ー]{2,12}(?=と申し)");

  private static final Pattern SPACES = Pattern.compile("[\\s\\p{C}]+");

  private Scrubber() {}

  /**
   * At most 200 characters of a text, without mail addresses, longer numbers, house numbers and
   * names where a form of address tells them.
   */
  public static String scrub(String question) {
    return scrub(question, LONGEST);
  }

  /** The same, of at most so many characters. */
  public static String scrub(String question, int longest) {
    String cut = question.length() > 2 * longest ? question.substring(0, 2 * longest) : question;
    String folded = Normalizer.normalize(cut, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    String unnamed = MAIL.matcher(folded).replaceAll("@");
    for (Pattern pattern : List.of(NUMBER, ADDRESS, NAME, SELF)) {
      unnamed = pattern.matcher(unnamed).replaceAll("#");
    }
    String clean = SPACES.matcher(unnamed).replaceAll(" ").strip();
    return clean.length() > longest ? clean.substring(0, longest) : clean;
  }
}

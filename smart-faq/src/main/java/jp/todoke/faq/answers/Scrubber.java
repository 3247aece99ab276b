package jp.todoke.faq.answers;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/** Takes out of a question what may point at a person, before it is kept. */
public final class Scrubber {

  private static final int LONGEST = 200;

  private static final Pattern MAIL = Pattern.compile("[\\p{L}\\p{N}._%+-]+@[\\p{L}\\p{N}.-]+");

  /** Telephone numbers, postcodes, common and account numbers: four digits or more in groups. */
  private static final Pattern NUMBER =
      Pattern.compile("[+(]?\\p{Nd}(?:[-‐-―−ー.() \\t]{0,2}\\p{Nd}){3,}");

  private static final Pattern SPACES = Pattern.compile("[\\s\\p{C}]+");

  private Scrubber() {}

  /** At most 200 characters of a text, without mail addresses and longer numbers. */
  public static String scrub(String question) {
    return scrub(question, LONGEST);
  }

  /** The same, of at most so many characters. */
  public static String scrub(String question, int longest) {
    String cut = question.length() > 2 * longest ? question.substring(0, 2 * longest) : question;
    String folded = Normalizer.normalize(cut, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    String unnamed = NUMBER.matcher(MAIL.matcher(folded).replaceAll("@")).replaceAll("#");
    String clean = SPACES.matcher(unnamed).replaceAll(" ").strip();
    return clean.length() > longest ? clean.substring(0, longest) : clean;
  }
}

package jp.todoke.faq.answers;

import java.util.List;

/**
 * What a program's page says, as far as questions are answered from it; in Japanese.
 *
 * @param id of the program in the registry
 * @param title the program's name
 * @param kana the name as it is read; empty where unknown
 * @param summary what it is, in a sentence or two
 * @param body everything else that may be asked about
 * @param aliases what people call it
 */
public record ProgramText(
    String id, String title, String kana, String summary, String body, List<String> aliases) {

  /** Keeps its own copy of the aliases. */
  public ProgramText {
    aliases = List.copyOf(aliases);
  }
}

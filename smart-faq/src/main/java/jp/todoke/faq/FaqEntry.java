package jp.todoke.faq;

import java.time.Instant;
import java.time.LocalDate;
import java.util.IllformedLocaleException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import jp.todoke.search.languages.Tags;

/**
 * One question with its answer, as the city gives it.
 *
 * @param id chosen by the city, kept as it is; up to {@value #LONGEST_ID} characters
 * @param version 1 for a new entry, one more with every change
 * @param status who sees it
 * @param language BCP 47 tag of question and answer, in its canonical form; やさしい日本語 is {@code
 *     ja-x-easy}
 * @param question up to {@value #LONGEST_QUESTION} characters
 * @param answer plain text, up to {@value #LONGEST_ANSWER} characters
 * @param aliases other wordings of the question, up to {@value #MOST_ALIASES}
 * @param category the city's own subject heading; empty for none
 * @param programIds programs of the registry this answer is about
 * @param variantOf id of the entry this one says in another language, or in やさしい日本語; empty for an
 *     entry of its own
 * @param validFrom first day on which it answers, Asia/Tokyo; empty for always
 * @param validTo last day on which it answers, inclusive; empty for ever
 * @param reviewDueOn the day from which somebody should look at it again, Asia/Tokyo; empty for
 *     never
 * @param updatedAt when it was last changed, UTC, to the millisecond
 */
public record FaqEntry(
    String id,
    int version,
    FaqStatus status,
    String language,
    String question,
    String answer,
    List<String> aliases,
    String category,
    List<String> programIds,
    Optional<String> variantOf,
    Optional<LocalDate> validFrom,
    Optional<LocalDate> validTo,
    Optional<LocalDate> reviewDueOn,
    Instant updatedAt) {

  static final int LONGEST_ID = 100;
  static final int LONGEST_QUESTION = 500;
  static final int LONGEST_ANSWER = 20_000;
  static final int MOST_ALIASES = 50;

  /**
   * Checks the form.
   *
   * @throws InvalidFaqEntry naming the broken rule
   */
  public FaqEntry {
    aliases = List.copyOf(aliases);
    programIds = List.copyOf(programIds);
    require(!id.isBlank(), "faq-id-missing", "an FAQ entry needs an id");
    require(
        id.length() <= LONGEST_ID && id.chars().noneMatch(Character::isISOControl),
        "faq-id-invalid",
        "an id has at most " + LONGEST_ID + " characters, none of them control characters");
    require(!question.isBlank(), "faq-question-missing", "entry " + id + " has no question");
    require(!answer.isBlank(), "faq-answer-missing", "entry " + id + " has no answer");
    require(
        question.length() <= LONGEST_QUESTION
            && answer.length() <= LONGEST_ANSWER
            && category.length() <= LONGEST_QUESTION
            && aliases.size() <= MOST_ALIASES
            && programIds.size() <= MOST_ALIASES
            && aliases.stream().allMatch(alias -> alias.length() <= LONGEST_QUESTION)
            && programIds.stream().allMatch(program -> program.length() <= LONGEST_ID),
        "faq-too-long",
        "entry " + id + " is longer than an entry may be");
    language = canonical(id, language);
    require(
        variantOf.isEmpty() || !variantOf.get().isBlank() && !variantOf.get().equals(id),
        "faq-variant-invalid",
        "entry " + id + " has to name another entry it says in its language");
    require(
        variantOf.isEmpty() || variantOf.get().length() <= LONGEST_ID,
        "faq-too-long",
        "entry " + id + " is longer than an entry may be");
    require(
        validFrom.isEmpty() || validTo.isEmpty() || !validTo.get().isBefore(validFrom.get()),
        "faq-period-invalid",
        "entry " + id + " ends before it begins");
  }

  /** An entry nobody has to look at again. */
  public FaqEntry(
      String id,
      int version,
      FaqStatus status,
      String language,
      String question,
      String answer,
      List<String> aliases,
      String category,
      List<String> programIds,
      Optional<String> variantOf,
      Optional<LocalDate> validFrom,
      Optional<LocalDate> validTo,
      Instant updatedAt) {
    this(
        id,
        version,
        status,
        language,
        question,
        answer,
        aliases,
        category,
        programIds,
        variantOf,
        validFrom,
        validTo,
        Optional.empty(),
        updatedAt);
  }

  /** A new draft in Japanese with nothing but question and answer. */
  public static FaqEntry draft(String id, String question, String answer) {
    return new FaqEntry(
        id,
        1,
        FaqStatus.DRAFT,
        "ja",
        question,
        answer,
        List.of(),
        "",
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Instant.EPOCH);
  }

  /** The same entry with another status. */
  public FaqEntry withStatus(FaqStatus changed) {
    return with(version, changed, aliases, updatedAt);
  }

  /** The same entry with one more wording. */
  public FaqEntry withAlias(String wording) {
    return with(
        version, status, Stream.concat(aliases.stream(), Stream.of(wording)).toList(), updatedAt);
  }

  /** Whether it answers citizens on this day, Asia/Tokyo. */
  public boolean answersOn(LocalDate day) {
    return status == FaqStatus.PUBLISHED
        && validFrom.map(from -> !day.isBefore(from)).orElse(true)
        && validTo.map(to -> !day.isAfter(to)).orElse(true);
  }

  /** The entry whose language versions belong together; itself where it is one of its own. */
  public String original() {
    return variantOf.orElse(id);
  }

  FaqEntry stored(int newVersion, Instant at) {
    return with(newVersion, status, aliases, at);
  }

  private FaqEntry with(int newVersion, FaqStatus changed, List<String> wordings, Instant at) {
    return new FaqEntry(
        id,
        newVersion,
        changed,
        language,
        question,
        answer,
        wordings,
        category,
        programIds,
        variantOf,
        validFrom,
        validTo,
        reviewDueOn,
        at);
  }

  /** Whether both say the same, whatever their version, status and date. */
  public boolean saysTheSameAs(FaqEntry other) {
    return equals(other.with(version, status, other.aliases, updatedAt));
  }

  private static String canonical(String id, String language) {
    if (Tags.easy(language)) {
      return Tags.EASY_JAPANESE;
    }
    try {
      String tag = new Locale.Builder().setLanguageTag(language).build().toLanguageTag();
      require(!tag.equals("und"), "faq-language-invalid", "entry " + id + " has no language");
      return tag;
    } catch (IllformedLocaleException e) {
      throw new InvalidFaqEntry(
          "faq-language-invalid", "entry " + id + " has no BCP 47 language tag");
    }
  }

  private static void require(boolean kept, String code, String detail) {
    if (!kept) {
      throw new InvalidFaqEntry(code, detail);
    }
  }
}

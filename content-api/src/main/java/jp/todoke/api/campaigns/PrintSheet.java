package jp.todoke.api.campaigns;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import jp.todoke.delivery.notices.PrintLetter;
import jp.todoke.segmentation.attributes.AttributeValue;
import jp.todoke.segmentation.profiles.Profile;
import jp.todoke.segmentation.profiles.Profiles;

/**
 * What a mail room needs to print and post a letter, as CSV (RFC 4180, with a byte order mark). The
 * engine keeps no postal addresses of its own: columns for name and address are profile attributes
 * that the settings name, else the mail room looks them up by the common ID.
 */
public final class PrintSheet {

  private static final String BYTE_ORDER_MARK = "\uFEFF";
  private static final List<String> COLUMNS =
      List.of(
          "batch",
          "notice",
          "commonId",
          "language",
          "subject",
          "text",
          "sensitive",
          "template",
          "approvedAt",
          "approvedBy",
          "waitingSince",
          "takenAt",
          "takenBy",
          "contentHash");

  private final Profiles profiles;
  private final List<String> attributes;

  /**
   * A sheet.
   *
   * @param attributes names of profile attributes, each a column after the fixed ones
   */
  public PrintSheet(Profiles profiles, List<String> attributes) {
    this.profiles = profiles;
    this.attributes = List.copyOf(attributes);
  }

  /** One line of columns and one per letter. */
  String csv(List<PrintLetter> letters) {
    Map<String, Profile> people =
        profiles.findAll(
            letters.stream().map(letter -> letter.notice().draft().commonId()).toList());
    StringBuilder rows = new StringBuilder(BYTE_ORDER_MARK);
    List<String> columns = new ArrayList<>(COLUMNS);
    columns.addAll(attributes);
    rows.append(row(columns));
    for (PrintLetter letter : letters) {
      rows.append(
          row(cells(letter, Optional.ofNullable(people.get(letter.notice().draft().commonId())))));
    }
    return rows.toString();
  }

  private List<String> cells(PrintLetter letter, Optional<Profile> person) {
    List<String> cells = new ArrayList<>();
    cells.add(letter.batch().orElse(""));
    cells.add(letter.notice().id());
    cells.add(letter.notice().draft().commonId());
    cells.add(letter.words().language());
    cells.add(letter.words().subject());
    cells.add(letter.words().text());
    cells.add(String.valueOf(letter.notice().draft().sensitive()));
    cells.add(
        letter.notice().draft().templateId() + ":" + letter.notice().draft().templateVersion());
    cells.add(letter.notice().approved().map(mark -> mark.at().toString()).orElse(""));
    cells.add(letter.notice().approved().map(mark -> mark.by()).orElse(""));
    cells.add(letter.since().toString());
    cells.add(letter.taken().map(mark -> mark.at()).map(Instant::toString).orElse(""));
    cells.add(letter.taken().map(mark -> mark.by()).orElse(""));
    cells.add(letter.notice().contentHash());
    for (String attribute : attributes) {
      cells.add(
          person
              .flatMap(found -> Optional.ofNullable(found.attributes().get(attribute)))
              .map(PrintSheet::text)
              .orElse(""));
    }
    return cells;
  }

  private static String text(AttributeValue value) {
    return switch (value) {
      case AttributeValue.Text(String text) -> text;
      case AttributeValue.Number(BigDecimal number) -> number.toPlainString();
      case AttributeValue.Flag(boolean flag) -> String.valueOf(flag);
      case AttributeValue.Day(LocalDate day) -> day.toString();
      case AttributeValue.Choices(Set<String> choices) ->
          choices.stream().sorted().collect(Collectors.joining(" "));
    };
  }

  private static String row(List<String> cells) {
    return cells.stream().map(PrintSheet::cell).collect(Collectors.joining(",")) + "\r\n";
  }

  /** A table program takes a cell that begins so for a formula; an apostrophe says it is text. */
  static String cell(String text) {
    boolean formula = !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0;
    return '"' + (formula ? "'" : "") + text.replace("\"", "\"\"") + '"';
  }
}

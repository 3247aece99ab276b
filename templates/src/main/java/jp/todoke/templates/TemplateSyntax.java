package jp.todoke.templates;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IllformedLocaleException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** The rules a template keeps, checked before it is saved, and the names it uses. */
final class TemplateSyntax {

  private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");
  private static final Pattern NAME =
      Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_]*(\\.[\\p{L}_][\\p{L}\\p{N}_]*)*");
  private static final Map<Character, String> FORBIDDEN =
      Map.of(
          '>', "partials are not allowed",
          '=', "delimiter changes are not allowed",
          '<', "template inheritance is not allowed",
          '$', "template inheritance is not allowed",
          '?', "name checks are not allowed",
          '%', "pragmas are not allowed");

  private TemplateSyntax() {}

  /** One tag found in a part; kind is ' ' for a value, else its sign. */
  record Tag(char kind, String name, int start, int end) {}

  static void checkId(String id) {
    if (!ID.matcher(id).matches()) {
      throw new TemplateRefused("id", "use a-z, 0-9 and -, at most 64 characters");
    }
  }

  static void check(TemplateDraft draft) {
    if (draft.title().isBlank() || draft.title().length() > Variant.SUBJECT_LIMIT) {
      throw new TemplateRefused("title", "needs 1 to " + Variant.SUBJECT_LIMIT + " characters");
    }
    if (!draft.variants().containsKey(MessageTemplate.JAPANESE)) {
      throw new TemplateRefused("variants", "Japanese (ja) is required");
    }
    draft
        .variants()
        .forEach(
            (language, variant) -> {
              checkLanguage(language);
              checkPart(language + "/subject", variant.subject(), Variant.SUBJECT_LIMIT);
              checkOneLine(language + "/subject", variant.subject());
              checkPart(language + "/text", variant.text(), Variant.TEXT_LIMIT);
              variant
                  .html()
                  .ifPresent(
                      html -> {
                        checkPart(language + "/html", html, Variant.TEXT_LIMIT);
                        HtmlPlaces.read(language + "/html", html);
                      });
            });
  }

  /** Names used by values and sections, except the implicit {@code .}, over all languages. */
  static Set<String> variables(MessageTemplate template) {
    Set<String> names = new TreeSet<>();
    template
        .variants()
        .values()
        .forEach(
            variant -> {
              collect(variant.subject(), names);
              collect(variant.text(), names);
              variant.html().ifPresent(html -> collect(html, names));
            });
    return names;
  }

  private static void collect(String part, Set<String> names) {
    tags(
        "template",
        part,
        tag -> {
          if (tag.kind() != '!' && !tag.name().equals(".")) {
            names.add(tag.name());
          }
        });
  }

  private static void checkLanguage(String language) {
    try {
      if (!new Locale.Builder().setLanguageTag(language).build().toLanguageTag().equals(language)) {
        throw new TemplateRefused("variants", "language tag is not in its canonical form");
      }
    } catch (IllformedLocaleException notATag) {
      throw new TemplateRefused("variants", "language tag is not BCP 47");
    }
  }

  private static void checkPart(String place, String part, int limit) {
    if (part.isBlank() || part.length() > limit) {
      throw new TemplateRefused(place, "needs 1 to " + limit + " UTF-16 units");
    }
    Deque<Tag> open = new ArrayDeque<>();
    tags(
        place,
        part,
        tag -> {
          switch (tag.kind()) {
            case '#', '^' -> open.push(tag);
            case '/' -> {
              if (open.isEmpty() || !open.pop().name().equals(tag.name())) {
                throw refused(place, part, tag.start(), "closes a section that is not open");
              }
            }
            default -> {}
          }
        });
    if (!open.isEmpty()) {
      throw refused(place, part, open.peek().start(), "section is never closed");
    }
    Renderer.compile(place, part);
  }

  private static void checkOneLine(String place, String part) {
    for (int i = 0; i < part.length(); i++) {
      if (Character.isISOControl(part.charAt(i))) {
        throw refused(place, part, i, "a subject is one line without control characters");
      }
    }
  }

  /** Walks the tags of a part in order; refuses what is not value, section or comment. */
  static void tags(String place, String part, Consumer<Tag> each) {
    int start = part.indexOf("{{");
    while (start >= 0) {
      char sign = start + 2 < part.length() ? part.charAt(start + 2) : '}';
      String forbidden = FORBIDDEN.get(sign);
      if (forbidden != null) {
        throw refused(place, part, start, forbidden);
      }
      String closing = sign == '{' ? "}}}" : "}}";
      int close = part.indexOf(closing, start + 2);
      if (close < 0) {
        throw refused(place, part, start, "tag is never closed");
      }
      boolean signed = "#^/!&{".indexOf(sign) >= 0;
      String name = part.substring(start + (signed ? 3 : 2), close).strip();
      if (sign != '!' && !name.equals(".") && !NAME.matcher(name).matches()) {
        throw refused(place, part, start, "names are letters, digits and _ joined by dots");
      }
      int end = close + closing.length();
      each.accept(new Tag(signed ? sign : ' ', name, start, end));
      start = part.indexOf("{{", end);
    }
  }

  static TemplateRefused refused(String place, String part, int at, String reason) {
    int line = 1;
    int lineStart = 0;
    for (int i = 0; i < at; i++) {
      if (part.charAt(i) == '\n') {
        line++;
        lineStart = i + 1;
      }
    }
    return new TemplateRefused(place, line, at - lineStart + 1, reason);
  }
}

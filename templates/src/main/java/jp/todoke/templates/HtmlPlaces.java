package jp.todoke.templates;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Where in an HTML part values stand. HTML escaping protects text and quoted attributes only, so a
 * value anywhere else is refused, and a value that begins a link is remembered to be checked as
 * one.
 */
final class HtmlPlaces {

  private static final Set<String> LINKS =
      Set.of("href", "src", "action", "formaction", "cite", "background", "poster");
  private static final Set<String> CODE = Set.of("style", "srcdoc", "srcset", "ping");

  private enum State {
    TEXT,
    COMMENT,
    RAW,
    TAG_NAME,
    TAG,
    BARE_VALUE,
    QUOTED
  }

  private final String place;
  private final String html;
  private final Set<String> links = new HashSet<>();
  private final Deque<State> sections = new ArrayDeque<>();
  private final StringBuilder element = new StringBuilder();
  private final StringBuilder attribute = new StringBuilder();
  private State state = State.TEXT;
  private char quote;
  private boolean valueBegun;
  private boolean nameEnded;

  private HtmlPlaces(String place, String html) {
    this.place = place;
    this.html = html;
  }

  /** The names of values that begin a link attribute; throws where a value stands unprotected. */
  static Set<String> read(String place, String html) {
    HtmlPlaces places = new HtmlPlaces(place, html);
    int[] from = {0};
    TemplateSyntax.tags(
        place,
        html,
        tag -> {
          places.walk(from[0], tag.start());
          places.meet(tag);
          from[0] = tag.end();
        });
    places.walk(from[0], html.length());
    return Set.copyOf(places.links);
  }

  private void meet(TemplateSyntax.Tag tag) {
    switch (tag.kind()) {
      case '!' -> {}
      case '#', '^' -> sections.push(state);
      case '/' -> {
        if (!sections.isEmpty() && sections.pop() != state) {
          throw refused(tag, "a section must begin and end in the same place of the markup");
        }
      }
      case '{', '&' -> throw refused(tag, "unescaped values are not allowed in HTML");
      default -> value(tag);
    }
  }

  private void value(TemplateSyntax.Tag tag) {
    switch (state) {
      case TEXT -> {}
      case QUOTED -> {
        String name = attribute.toString().toLowerCase(Locale.ROOT);
        if (name.startsWith("on") || CODE.contains(name)) {
          throw refused(tag, "values are not allowed in attribute " + name);
        }
        if (LINKS.contains(name) && !valueBegun) {
          if (tag.name().equals(".")) {
            throw refused(tag, "a link needs a named value");
          }
          links.add(tag.name());
        }
        valueBegun = true;
      }
      case COMMENT, RAW, TAG_NAME, TAG, BARE_VALUE ->
          throw refused(tag, "values stand in text or in quoted attributes only");
    }
  }

  private void walk(int from, int to) {
    for (int i = from; i < to; i++) {
      char c = html.charAt(i);
      switch (state) {
        case TEXT -> text(i, c);
        case COMMENT -> {
          if (c == '>' && html.startsWith("--", i - 2)) {
            state = State.TEXT;
          }
        }
        case RAW -> {
          if (c == '<' && html.regionMatches(true, i, "</" + element, 0, element.length() + 2)) {
            state = State.TAG;
            element.setLength(0);
          }
        }
        case TAG_NAME -> {
          if (Character.isLetterOrDigit(c)) {
            element.append(c);
          } else {
            inTag(c);
          }
        }
        case TAG -> inTag(c);
        case BARE_VALUE -> bare(c);
        case QUOTED -> {
          if (c == quote) {
            state = State.TAG;
            attribute.setLength(0);
          } else if (!Character.isWhitespace(c)) {
            valueBegun = true;
          }
        }
      }
    }
  }

  private void text(int at, char c) {
    if (c != '<') {
      return;
    }
    if (html.startsWith("<!--", at)) {
      state = State.COMMENT;
    } else {
      state = State.TAG_NAME;
      element.setLength(0);
      attribute.setLength(0);
    }
  }

  private void inTag(char c) {
    state = State.TAG;
    if (c == '>') {
      String name = element.toString().toLowerCase(Locale.ROOT);
      state = name.equals("script") || name.equals("style") ? State.RAW : State.TEXT;
    } else if (c == '=') {
      state = State.BARE_VALUE;
      valueBegun = false;
    } else if (Character.isWhitespace(c) || c == '/') {
      nameEnded = true;
    } else {
      if (nameEnded) {
        attribute.setLength(0);
        nameEnded = false;
      }
      attribute.append(c);
    }
  }

  private void bare(char c) {
    if (!valueBegun && (c == '"' || c == '\'')) {
      state = State.QUOTED;
      quote = c;
    } else if (c == '>') {
      inTag(c);
    } else if (Character.isWhitespace(c)) {
      if (valueBegun) {
        state = State.TAG;
        attribute.setLength(0);
      }
    } else {
      valueBegun = true;
    }
  }

  private TemplateRefused refused(TemplateSyntax.Tag tag, String reason) {
    return TemplateSyntax.refused(place, html, tag.start(), reason);
  }
}

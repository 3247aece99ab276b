package jp.todoke.templates;

import com.github.mustachejava.Binding;
import com.github.mustachejava.Code;
import com.github.mustachejava.DefaultMustacheFactory;
import com.github.mustachejava.DefaultMustacheVisitor;
import com.github.mustachejava.Mustache;
import com.github.mustachejava.MustacheException;
import com.github.mustachejava.MustacheParser;
import com.github.mustachejava.MustacheVisitor;
import com.github.mustachejava.TemplateContext;
import com.github.mustachejava.codes.ValueCode;
import com.github.mustachejava.reflect.MapObjectHandler;
import com.github.mustachejava.util.HtmlEscaper;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Fills compiled variants. Safe for any number of threads; keeps the newest variants compiled. */
final class Renderer {

  private static final int COMPILED_LIMIT = 500;
  private static final int DEPTH_LIMIT = 10;
  private static final Pattern SAFE_LINK =
      Pattern.compile("(?:https?://|mailto:|tel:)\\S+", Pattern.CASE_INSENSITIVE);

  private record Compiled(Mustache subject, Mustache text, Optional<Mustache> html) {}

  private final Map<Variant, Compiled> compiled =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Variant, Compiled> eldest) {
          return size() > COMPILED_LIMIT;
        }
      };

  Rendering render(MessageTemplate template, String language, Map<String, Object> values) {
    String used = nearest(template, language);
    Variant variant = Objects.requireNonNull(template.variants().get(used));
    Compiled words = compiled(variant);
    List<Object> scopes = new ArrayList<>();
    Set<String> missing = new TreeSet<>();
    scopes.add(new Missing(missing));
    scopes.add(copy("values", values, 0));
    String subject = fill(words.subject(), scopes, "subject", Variant.SUBJECT_LIMIT);
    String text = fill(words.text(), scopes, "text", Variant.TEXT_LIMIT);
    Optional<String> html =
        words.html().map(part -> fill(part, scopes, "html", Variant.TEXT_LIMIT));
    if (!missing.isEmpty()) {
      return new Rendering.ValuesMissing(missing);
    }
    if (subject.chars().anyMatch(Character::isISOControl)) {
      throw new ValueRefused("subject", "a value brings a line break or control character");
    }
    return new Rendering.Rendered(subject, text, html, used, !used.equals(language));
  }

  /** Compiles one part to find what only the parser sees. */
  static void compile(String place, String part) {
    try {
      new Words(Set.of(), false).compile(new StringReader(part), place);
    } catch (MustacheException notMustache) {
      throw new TemplateRefused(place, "is not well-formed Mustache");
    }
  }

  private Compiled compiled(Variant variant) {
    synchronized (compiled) {
      return compiled.computeIfAbsent(variant, Renderer::compile);
    }
  }

  private static Compiled compile(Variant variant) {
    Words plain = new Words(Set.of(), false);
    return new Compiled(
        plain.compile(new StringReader(variant.subject()), "subject"),
        plain.compile(new StringReader(variant.text()), "text"),
        variant
            .html()
            .map(
                html ->
                    new Words(HtmlPlaces.read("html", html), true)
                        .compile(new StringReader(html), "html")));
  }

  private static String fill(Mustache part, List<Object> scopes, String name, int limit) {
    StringWriter out =
        new StringWriter() {
          @Override
          public void write(String words) {
            super.write(words);
            bound();
          }

          @Override
          public void write(char[] words, int from, int length) {
            super.write(words, from, length);
            bound();
          }

          private void bound() {
            if (getBuffer().length() > limit) {
              throw new ValueRefused(name, "rendered longer than " + limit + " UTF-16 units");
            }
          }
        };
    try {
      part.execute(out, scopes);
    } catch (MustacheException failed) {
      for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
        if (cause instanceof ValueRefused refused) {
          throw refused;
        }
      }
      throw failed;
    }
    return out.toString();
  }

  /** RFC 4647 lookup: the tag itself, then shorter and shorter, then Japanese. */
  private static String nearest(MessageTemplate template, String language) {
    try {
      String found =
          Locale.lookupTag(Locale.LanguageRange.parse(language), template.variants().keySet());
      if (found != null) {
        return template.variants().keySet().stream()
            .filter(found::equalsIgnoreCase)
            .findFirst()
            .orElse(MessageTemplate.JAPANESE);
      }
    } catch (IllegalArgumentException notATag) {
      return MessageTemplate.JAPANESE;
    }
    return MessageTemplate.JAPANESE;
  }

  /** A private copy holding only allowed types, so no foreign object is ever called. */
  private static Object copy(String name, @Nullable Object value, int depth) {
    if (depth > DEPTH_LIMIT) {
      throw new ValueRefused(name, "nested deeper than " + DEPTH_LIMIT);
    }
    return switch (value) {
      case String text -> text;
      case Boolean flag -> flag;
      case Integer number -> number;
      case Long number -> number;
      case Double number -> number;
      case BigInteger number -> number.toString();
      case BigDecimal number -> number.toPlainString();
      case List<?> list -> {
        List<Object> copies = new ArrayList<>(list.size());
        list.forEach(item -> copies.add(copy(name, item, depth + 1)));
        yield copies;
      }
      case Map<?, ?> map -> {
        Map<String, Object> copies = LinkedHashMap.newLinkedHashMap(map.size());
        map.forEach(
            (key, item) -> {
              if (!(key instanceof String text)) {
                throw new ValueRefused(name, "keys must be strings");
              }
              copies.put(text, copy(text, item, depth + 1));
            });
        yield copies;
      }
      case null, default ->
          throw new ValueRefused(name, "must be a string, number, boolean, list or map");
    };
  }

  /** Lowest scope of every rendering: collects the names nobody brought. */
  private record Missing(Set<String> names) {}

  /** Finds names in maps only; no reflection, no lambdas. */
  private static final class Values extends MapObjectHandler {

    @Override
    public Binding createBinding(@Nullable String name, TemplateContext context, Code code) {
      return scopes -> name == null ? null : resolve(name, scopes);
    }

    private static @Nullable Object resolve(String name, List<Object> scopes) {
      String[] path = name.split("\\.");
      for (int i = scopes.size() - 1; i > 0 && path.length > 0; i--) {
        if (scopes.get(i) instanceof Map<?, ?> map && map.containsKey(path[0])) {
          Object value = map;
          for (String step : path) {
            value = value instanceof Map<?, ?> inner ? inner.get(step) : null;
          }
          return value == null ? missing(name, scopes) : value;
        }
      }
      return missing(name, scopes);
    }

    private static @Nullable Object missing(String name, List<Object> scopes) {
      if (scopes.get(0) instanceof Missing missing) {
        missing.names().add(name);
      }
      return null;
    }

    @Override
    public String stringify(Object value) {
      if (value instanceof Map || value instanceof List) {
        throw new ValueRefused("value", "a list or map can not be written as text");
      }
      return value.toString();
    }
  }

  /** Mustache.java with everything switched off that a message does not need. */
  private static final class Words extends DefaultMustacheFactory {

    private final Set<String> links;
    private final boolean html;

    Words(Set<String> links, boolean html) {
      super(
          name -> {
            throw new MustacheException("Resources are not allowed");
          });
      this.links = links;
      this.html = html;
      setObjectHandler(new Values());
    }

    @Override
    protected MustacheParser createParser() {
      return new StrictParser(this);
    }

    @Override
    public MustacheVisitor createMustacheVisitor() {
      return new StrictVisitor(this);
    }

    @Override
    public void encode(String value, Writer writer) {
      if (html) {
        HtmlEscaper.escape(value, writer);
      } else {
        try {
          writer.write(value);
        } catch (IOException impossible) {
          throw new UncheckedIOException(impossible);
        }
      }
    }
  }

  private static final class StrictParser extends MustacheParser {
    StrictParser(Words words) {
      super(words);
      setAllowChangingDelimeters(false);
    }
  }

  private static final class StrictVisitor extends DefaultMustacheVisitor {

    private final Words words;

    StrictVisitor(Words words) {
      super(words);
      this.words = words;
    }

    @Override
    public void value(TemplateContext context, String variable, boolean encoded) {
      if (words.html && !encoded) {
        throw new MustacheException("Unescaped values are not allowed in HTML");
      }
      list.add(
          words.links.contains(variable)
              ? new LinkCode(context, words, variable)
              : new ValueCode(context, words, variable, encoded));
    }

    @Override
    public void partial(TemplateContext context, String variable, String indent) {
      throw new MustacheException("Partials are not allowed");
    }

    @Override
    public void dynamicPartial(TemplateContext context, String variable, String indent) {
      throw new MustacheException("Partials are not allowed");
    }

    @Override
    public void extend(TemplateContext context, String variable, Mustache mustache) {
      throw new MustacheException("Inheritance is not allowed");
    }

    @Override
    public void name(TemplateContext context, String variable, Mustache mustache) {
      throw new MustacheException("Inheritance is not allowed");
    }

    @Override
    public void checkName(TemplateContext context, String variable, Mustache mustache) {
      throw new MustacheException("Name checks are not allowed");
    }

    @Override
    public void pragma(TemplateContext context, String pragma, String arguments) {
      throw new MustacheException("Pragmas are not allowed");
    }
  }

  /** A value that begins a link somewhere in the part: only web, mail and telephone links pass. */
  private static final class LinkCode extends ValueCode {

    LinkCode(TemplateContext context, Words words, String variable) {
      super(context, words, variable, true);
    }

    @Override
    protected void execute(Writer writer, String value) throws IOException {
      if (!SAFE_LINK.matcher(value).matches()) {
        throw new ValueRefused(name, "is not a web, mail or telephone link");
      }
      super.execute(writer, value);
    }
  }
}

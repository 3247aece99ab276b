import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Checks, or with {@code write} mends, the layout of every Java source of the house.
 *
 * <p>Called by the build: {@code mvn validate} checks, {@code mvn validate -Dformat=write} mends.
 */
public final class FormatSources {

  public static void main(String[] arguments) throws IOException {
    boolean write = arguments[0].equals("write");
    Path root = Path.of(arguments[1]);
    List<Path> untidy = new ArrayList<>();
    for (Path source : sources(root)) {
      String before = Files.readString(source);
      String after = formatted(source, before);
      if (!after.equals(before)) {
        untidy.add(root.relativize(source));
        if (write) {
          Files.writeString(source, after);
        }
      }
    }
    for (Path source : untidy) {
      System.out.println((write ? "formatted " : "not formatted: ") + source);
    }
    if (!write && !untidy.isEmpty()) {
      System.out.println("Run: mvn -N validate -Dformat=write");
      System.exit(1);
    }
  }

  private static List<Path> sources(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(path -> path.toString().endsWith(".java"))
          .filter(path -> !path.toString().contains("/target/"))
          .filter(path -> !path.toString().contains("/node_modules/"))
          .sorted()
          .toList();
    }
  }

  private static String formatted(Path source, String text) throws IOException {
    try {
      String used = RemoveUnusedImports.removeUnusedImports(text);
      String ordered = ImportOrderer.reorderImports(used, JavaFormatterOptions.Style.GOOGLE);
      return new Formatter().formatSource(ordered);
    } catch (FormatterException unreadable) {
      throw new IOException(source + ": " + unreadable.getMessage(), unreadable);
    }
  }
}

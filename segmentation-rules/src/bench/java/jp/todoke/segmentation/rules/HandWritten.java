package jp.todoke.segmentation.rules;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * The conditions as somebody would write them by hand: one static method each, straight code
 * without closures, compiled by javac into this package.
 */
public abstract class HandWritten {

  private static final int PART = 100;

  abstract void decide(FactSheet person, byte[] verdicts);

  static HandWritten compile(List<String> rules) {
    StringBuilder source =
        new StringBuilder(
            """
            package jp.todoke.segmentation.rules;
            final class Written extends HandWritten {
              static int is(long own, long code) {
                return own == Long.MIN_VALUE ? 1 : own == code ? 2 : 0;
              }
              static int within(long own, long least, long most) {
                return own == Long.MIN_VALUE ? 1 : own >= least && own <= most ? 2 : 0;
              }
            """);
    StringBuilder calls = new StringBuilder();
    for (int index = 0; index < rules.size(); index++) {
      boolean members = rules.get(index).contains("household");
      source
          .append("  static int r")
          .append(index)
          .append(members ? "(FactSheet p) { int v; " : "(FactSheet f) { int v; ")
          .append(rules.get(index))
          .append(" return v; }\n");
    }
    // The JIT leaves methods of more than 8,000 bytes alone; nobody would write one by hand.
    for (int part = 0; part * PART < rules.size(); part++) {
      source.append("  static void part").append(part).append("(FactSheet p, byte[] verdicts) {\n");
      for (int index = part * PART; index < Math.min(rules.size(), (part + 1) * PART); index++) {
        source.append(
            String.format(Locale.ROOT, "    verdicts[%d] = (byte) r%d(p);%n", index, index));
      }
      source.append("  }\n");
      calls.append("    part").append(part).append("(p, verdicts);\n");
    }
    source
        .append("  void decide(FactSheet p, byte[] verdicts) {\n")
        .append(calls)
        .append("  }\n}\n");
    try {
      Class<?> written =
          MethodHandles.lookup().defineHiddenClass(javac(source.toString()), true).lookupClass();
      return (HandWritten) written.getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException | IOException broken) {
      throw new IllegalStateException(broken);
    }
  }

  private static byte[] javac(String source) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JavaFileManager files =
        new ForwardingJavaFileManager<JavaFileManager>(
            compiler.getStandardFileManager(null, null, null)) {
          @Override
          public JavaFileObject getJavaFileForOutput(
              Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
            return new SimpleJavaFileObject(URI.create("mem:///Written.class"), kind) {
              @Override
              public OutputStream openOutputStream() {
                return bytes;
              }
            };
          }
        }) {
      JavaFileObject file =
          new SimpleJavaFileObject(URI.create("mem:///Written.java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignore) {
              return source;
            }
          };
      boolean compiled =
          compiler
              .getTask(
                  null,
                  files,
                  null,
                  List.of("-classpath", System.getProperty("java.class.path"), "-proc:none"),
                  null,
                  List.of(file))
              .call();
      if (!compiled) {
        throw new IllegalStateException("the hand-written rules do not compile");
      }
      return bytes.toByteArray();
    }
  }
}

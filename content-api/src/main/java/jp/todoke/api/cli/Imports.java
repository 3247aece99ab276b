package jp.todoke.api.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import jp.todoke.api.rest.Json;
import jp.todoke.api.security.Role;

/** Sends files to the bulk routes with a progress bar. */
final class Imports {

  private static final int BAR = 30;

  /** What a file holds, and where it goes. */
  enum Kind {
    ATTRIBUTES("/v1/staff/attributes", "application/x-ndjson", Role.ADMIN),
    PROGRAMS("/v1/staff/programs", "application/x-ndjson", Role.EDITOR),
    PROFILES("/v1/exchange/profiles", "application/x-ndjson", Role.SYSTEM),
    // A file of the city is published at once; drafts are what a person sends.
    FAQ("/v1/staff/faq/entries", "application/x-ndjson", Role.SYSTEM),
    EVENTS("/v1/staff/events", "text/csv; charset=utf-8", Role.EDITOR);

    private final String path;
    private final String contentType;
    private final Role role;

    Kind(String path, String contentType, Role role) {
      this.path = path;
      this.contentType = contentType;
      this.role = role;
    }
  }

  /** What became of the rows of a file. */
  record Outcome(String what, long accepted, List<String> refused) {

    String line() {
      return what + ": " + accepted + " rows taken, " + refused.size() + " refused";
    }
  }

  private final Client client;
  private final PrintStream progress;

  Imports(Client client, PrintStream progress) {
    this.client = client;
    this.progress = progress;
  }

  /** Sends a file as it lies on disk. */
  Outcome file(Kind kind, Path file) throws IOException, InterruptedException {
    return file(kind, file, file.getFileName().toString());
  }

  /** Sends a file under another name. */
  Outcome file(Kind kind, Path file, String what) throws IOException, InterruptedException {
    if (!Files.isReadable(file)) {
      throw new Failure("cannot read " + file);
    }
    long size = Files.size(file);
    return send(
        kind,
        what,
        size,
        () -> {
          try {
            return Files.newInputStream(file);
          } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
          }
        });
  }

  /** Sends rows that were made from something else. */
  Outcome rows(Kind kind, String what, List<? extends JsonNode> rows)
      throws IOException, InterruptedException {
    StringBuilder lines = new StringBuilder();
    rows.forEach(row -> lines.append(row).append('\n'));
    byte[] bytes = lines.toString().getBytes(StandardCharsets.UTF_8);
    return send(kind, what, bytes.length, () -> new ByteArrayInputStream(bytes));
  }

  private Outcome send(
      Kind kind, String what, long size, java.util.function.Supplier<InputStream> body)
      throws IOException, InterruptedException {
    Bar bar = new Bar(what, size);
    HttpResponse<InputStream> response =
        client.as("importer", kind.role).stream(
            kind.path, kind.contentType, () -> new Counted(body.get(), bar));
    long accepted = 0;
    List<String> refused = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
      if (response.statusCode() >= 400) {
        throw new Failure(
            "import of " + what + " answered " + response.statusCode() + ": " + lines.readLine());
      }
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode result = Json.mapper().readTree(line);
        if (result.path("status").asText().equals("ok")) {
          accepted++;
        } else {
          refused.add(
              "  "
                  + what
                  + " row "
                  + result.path("row").asText()
                  + " refused: "
                  + result.path("code").asText()
                  + " ("
                  + result.path("detail").asText()
                  + ")");
        }
      }
    }
    bar.end();
    return new Outcome(what, accepted, refused);
  }

  private final class Bar implements LongConsumer {
    private final String what;
    private final long size;
    private long sent;
    private int shown = -1;

    Bar(String what, long size) {
      this.what = what;
      this.size = size;
    }

    @Override
    public void accept(long bytes) {
      sent += bytes;
      int filled = size == 0 ? BAR : (int) (sent * BAR / size);
      if (filled != shown && Todoke.onTerminal()) {
        shown = filled;
        progress.print(
            "\r" + what + " [" + "#".repeat(filled) + " ".repeat(Math.max(0, BAR - filled)) + "]");
      }
    }

    void end() {
      if (shown >= 0) {
        progress.print("\r" + " ".repeat(what.length() + BAR + 3) + "\r");
      }
    }
  }

  private static final class Counted extends FilterInputStream {
    private final LongConsumer counter;

    Counted(InputStream in, LongConsumer counter) {
      super(in);
      this.counter = counter;
    }

    @Override
    public int read() throws IOException {
      int read = super.read();
      if (read >= 0) {
        counter.accept(1);
      }
      return read;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int read = super.read(into, offset, length);
      if (read > 0) {
        counter.accept(read);
      }
      return read;
    }
  }
}

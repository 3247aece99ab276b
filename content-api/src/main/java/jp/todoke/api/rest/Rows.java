package jp.todoke.api.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Bulk answers: one line of NDJSON per row. The lines wait in a temporary file until all rows are
 * read, so that a client that first sends and then reads never stands still, and a failure of the
 * database is a proper problem instead of a torn answer.
 */
public final class Rows {

  /** The media type of both directions. */
  public static final String NDJSON = "application/x-ndjson";

  private Rows() {}

  /** Takes the result of one row after the other. */
  public interface Sink {
    /** The row was stored. */
    void ok(long row);

    /** The row was refused; code and detail never repeat a value of it. */
    void refused(long row, String code, String detail);
  }

  /** Reads the rows and stores the good ones. */
  public interface Work {
    void into(Sink sink) throws IOException;
  }

  /** Does the work and answers with its lines. */
  public static Response answer(Work work) {
    try {
      Path lines = Files.createTempFile("rows", ".ndjson");
      try (BufferedWriter writer = Files.newBufferedWriter(lines)) {
        work.into(new Writer(writer));
      } catch (IOException | RuntimeException failed) {
        Files.delete(lines);
        throw failed;
      }
      StreamingOutput body =
          out -> {
            Files.copy(lines, out);
            Files.delete(lines);
          };
      return Response.ok(body, NDJSON).build();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private record Writer(BufferedWriter lines) implements Sink {

    @Override
    public void ok(long row) {
      write(Json.mapper().createObjectNode().put("row", row).put("status", "ok"));
    }

    @Override
    public void refused(long row, String code, String detail) {
      write(
          Json.mapper()
              .createObjectNode()
              .put("row", row)
              .put("status", "refused")
              .put("code", code)
              .put("detail", detail));
    }

    private void write(ObjectNode line) {
      try {
        lines.write(line.toString());
        lines.write('\n');
      } catch (IOException full) {
        throw new UncheckedIOException(full);
      }
    }
  }
}

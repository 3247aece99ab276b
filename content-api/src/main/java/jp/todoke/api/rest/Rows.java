package jp.todoke.api.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Bulk answers: one line of NDJSON per row, written as soon as the row is stored. */
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

  /** Does the work while the answer is being written. */
  public interface Work {
    void into(Sink sink) throws IOException;
  }

  /** The streamed answer. */
  public static Response answer(Work work) {
    StreamingOutput lines =
        body -> {
          BufferedWriter writer =
              new BufferedWriter(new OutputStreamWriter(body, StandardCharsets.UTF_8));
          work.into(
              new Sink() {
                @Override
                public void ok(long row) {
                  line(Json.mapper().createObjectNode().put("row", row).put("status", "ok"));
                }

                @Override
                public void refused(long row, String code, String detail) {
                  line(
                      Json.mapper()
                          .createObjectNode()
                          .put("row", row)
                          .put("status", "refused")
                          .put("code", code)
                          .put("detail", detail));
                }

                private void line(ObjectNode line) {
                  try {
                    writer.write(line.toString());
                    writer.write('\n');
                  } catch (IOException gone) {
                    throw new UncheckedIOException(gone);
                  }
                }
              });
          writer.flush();
        };
    return Response.ok(lines, NDJSON).build();
  }
}

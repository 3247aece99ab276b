package jp.todoke.api.staff;

import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jp.todoke.api.rest.Idempotent;
import jp.todoke.api.security.AllowedTo;
import jp.todoke.api.security.CurrentCaller;
import jp.todoke.api.security.Role;
import jp.todoke.segmentation.attributes.Attributes;
import jp.todoke.segmentation.segments.Segment;
import jp.todoke.segmentation.segments.Segments;
import jp.todoke.segmentation.spreadsheets.DecisionTable;
import jp.todoke.segmentation.spreadsheets.DecisionTables;
import jp.todoke.segmentation.spreadsheets.TableFault;
import jp.todoke.segmentation.spreadsheets.TableRow;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** {@code /staff/segments/import} and {@code /export}: segments as a decision table in XLSX. */
@Path("/staff/segments")
@Produces(MediaType.APPLICATION_JSON)
public class SegmentTablesResource {

  private static final String XLSX =
      "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
  private static final int PAGE = 100;

  @Inject private Segments segments;
  @Inject private Attributes attributes;
  @Inject private CurrentCaller caller;

  /**
   * What an import did.
   *
   * @param created ids of new drafts
   * @param changed ids of segments whose draft is another now
   * @param unchanged ids of segments whose draft was the same
   * @param faults cells that could not be read; their rows changed nothing
   */
  public record ImportView(
      List<String> created,
      List<String> changed,
      List<String> unchanged,
      List<TableFault> faults) {}

  /** Takes a workbook: each row becomes a draft; nothing is published. */
  @POST
  @Path("import")
  @Idempotent
  @Consumes({XLSX, MediaType.APPLICATION_OCTET_STREAM})
  @AllowedTo(Role.EDITOR)
  @Operation(summary = "Import segments from a decision table (XLSX)")
  public ImportView take(InputStream body) throws IOException {
    DecisionTable table =
        DecisionTables.read(body.readNBytes(DecisionTables.LARGEST + 1), attributes.refresh());
    List<String> created = new ArrayList<>();
    List<String> changed = new ArrayList<>();
    List<String> unchanged = new ArrayList<>();
    for (TableRow row : table.rows()) {
      Optional<Segment> known = segments.find(row.id());
      if (known.isEmpty()) {
        segments.create(row.id(), row.name(), row.condition(), caller.staffId());
        created.add(row.id());
      } else if (known.get().draft().equals(row.condition())
          && known.get().name().equals(row.name())) {
        unchanged.add(row.id());
      } else {
        segments.edit(
            row.id(), row.name(), row.condition(), known.get().version(), caller.staffId());
        changed.add(row.id());
      }
    }
    return new ImportView(created, changed, unchanged, table.faults());
  }

  /** Gives the drafts of all segments as a workbook that can be taken again. */
  @GET
  @Path("export")
  @Produces(XLSX)
  @AllowedTo({Role.EDITOR, Role.APPROVER, Role.AUDITOR})
  @Operation(summary = "Export segments as a decision table (XLSX)")
  public Response give() {
    List<TableRow> rows = new ArrayList<>();
    String after = "";
    List<Segment> page;
    do {
      page = segments.page(after, PAGE);
      for (Segment segment : page) {
        rows.add(new TableRow(segment.id(), segment.name(), segment.draft()));
        after = segment.id();
      }
    } while (page.size() == PAGE);
    return Response.ok(DecisionTables.write(rows, attributes.refresh()), XLSX)
        .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"segments.xlsx\"")
        .build();
  }
}

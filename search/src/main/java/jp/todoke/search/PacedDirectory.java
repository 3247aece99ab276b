package jp.todoke.search;

import java.io.IOException;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FilterDirectory;
import org.apache.lucene.store.FilterIndexOutput;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexOutput;

/** Writes at a pace: the index merges its parts in one call that nothing else can interrupt. */
final class PacedDirectory extends FilterDirectory {

  /** Bytes between two looks at the clock. */
  private static final int LOOK = 4_096;

  private final Pace pace;

  PacedDirectory(Directory in, Pace pace) {
    super(in);
    this.pace = pace;
  }

  @Override
  public IndexOutput createOutput(String name, IOContext context) throws IOException {
    IndexOutput output = super.createOutput(name, context);
    return new FilterIndexOutput("paced " + name, name, output) {
      private int written;

      @Override
      public void writeByte(byte b) throws IOException {
        super.writeByte(b);
        wrote(1);
      }

      @Override
      public void writeBytes(byte[] bytes, int offset, int length) throws IOException {
        super.writeBytes(bytes, offset, length);
        wrote(length);
      }

      private void wrote(int bytes) {
        written += bytes;
        if (written >= LOOK) {
          written = 0;
          pace.step();
        }
      }
    };
  }
}

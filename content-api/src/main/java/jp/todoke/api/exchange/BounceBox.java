package jp.todoke.api.exchange;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import jp.todoke.api.rest.JsonBodies;
import jp.todoke.delivery.bounces.Bounces;

/**
 * A Maildir that the relay brings bounces to: what is in {@code new} is taken and moved to {@code
 * cur}. Nodes may share it; a mail that two of them take counts once. Thread-safe.
 */
public final class BounceBox {

  private static final System.Logger LOG = System.getLogger(BounceBox.class.getName());
  private static final int AT_A_TURN = 1_000;

  private final Optional<Path> folder;
  private final Bounces bounces;

  /**
   * Reads that folder.
   *
   * @param folder with {@code new} and {@code cur}; empty where there is none
   */
  public BounceBox(Optional<Path> folder, Bounces bounces) {
    this.folder = folder;
    this.bounces = bounces;
  }

  /**
   * Takes what has come. One that can not be read stays and holds up no other.
   *
   * @return how many were taken
   */
  public int empty() {
    int taken = 0;
    for (Path mail : folder.map(BounceBox::arrived).orElse(List.of())) {
      try {
        byte[] raw;
        try (InputStream in = Files.newInputStream(mail)) {
          raw = in.readNBytes(JsonBodies.LARGEST);
        }
        Bounces.Outcome outcome = bounces.take(raw, Optional.empty());
        Path read = mail.resolveSibling("../cur/" + mail.getFileName() + ":2,S").normalize();
        Files.move(mail, read, StandardCopyOption.ATOMIC_MOVE);
        LOG.log(System.Logger.Level.DEBUG, "a mail came back: {0}", outcome);
        taken++;
      } catch (NoSuchFileException elsewhere) {
        LOG.log(System.Logger.Level.DEBUG, "another node took a mail");
      } catch (IOException unreadable) {
        LOG.log(
            System.Logger.Level.WARNING,
            "a mail that came back can not be read: {0}",
            unreadable.getClass().getName());
      }
    }
    return taken;
  }

  private static List<Path> arrived(Path folder) {
    Path arrived = folder.resolve("new");
    if (!Files.isDirectory(arrived)) {
      return List.of();
    }
    try (Stream<Path> mails = Files.list(arrived)) {
      return mails.filter(Files::isRegularFile).sorted().limit(AT_A_TURN).toList();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}

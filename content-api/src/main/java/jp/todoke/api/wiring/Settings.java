package jp.todoke.api.wiring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import jp.todoke.delivery.retention.Retention;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * What an operator sets, by environment variable ({@code TODOKE_MONGODB_URI}) or system property
 * ({@code todoke.mongodb.uri}); docs/operations.md lists them all.
 */
public final class Settings {

  private static final int DELIVERIES_KEPT_DAYS = 400;

  private final Config config;

  private Settings(Config config) {
    this.config = config;
  }

  /** The settings of this process. */
  public static Settings ofProcess() {
    return new Settings(ConfigProvider.getConfig());
  }

  /** A text that may be missing. */
  public Optional<String> text(String name) {
    return config.getOptionalValue(name, String.class).filter(value -> !value.isBlank());
  }

  /** A text with a default. */
  public String text(String name, String otherwise) {
    return text(name).orElse(otherwise);
  }

  /** A whole number with a default. */
  public int number(String name, int otherwise) {
    return config.getOptionalValue(name, Integer.class).orElse(otherwise);
  }

  /** A switch, off unless set to {@code true} or {@code on}. */
  public boolean on(String name) {
    return text(name).filter(value -> value.equals("true") || value.equals("on")).isPresent();
  }

  /** An ISO 8601 duration such as {@code P7D} with a default. */
  public Duration duration(String name, Duration otherwise) {
    return text(name).map(value -> duration(name, value)).orElse(otherwise);
  }

  /** ISO 8601 durations separated by commas, with a default. */
  public List<Duration> durations(String name, List<Duration> otherwise) {
    List<Duration> set = names(name).stream().map(value -> duration(name, value)).toList();
    return set.isEmpty() ? otherwise : set;
  }

  private static Duration duration(String name, String value) {
    try {
      return Duration.parse(value);
    } catch (DateTimeParseException unreadable) {
      throw new IllegalStateException(
          "setting " + name + " is no duration such as PT30S: " + value, unreadable);
    }
  }

  /**
   * A key all nodes share, 64 or more hexadecimal digits; where none is set, one of this node's
   * own, made once and kept in the data folder.
   */
  public byte[] key(String name) {
    return HexFormat.of().parseHex(text(name).orElseGet(() -> ownKey(name)));
  }

  private String ownKey(String name) {
    Path file = dataFolder().resolve(name);
    try {
      Files.createDirectories(dataFolder());
      if (!Files.exists(file)) {
        byte[] fresh = new byte[32];
        new SecureRandom().nextBytes(fresh);
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, HexFormat.of().formatHex(fresh));
      }
      return Files.readString(file).strip();
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  /** Names separated by commas. */
  public List<String> names(String name) {
    return text(name)
        .map(value -> Arrays.stream(value.split(",", -1)).map(String::strip).toList())
        .orElse(List.of());
  }

  /** The folder for everything this node keeps on disk. */
  public Path dataFolder() {
    return Path.of(text("todoke.data.dir", ".todoke"));
  }

  /** The real MongoDB; without one the embedded store is opened. */
  public Optional<String> mongodbUri() {
    return text("todoke.mongodb.uri");
  }

  /** Where citizens read their messages. */
  public String portalUrl() {
    return text("todoke.portal.url")
        .or(() -> text("todoke.public.url"))
        .orElse("http://127.0.0.1:8080");
  }

  /** How long deliveries to many are kept, the same for every part of them. */
  public Duration deliveriesKept() {
    Duration kept = Duration.ofDays(number("todoke.deliveries.kept.days", DELIVERIES_KEPT_DAYS));
    if (kept.compareTo(Retention.SHORTEST) < 0) {
      throw new IllegalStateException(
          "setting todoke.deliveries.kept.days is " + Retention.SHORTEST.toDays() + " or more");
    }
    return kept;
  }

  /** This node's own name, the same after a restart: made once and kept in the data folder. */
  public String nodeName() {
    Path file = dataFolder().resolve("node-name");
    try {
      Files.createDirectories(dataFolder());
      if (!Files.exists(file)) {
        Files.writeString(file, UUID.randomUUID().toString());
      }
      return Files.readString(file).strip();
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }
}

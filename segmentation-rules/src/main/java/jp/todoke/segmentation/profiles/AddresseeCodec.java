package jp.todoke.segmentation.profiles;

import java.time.Instant;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bson.BsonReader;
import org.bson.BsonType;
import org.bson.BsonWriter;
import org.bson.codecs.Codec;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.EncoderContext;
import org.jspecify.annotations.Nullable;

/**
 * Reads of a stored profile what says where and how somebody is reached, straight from the wire: a
 * mass delivery reads everybody once more, and what only conditions ask for is passed over. Writes
 * nothing. Thread-safe.
 */
final class AddresseeCodec implements Codec<Profile> {

  /** What is read; the history of consents, among others, need not leave the database. */
  static final List<String> FIELDS =
      List.of("kind", "language", "version", "changedAt", "line", "mail", "routesOff", "consents");

  @Override
  public Profile decode(BsonReader reader, DecoderContext context) {
    Draft draft = new Draft();
    each(reader, name -> draft.read(name, reader));
    return draft.profile();
  }

  @Override
  public void encode(BsonWriter writer, Profile profile, EncoderContext context) {
    throw new UnsupportedOperationException("a profile is not written from what was read of it");
  }

  @Override
  public Class<Profile> getEncoderClass() {
    return Profile.class;
  }

  private interface Field {
    /** Whether the value has been read; else it is passed over. */
    boolean read(String name);
  }

  private static void each(BsonReader reader, Field field) {
    reader.readStartDocument();
    for (BsonType type = reader.readBsonType();
        type != BsonType.END_OF_DOCUMENT;
        type = reader.readBsonType()) {
      String name = reader.readName();
      if (type == BsonType.NULL || !field.read(name)) {
        reader.skipValue();
      }
    }
    reader.readEndDocument();
  }

  /** What has been read so far. */
  private static final class Draft {

    private final Map<Purpose, Consent> consents = new EnumMap<>(Purpose.class);
    private final Set<String> routesOff = new HashSet<>();
    private String commonId = "";
    private String kind = "";
    private String language = "ja";
    private long version;
    private Instant changedAt = Instant.EPOCH;
    private @Nullable String mail;
    private boolean verified;
    private @Nullable String line;

    boolean read(String name, BsonReader reader) {
      switch (name) {
        case "_id" -> commonId = reader.readString();
        case "kind" -> kind = reader.readString();
        case "language" -> language = reader.readString();
        case "version" -> version = reader.readInt64();
        case "changedAt" -> changedAt = Instant.ofEpochMilli(reader.readDateTime());
        case "line" -> line = reader.readString();
        case "mail" -> each(reader, part -> mail(part, reader));
        case "routesOff" -> routesOff(reader);
        case "consents" -> each(reader, purpose -> consent(purpose, reader));
        default -> {
          return false;
        }
      }
      return true;
    }

    private boolean mail(String name, BsonReader reader) {
      switch (name) {
        case "address" -> mail = reader.readString();
        case "verified" -> verified = reader.readBoolean();
        default -> {
          return false;
        }
      }
      return true;
    }

    private void routesOff(BsonReader reader) {
      reader.readStartArray();
      while (reader.readBsonType() != BsonType.END_OF_DOCUMENT) {
        routesOff.add(reader.readString());
      }
      reader.readEndArray();
    }

    private boolean consent(String name, BsonReader reader) {
      Optional<Purpose> purpose = Purpose.of(name);
      if (purpose.isEmpty()) {
        return false;
      }
      Said said = new Said();
      each(reader, part -> said.read(part, reader));
      consents.put(purpose.get(), new Consent(said.granted, said.textVersion, said.at));
      return true;
    }

    Profile profile() {
      return new Profile(
          commonId,
          ProfileKind.of(kind).orElseThrow(),
          Map.of(),
          new ContactPoints(Optional.ofNullable(mail), verified, Optional.ofNullable(line)),
          consents,
          routesOff,
          Optional.empty(),
          Dealings.of(Optional.empty(), consents),
          language,
          version,
          changedAt);
    }
  }

  /** A consent that is being read. */
  private static final class Said {

    private boolean granted;
    private String textVersion = "";
    private Instant at = Instant.EPOCH;

    boolean read(String name, BsonReader reader) {
      switch (name) {
        case "granted" -> granted = reader.readBoolean();
        case "textVersion" -> textVersion = reader.readString();
        case "at" -> at = Instant.ofEpochMilli(reader.readDateTime());
        default -> {
          return false;
        }
      }
      return true;
    }
  }
}

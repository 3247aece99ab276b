package jp.todoke.segmentation.profiles;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.bson.BsonBinaryReader;
import org.bson.BsonReader;
import org.bson.BsonType;
import org.bson.RawBsonDocument;
import org.bson.types.Decimal128;

/** Reads stored profiles byte by byte and tells a taker their facts. */
final class FactReader {

  private static final long DAY = 86_400_000;
  private static final long COEFFICIENT = 0x1ffffffffffffL;
  private static final int EXPONENT_AT = 49;
  private static final int EXPONENT_MASK = 0x3fff;
  private static final int EXPONENT_BIAS = 6_176;

  private final FactTaker taker;

  FactReader(FactTaker taker) {
    this.taker = taker;
  }

  void read(RawBsonDocument document) {
    ProfileKind kind = ProfileKind.CITIZEN;
    boolean consent = false;
    List<String> routesOff = List.of();
    boolean mail = false;
    boolean verified = false;
    boolean line = false;
    long changedAt = 0;
    try (BsonReader bson = new BsonBinaryReader(document.getByteBuffer().asNIO())) {
      bson.readStartDocument();
      while (bson.readBsonType() != BsonType.END_OF_DOCUMENT) {
        switch (bson.readName()) {
          case "_id" -> taker.begin(bson.readString());
          case "kind" -> kind = ProfileKind.of(bson.readString()).orElseThrow();
          case "attributes" -> facts(bson, false);
          case "declared" -> facts(bson, true);
          case "household" -> household(bson);
          case "consents" -> consent = consent(bson);
          case "changedAt" -> changedAt = bson.readDateTime();
          case "routesOff" -> routesOff = texts(bson);
          case "line" -> {
            line = bson.getCurrentBsonType() == BsonType.STRING;
            bson.skipValue();
          }
          case "mail" -> {
            bson.readStartDocument();
            while (bson.readBsonType() != BsonType.END_OF_DOCUMENT) {
              switch (bson.readName()) {
                case "address" -> {
                  mail = true;
                  bson.skipValue();
                }
                case "verified" -> verified = bson.readBoolean();
                default -> bson.skipValue();
              }
            }
            bson.readEndDocument();
          }
          default -> bson.skipValue();
        }
      }
    }
    taker.end(kind, ContactMarks.of(consent, routesOff, mail, verified, line), changedAt);
  }

  private static boolean consent(BsonReader bson) {
    boolean granted = false;
    bson.readStartDocument();
    while (bson.readBsonType() != BsonType.END_OF_DOCUMENT) {
      if (!bson.readName().equals(Purpose.PUSH.json())) {
        bson.skipValue();
        continue;
      }
      bson.readStartDocument();
      while (bson.readBsonType() != BsonType.END_OF_DOCUMENT) {
        if (bson.readName().equals("granted")) {
          granted = bson.readBoolean();
        } else {
          bson.skipValue();
        }
      }
      bson.readEndDocument();
    }
    bson.readEndDocument();
    return granted;
  }

  private void household(BsonReader bson) {
    taker.household();
    bson.readStartArray();
    while (bson.readBsonType() != BsonType.END_OF_DOCUMENT) {
      taker.member();
      bson.readStartDocument();
      while (bson.readBsonType() != BsonType.END_OF_DOCUMENT) {
        String name = bson.readName();
        if (name.equals("attributes")) {
          facts(bson, false);
        } else {
          fact(bson, name, false);
        }
      }
      bson.readEndDocument();
    }
    bson.readEndArray();
    taker.person();
  }

  private void facts(BsonReader bson, boolean weak) {
    bson.readStartDocument();
    while (bson.readBsonType() != BsonType.END_OF_DOCUMENT) {
      fact(bson, bson.readName(), weak);
    }
    bson.readEndDocument();
  }

  private void fact(BsonReader bson, String name, boolean weak) {
    switch (bson.getCurrentBsonType()) {
      case STRING -> taker.text(name, bson.readString(), weak);
      case BOOLEAN -> taker.flag(name, bson.readBoolean(), weak);
      case DATE_TIME -> taker.day(name, Math.floorDiv(bson.readDateTime(), DAY), weak);
      case ARRAY -> taker.choices(name, texts(bson), weak);
      case INT32 -> taker.number(name, bson.readInt32(), 0, weak);
      case INT64 -> taker.number(name, bson.readInt64(), 0, weak);
      case DOUBLE -> number(name, BigDecimal.valueOf(bson.readDouble()), weak);
      case DECIMAL128 -> number(name, bson.readDecimal128(), weak);
      default ->
          throw new IllegalStateException(
              "attribute " + name + " is stored in a shape of " + bson.getCurrentBsonType());
    }
  }

  private void number(String name, Decimal128 number, boolean weak) {
    long high = number.getHigh();
    boolean plain = (high >>> 61 & 3) != 3 && (high & COEFFICIENT) == 0 && number.getLow() >= 0;
    if (plain) {
      int exponent = (int) (high >>> EXPONENT_AT & EXPONENT_MASK) - EXPONENT_BIAS;
      taker.number(name, high < 0 ? -number.getLow() : number.getLow(), -exponent, weak);
    } else {
      number(name, number.bigDecimalValue(), weak);
    }
  }

  private void number(String name, BigDecimal number, boolean weak) {
    taker.number(name, number.unscaledValue().longValueExact(), number.scale(), weak);
  }

  private static List<String> texts(BsonReader bson) {
    List<String> texts = new ArrayList<>();
    bson.readStartArray();
    while (bson.readBsonType() != BsonType.END_OF_DOCUMENT) {
      texts.add(bson.readString());
    }
    bson.readEndArray();
    return texts;
  }
}

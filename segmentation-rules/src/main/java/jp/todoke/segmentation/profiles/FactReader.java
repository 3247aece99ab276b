package jp.todoke.segmentation.profiles;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bson.RawBsonDocument;
import org.bson.types.Decimal128;

/**
 * Reads stored profiles byte by byte (bsonspec.org, version 1.1) and tells a taker their facts: a
 * few microseconds a person are the difference when there are millions. Short texts that come again
 * and again are one object.
 */
final class FactReader {

  private static final int DOUBLE = 1;
  private static final int STRING = 2;
  private static final int DOCUMENT = 3;
  private static final int ARRAY = 4;
  private static final int BOOLEAN = 8;
  private static final int DATE = 9;
  private static final int NULL = 10;
  private static final int INT32 = 16;
  private static final int INT64 = 18;
  private static final int DECIMAL = 19;

  private static final long DAY = 86_400_000;
  private static final long COEFFICIENT = 0x1ffffffffffffL;
  private static final int EXPONENT_AT = 49;
  private static final int EXPONENT_MASK = 0x3fff;
  private static final int EXPONENT_BIAS = 6_176;
  private static final int KNOWN_TEXTS = 1 << 12;
  private static final int LONGEST_KNOWN = 64;

  private final FactTaker taker;
  private final String[] texts = new String[KNOWN_TEXTS];
  private final byte[][] bytesOfTexts = new byte[KNOWN_TEXTS][];
  private byte[] bytes = {};
  private ByteBuffer numbers = ByteBuffer.wrap(bytes);
  private int at;

  FactReader(FactTaker taker) {
    this.taker = taker;
    Arrays.fill(texts, "");
    Arrays.fill(bytesOfTexts, new byte[0]);
  }

  void read(RawBsonDocument document) {
    ByteBuffer buffer = document.getByteBuffer().asNIO();
    if (buffer.array() != bytes) {
      bytes = buffer.array();
      numbers = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
    at = buffer.arrayOffset() + buffer.position() + Integer.BYTES;
    profile();
  }

  private void profile() {
    ProfileKind kind = ProfileKind.CITIZEN;
    boolean consent = false;
    List<String> routesOff = List.of();
    boolean mail = false;
    boolean verified = false;
    boolean line = false;
    long changedAt = 0;
    for (int type = next(); type != 0; type = next()) {
      switch (name()) {
        case "_id" -> taker.begin(unique());
        case "kind" -> kind = ProfileKind.of(string()).orElseThrow();
        case "attributes" -> facts(false);
        case "declared" -> facts(true);
        case "household" -> household();
        case "consents" -> consent = consents();
        case "receives" -> taker.receives(strings());
        case "routesOff" -> routesOff = strings();
        case "changedAt" -> changedAt = int64();
        case "line" -> {
          line = type == STRING;
          skip(type);
        }
        case "mail" -> {
          at += Integer.BYTES;
          for (int part = next(); part != 0; part = next()) {
            switch (name()) {
              case "address" -> {
                mail = true;
                skip(part);
              }
              case "verified" -> verified = bytes[at++] != 0;
              default -> skip(part);
            }
          }
        }
        default -> skip(type);
      }
    }
    taker.end(kind, ContactMarks.of(consent, routesOff, mail, verified, line), changedAt);
  }

  /** Whether pushes are consented to; tells the taker when behaviour may be used. */
  private boolean consents() {
    boolean push = false;
    at += Integer.BYTES;
    for (int type = next(); type != 0; type = next()) {
      String purpose = name();
      if (purpose.equals(Purpose.PUSH.json())) {
        push = granted();
      } else if (purpose.equals(Purpose.BEHAVIOUR.json())) {
        if (granted()) {
          taker.behaviour();
        }
      } else {
        skip(type);
      }
    }
    return push;
  }

  private boolean granted() {
    boolean granted = false;
    at += Integer.BYTES;
    for (int part = next(); part != 0; part = next()) {
      if (name().equals("granted")) {
        granted = bytes[at++] != 0;
      } else {
        skip(part);
      }
    }
    return granted;
  }

  private void household() {
    taker.household();
    at += Integer.BYTES;
    for (int each = next(); each != 0; each = next()) {
      name();
      taker.member();
      at += Integer.BYTES;
      for (int type = next(); type != 0; type = next()) {
        String name = name();
        if (name.equals("attributes")) {
          facts(false);
        } else {
          fact(type, name, false);
        }
      }
    }
    taker.person();
  }

  private void facts(boolean weak) {
    at += Integer.BYTES;
    for (int type = next(); type != 0; type = next()) {
      fact(type, name(), weak);
    }
  }

  private void fact(int type, String name, boolean weak) {
    switch (type) {
      case STRING -> taker.text(name, string(), weak);
      case BOOLEAN -> taker.flag(name, bytes[at++] != 0, weak);
      case DATE -> taker.day(name, Math.floorDiv(int64(), DAY), weak);
      case ARRAY -> taker.choices(name, strings(), weak);
      case INT32 -> taker.number(name, int32(), 0, weak);
      case INT64 -> taker.number(name, int64(), 0, weak);
      case DOUBLE -> number(name, BigDecimal.valueOf(Double.longBitsToDouble(int64())), weak);
      case DECIMAL -> decimal(name, weak);
      default -> throw new IllegalStateException("attribute " + name + " has BSON type " + type);
    }
  }

  private void decimal(String name, boolean weak) {
    long low = int64();
    long high = int64();
    boolean plain = (high >>> 61 & 3) != 3 && (high & COEFFICIENT) == 0 && low >= 0;
    if (plain) {
      int exponent = (int) (high >>> EXPONENT_AT & EXPONENT_MASK) - EXPONENT_BIAS;
      taker.number(name, high < 0 ? -low : low, -exponent, weak);
    } else {
      number(name, Decimal128.fromIEEE754BIDEncoding(high, low).bigDecimalValue(), weak);
    }
  }

  private void number(String name, BigDecimal number, boolean weak) {
    taker.number(name, number.unscaledValue().longValueExact(), number.scale(), weak);
  }

  private List<String> strings() {
    List<String> strings = new ArrayList<>();
    at += Integer.BYTES;
    for (int type = next(); type != 0; type = next()) {
      name();
      strings.add(string());
    }
    return strings;
  }

  /** The type of the next element, 0 at the end of a document. */
  private int next() {
    return bytes[at++];
  }

  private String name() {
    int from = at;
    int hash = 0;
    for (byte octet = bytes[at]; octet != 0; octet = bytes[++at]) {
      hash = 31 * hash + octet;
    }
    return text(from, at++ - from, hash);
  }

  private String string() {
    int length = int32() - 1;
    int from = at;
    at += length + 1;
    int hash = 0;
    for (int place = from; place < from + length; place++) {
      hash = 31 * hash + bytes[place];
    }
    return text(from, length, hash);
  }

  /** A text that hardly comes again. */
  private String unique() {
    int length = int32() - 1;
    int from = at;
    at += length + 1;
    return new String(bytes, from, length, StandardCharsets.UTF_8);
  }

  private String text(int from, int length, int hash) {
    if (length > LONGEST_KNOWN) {
      return new String(bytes, from, length, StandardCharsets.UTF_8);
    }
    int place = (hash ^ hash >>> 12) & KNOWN_TEXTS - 1;
    byte[] known = bytesOfTexts[place];
    if (!Arrays.equals(known, 0, known.length, bytes, from, from + length)) {
      bytesOfTexts[place] = Arrays.copyOfRange(bytes, from, from + length);
      texts[place] = new String(bytes, from, length, StandardCharsets.UTF_8);
    }
    return texts[place];
  }

  private int int32() {
    int value = numbers.getInt(at);
    at += Integer.BYTES;
    return value;
  }

  private long int64() {
    long value = numbers.getLong(at);
    at += Long.BYTES;
    return value;
  }

  private void skip(int type) {
    switch (type) {
      case STRING -> at += Integer.BYTES + numbers.getInt(at);
      case DOCUMENT, ARRAY -> at += numbers.getInt(at);
      case BOOLEAN -> at++;
      case NULL -> {
        // It has no value.
      }
      case DOUBLE, DATE, INT64 -> at += Long.BYTES;
      case INT32 -> at += Integer.BYTES;
      case DECIMAL -> at += 2 * Long.BYTES;
      default -> throw new IllegalStateException("a profile holds BSON type " + type);
    }
  }
}

package jp.todoke.api.rest;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;

/** Reads NDJSON line by line in constant memory; a line is at most {@value #LONGEST} characters. */
public final class Lines {

  /**
   * The longest line handed over whole; a longer one is cut just beyond, so that it can be refused.
   */
  public static final int LONGEST = 1_000_000;

  private Lines() {}

  /** Hands over every line that is not blank with its number, the first is 1. */
  public static void each(InputStream body, BiConsumer<Long, String> taker) throws IOException {
    BufferedReader reader =
        new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8), 64 * 1024);
    StringBuilder line = new StringBuilder();
    long number = 0;
    int character;
    do {
      character = reader.read();
      if (character >= 0 && character != '\n') {
        if (line.length() <= LONGEST) {
          line.append((char) character);
        }
        continue;
      }
      number++;
      String text = line.toString().strip();
      if (!text.isEmpty()) {
        taker.accept(number, text);
      }
      line.setLength(0);
    } while (character >= 0);
  }
}

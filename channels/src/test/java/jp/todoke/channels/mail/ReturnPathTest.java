package jp.todoke.channels.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ReturnPathTest {

  private static final byte[] KEY = "a key of the city 01".getBytes(StandardCharsets.US_ASCII);
  private final ReturnPath path = new ReturnPath("bounce.city.example.jp", KEY);

  @Test
  void aBounceNamesItsDelivery() {
    String address = path.of("camp7-0001-042");

    assertThat(address).matches("b\\+camp7-0001-042\\.[0-9a-f]{20}@bounce\\.city\\.example\\.jp");
    assertThat(path.read(address)).contains("camp7-0001-042");
    assertThat(path.read(address.toUpperCase(java.util.Locale.ROOT))).contains("camp7-0001-042");
    assertThat(path.of("x".repeat(40)).indexOf('@')).isLessThanOrEqualTo(64);
  }

  @Test
  void aForgedBounceIsNotRead() {
    String address = path.of("camp7-1");
    ReturnPath other =
        new ReturnPath(
            "bounce.city.example.jp", "another key entirely".getBytes(StandardCharsets.US_ASCII));

    assertThat(path.read(other.of("camp7-1"))).isEmpty();
    assertThat(path.read(address.replace("camp7-1", "camp7-2"))).isEmpty();
    assertThat(path.read(address.replace("bounce.city", "evil"))).isEmpty();
    assertThat(path.read("b+camp7-1@bounce.city.example.jp")).isEmpty();
    assertThat(path.read("")).isEmpty();
  }

  @Test
  void aShortKeyIsNotTaken() {
    assertThatIllegalArgumentException().isThrownBy(() -> new ReturnPath("x.jp", new byte[15]));
  }
}

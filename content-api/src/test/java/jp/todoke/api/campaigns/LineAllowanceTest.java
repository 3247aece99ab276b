package jp.todoke.api.campaigns;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import jp.todoke.channels.SendResult;
import jp.todoke.channels.line.LineChannel;
import jp.todoke.channels.line.LineSettings;
import jp.todoke.channels.simulator.LineSimulator;
import jp.todoke.templates.Rendering;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LineAllowanceTest {

  private static final Rendering.Rendered WORDS =
      new Rendering.Rendered("お知らせ", "予防接種を行います。", Optional.empty(), "ja", false);

  private final LineSimulator platform =
      LineSimulator.start(
          "token", 0, Clock.fixed(Instant.parse("2026-11-20T03:00:00Z"), ZoneOffset.UTC));
  private final LineChannel line = new LineChannel(LineSettings.of(platform.endpoint(), "token"));

  @AfterEach
  void close() {
    line.close();
    platform.close();
  }

  @Test
  void withoutAMonthlyLimitAnyNumberIsTaken() {
    LineAllowance allowance = new LineAllowance(line, 1_000);
    assertThat(allowance.takes(2_800_000)).isTrue();
    assertThat(allowance.findings(2_800_000, List.of(WORDS))).isEmpty();
    assertThat(platform.count()).as("nothing is sent").isZero();
  }

  @Test
  void whatIsUsedAndTheMarginCount() {
    platform.monthlyLimit(OptionalLong.of(100));
    assertThat(line.push(new UUID(0, 1), "U" + "0".repeat(32), "お知らせ"))
        .isInstanceOf(SendResult.Accepted.class);
    LineAllowance allowance = new LineAllowance(line, 9);
    assertThat(allowance.takes(90)).isTrue();
    assertThat(allowance.takes(91)).isFalse();
    assertThat(allowance.findings(90, List.of(WORDS))).isEmpty();
    assertThat(allowance.findings(91, List.of(WORDS)))
        .containsExactly(
            new LineAllowance.Finding("line-quota", "", "91 people, 99 messages left, margin 9"));
  }

  @Test
  void wordsThatLineWouldRefuseAreFoundInTheirLanguage() {
    Rendering.Rendered tooLong =
        new Rendering.Rendered("News", "a".repeat(5_001), Optional.empty(), "en", false);
    assertThat(new LineAllowance(line, 0).findings(1, List.of(WORDS, tooLong)))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.code()).isEqualTo("line-text-refused");
              assertThat(finding.language()).isEqualTo("en");
            });
  }

  @Test
  void whereLineIsAwayTheFindingSaysSoAndNothingIsHeldUp() {
    for (LineChannel away :
        List.of(
            new LineChannel(LineSettings.of(URI.create("http://127.0.0.1:1"), "token")),
            new LineChannel(LineSettings.of(platform.endpoint(), "wrong")))) {
      LineAllowance allowance = new LineAllowance(away, 0);
      assertThat(allowance.takes(5)).isTrue();
      assertThat(allowance.findings(5, List.of(WORDS)))
          .extracting(LineAllowance.Finding::code)
          .containsOnly("line-unavailable")
          .hasSize(2);
      away.close();
    }
  }
}

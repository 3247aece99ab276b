package jp.todoke.api.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The small edition of {@code ./todoke bench crash}: real servers, killed for good. */
class CrashIT {

  @Test
  void nothingIsLostAndNothingIsTwiceButWhatWasRecordedAsUnknown() throws Exception {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    CrashBench.Outcome outcome =
        CrashBench.run(new CrashBench.Plan(6_000, 3, 20_261_120, freePort()), out);
    assertThat(outcome.faults()).isEmpty();
    assertThat(outcome.killed()).isEqualTo(3);
    assertThat(outcome.midst()).isEqualTo(3);
    assertThat(outcome.mailTwice()).isLessThanOrEqualTo(outcome.doubted());
  }

  private static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }
}

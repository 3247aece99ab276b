package jp.todoke.channels.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConnectionsTest {

  @Test
  void noStepOfAConnectionWaitsForEver() {
    try (Connections connections =
        new Connections(
            MailSettings.local(25, "info@city.example.jp", "なにわ市"), Clock.systemUTC())) {
      assertThat(connections.session().getProperties())
          .containsAllEntriesOf(
              Map.of(
                  "mail.smtp.connectiontimeout", "10000",
                  "mail.smtp.timeout", "30000",
                  "mail.smtp.writetimeout", "30000",
                  "mail.smtp.allow8bitmime", "false",
                  "mail.smtp.ssl.checkserveridentity", "true"));
    }
  }
}

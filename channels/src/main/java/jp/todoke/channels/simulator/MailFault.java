package jp.todoke.channels.simulator;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What can go wrong at the simulated relay; also by the beginning of a recipient's local part. */
public enum MailFault {
  /** 550 5.1.1 at RCPT: no such mailbox. */
  BOUNCE("bounce."),
  /** 451 4.7.1 at RCPT: come back later. */
  DEFER("defer."),
  /** 450 4.2.0 at RCPT: greylisted. */
  GREYLISTED("greylisted."),
  /** 552 5.2.2 at RCPT: mailbox full. */
  FULL("full."),
  /** 550 5.7.1 after the message: refused by policy. */
  POLICY("policy."),
  /** 554 5.6.0 after the message: content refused. */
  CONTENT("content."),
  /** 451 4.3.0 after the message: local trouble. */
  BUSY("busy."),
  /** 421 at RCPT, then the connection is closed. */
  CLOSING("closing."),
  /** The connection is cut at RCPT, without a word. */
  DROP_BEFORE_DATA("drop-before-data."),
  /** The message is taken, then the connection is cut before the reply. */
  DROP_AFTER_DATA("drop-after-data."),
  /** The message is taken, but no reply comes for a long time. */
  HANG("hang.");

  private final String prefix;

  MailFault(String prefix) {
    this.prefix = prefix;
  }

  /** Beginning of a local part that brings this fault about. */
  public String prefix() {
    return prefix;
  }

  static Optional<MailFault> of(String recipient) {
    String address = recipient.toLowerCase(Locale.ROOT);
    return Arrays.stream(values()).filter(fault -> address.startsWith(fault.prefix)).findFirst();
  }
}

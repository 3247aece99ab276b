package jp.todoke.channels.mail;

import java.net.URI;
import java.util.Optional;

/**
 * One mail to one person.
 *
 * @param to mailbox; the pre-2009 mobile carrier form with consecutive dots is accepted
 * @param subject one line, any script
 * @param text plain text part
 * @param html HTML alternative
 * @param ref stable over attempts, {@code [a-z0-9-]{1,40}}: left part of the Message-ID and token
 *     of the return path
 * @param unsubscribe RFC 8058 one-click address; official notices have none
 * @param listId RFC 2919 list id without brackets
 */
public record MailMessage(
    String to,
    String subject,
    String text,
    Optional<String> html,
    String ref,
    Optional<URI> unsubscribe,
    Optional<String> listId) {

  @Override
  public String toString() {
    return "MailMessage[" + ref + "]";
  }
}

/**
 * Mail by SMTP, one person per transaction (RFC 5321), with the result judged from the reply code.
 *
 * <p>Owns no collection. The only package that imports Jakarta Mail, apart from the simulator.
 * Never queues or retries, never writes a header from data without refusing line breaks, never logs
 * an address. DKIM is signed by the relay.
 */
@NullMarked
package jp.todoke.channels.mail;

import org.jspecify.annotations.NullMarked;

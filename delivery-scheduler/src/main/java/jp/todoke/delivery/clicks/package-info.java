/**
 * Links in mail that are counted when they are opened, for people who agreed to it only.
 *
 * <p>Owns the collections {@code clicks}: how often each address in a campaign was opened on a day,
 * by nobody in particular; and {@code clickers}: digests that tell two people's mails apart; both
 * until the campaign is closed. Never leads anywhere that the city did not write into the mail
 * itself and name in its settings.
 */
@NullMarked
package jp.todoke.delivery.clicks;

import org.jspecify.annotations.NullMarked;

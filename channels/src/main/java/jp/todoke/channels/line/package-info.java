/**
 * LINE messages through the Messaging API, each first attempt already carrying its retry key,
 * within LINE's own limits; what LINE tells the webhook, and who has blocked the account.
 *
 * <p>Owns the collections {@code lineEvents} and {@code lineFriends}. The only package that imports
 * the LINE SDK. Never calls a user id that the city was not given, never logs a request or an id,
 * never judges a person by what LINE answers.
 */
@NullMarked
package jp.todoke.channels.line;

import org.jspecify.annotations.NullMarked;

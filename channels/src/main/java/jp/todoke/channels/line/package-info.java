/**
 * LINE messages through the Messaging API, each first attempt already carrying its retry key, and
 * the check of webhook signatures.
 *
 * <p>Owns no collection. The only package that imports the LINE SDK. Never calls a user id that the
 * city was not given, never logs a request or an id, never judges a person by what LINE answers.
 */
@NullMarked
package jp.todoke.channels.line;

import org.jspecify.annotations.NullMarked;

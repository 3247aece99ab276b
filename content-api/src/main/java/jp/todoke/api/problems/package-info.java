/**
 * What a caller is told when something cannot be done: RFC 9457 problem documents with stable
 * codes.
 *
 * <p>Owns no collection. The only package that turns exceptions into HTTP; a test walks all
 * modules' exceptions and asks that each is known here. Never repeats a value that may be personal.
 */
@NullMarked
package jp.todoke.api.problems;

import org.jspecify.annotations.NullMarked;

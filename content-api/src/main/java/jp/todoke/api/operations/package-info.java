/**
 * What an operator asks: is it alive, is it ready, how does it fare, what does the API look like.
 *
 * <p>Owns no collection. Never shows anything about a person.
 */
@NullMarked
package jp.todoke.api.operations;

import org.jspecify.annotations.NullMarked;

/**
 * The city's LINE account as people meet it: what they write is answered from the FAQ, their
 * account is linked to their common ID and unlinked, a block is respected, the rich menu fits the
 * person.
 *
 * <p>Owns the collections {@code lineNonces}, {@code lineMenus} and {@code lineMenuRounds}. Never
 * logs who wrote or what, never tells a LINE account the name or address of a resident.
 */
@NullMarked
package jp.todoke.api.line;

import org.jspecify.annotations.NullMarked;

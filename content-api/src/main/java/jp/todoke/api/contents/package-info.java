/**
 * What the city's content systems say (functions #8, #9): copies of CMS items, kept as long as the
 * CMS keeps them.
 *
 * <p>Owns the collections {@code contents} (written only by {@code sources}, through Eclipse
 * JNoSQL, always whole documents) and {@code contentMarks} (segment and pin, written only by
 * staff). They are apart so that a pull and a staff member never write the same document. Nothing
 * is deleted: an item that is gone from its source is withdrawn. Never holds who read what.
 */
@NullMarked
package jp.todoke.api.contents;

import org.jspecify.annotations.NullMarked;

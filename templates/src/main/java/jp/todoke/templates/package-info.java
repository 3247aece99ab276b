/**
 * In what words? Message templates by language, every saved version kept for ever (functions #10
 * #11 #13).
 *
 * <p>Owns the collection {@code templates}, one document per version with {@code _id = id:version};
 * written only through {@link jp.todoke.templates.Templates}, inserted and never updated. The only
 * room that imports Mustache.java. Never reads a profile and never runs code brought by a template
 * or a value: values are strings, numbers, booleans, lists and maps.
 */
@NullMarked
package jp.todoke.templates;

import org.jspecify.annotations.NullMarked;

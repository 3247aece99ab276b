/**
 * The run script's commands: start the server, load data, walk the main job, measure.
 *
 * <p>Owns no collection. It is a client of the API like any other and reaches the engine through
 * HTTP alone, but for two things: it empties the demo's own database before a demo, and {@code faq}
 * and {@code bench answers} put files to the order of answers itself, without server or database;
 * inside the server it is never called.
 */
@NullMarked
package jp.todoke.api.cli;

import org.jspecify.annotations.NullMarked;

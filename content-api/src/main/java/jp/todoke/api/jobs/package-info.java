/**
 * Work that takes longer than a request: asked for, worked off by any node, looked at, cancelled.
 * Owns {@code jobs} and {@code jobFiles}; what a job yields is kept for a day and shown to whoever
 * asked for it alone.
 */
@NullMarked
package jp.todoke.api.jobs;

import org.jspecify.annotations.NullMarked;

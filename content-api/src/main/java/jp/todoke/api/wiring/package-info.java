/**
 * How the house is put together: which database, which channels, which clock. Read this once and
 * know what runs.
 *
 * <p>Owns no collection. The only place that chooses between the embedded store and a MongoDB, and
 * between simulators and real channels. Never holds a rule of the business.
 */
@NullMarked
package jp.todoke.api.wiring;

import org.jspecify.annotations.NullMarked;

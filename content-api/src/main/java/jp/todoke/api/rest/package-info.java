/**
 * The conventions every route shares: JSON, pages, versions, idempotency, bulk rows (docs/api.md).
 *
 * <p>Owns the collection {@code idempotencyKeys}, kept for 24 hours. Knows no subject of the city.
 */
@NullMarked
package jp.todoke.api.rest;

import org.jspecify.annotations.NullMarked;

/**
 * Where contents are pulled from: WordPress sites and JSON Feeds, how they fare, and which of their
 * items could not be read.
 *
 * <p>Owns the collections {@code sources} (edited by staff; its state written only by the node that
 * holds the lease of the pull) and {@code deadItems}. Hands what it read to {@code contents}. Never
 * keeps the body of a failed answer, and never asks an address inside the city's own network unless
 * an operator says so.
 */
@NullMarked
package jp.todoke.api.sources;

import org.jspecify.annotations.NullMarked;

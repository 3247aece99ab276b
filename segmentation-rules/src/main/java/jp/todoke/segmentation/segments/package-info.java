/**
 * Groups of people by a condition, versioned: drafted, published, never changed once published
 * (function #8 #10 #13).
 *
 * <p>Owns the collections {@code segments} (one document per segment, its draft and which version
 * is published) and {@code segmentVersions} (one immutable document per published version). Written
 * by staff through {@link jp.todoke.segmentation.segments.Segments} only. Never holds who is in a
 * segment.
 */
@NullMarked
package jp.todoke.segmentation.segments;

import org.jspecify.annotations.NullMarked;

/**
 * Made-up people that staff keep by name, to read a wording and ask a segment with (function #10).
 *
 * <p>Owns the collection {@code sampleProfiles}, one document per sample. Written by staff through
 * {@link jp.todoke.segmentation.samples.SampleProfiles} only. Holds no contact point, no consent
 * and no person of the city: whoever writes one makes them up. Nothing is ever sent to one.
 */
@NullMarked
package jp.todoke.segmentation.samples;

import org.jspecify.annotations.NullMarked;

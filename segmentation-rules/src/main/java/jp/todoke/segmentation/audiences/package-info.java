/**
 * Who is in a segment, of the whole city at once: compressed bitmaps over ordinals, counts and set
 * algebra in milliseconds (function #8 #10 #13).
 *
 * <p>Owns the collections {@code audiences} (what was decided together on a slice of 65,536 people:
 * who is in which segment version and of whom it is unknown) and {@code audienceOrdinals} (which
 * person stands at which ordinal of a node), both only a copy that can be made anew. Written by
 * {@link jp.todoke.segmentation.audiences.Audiences} alone. The only package that imports
 * RoaringBitmap. Never decides by itself, every verdict comes from the book of rules; never shows
 * staff a small cell, and never sends: consent and reach are asked again when something is sent.
 */
@NullMarked
package jp.todoke.segmentation.audiences;

import org.jspecify.annotations.NullMarked;

/**
 * What people looked for and opened, by topic and day, of those who let it be used (function #9).
 *
 * <p>Owns the collection {@code interactions}: one document a person, kept for {@value
 * jp.todoke.segmentation.interactions.Interactions#DAYS_KEPT} days and gone at once when the person
 * takes their consent back. Written through {@link jp.todoke.segmentation.profiles.Profiles}, which
 * knows the consent. Never holds what was typed, only the topic it was about.
 */
@NullMarked
package jp.todoke.segmentation.interactions;

import org.jspecify.annotations.NullMarked;

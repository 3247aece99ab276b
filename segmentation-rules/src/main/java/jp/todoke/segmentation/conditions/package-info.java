/**
 * Whom something concerns, said in a closed language: the condition tree, its JSON, and the law of
 * ages and school years it leans on.
 *
 * <p>Owns no collection. The tree is data without behaviour of its own; {@code
 * jp.todoke.segmentation.rules} turns it into Drools. It never holds a script and never reads a
 * profile.
 */
@NullMarked
package jp.todoke.segmentation.conditions;

import org.jspecify.annotations.NullMarked;

/**
 * The one decision: conditions become an executable Drools model, and a person's facts become a
 * verdict on every rule, with reasons.
 *
 * <p>Owns no collection. The only package that imports Drools, through its model API alone: no rule
 * text is ever written, so nothing can be injected into it. A {@link
 * jp.todoke.segmentation.rules.RuleBook} is immutable; publishing swaps the whole book. Never
 * stores a verdict and never logs a fact.
 */
@NullMarked
package jp.todoke.segmentation.rules;

import org.jspecify.annotations.NullMarked;

/**
 * FIND: which documents speak of what a citizen asks.
 *
 * <p>Owns no records, only Lucene indexes in memory that any caller can rebuild from its own store
 * at any time. The only package that knows Lucene; no Lucene type leaves it. It never reads the
 * text of a question as query syntax, never sees a person and never writes a log of questions.
 */
@NullMarked
package jp.todoke.search;

import org.jspecify.annotations.NullMarked;

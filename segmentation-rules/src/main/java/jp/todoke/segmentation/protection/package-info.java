/**
 * Who is under support measures for victims of violence (DV等支援措置), and what follows for writing to
 * them: a mailbox or LINE account that anybody else has as well is not used.
 *
 * <p>Owns {@code protections} and {@code protectionLooks}, the record of every look and change. It
 * is no attribute: no condition, segment, report, search or export knows of it, and what it bars
 * looks like a person without that contact point. A measure that has run out is not lifted by
 * itself: that a year is over does not make anybody safe.
 */
@NullMarked
package jp.todoke.segmentation.protection;

import org.jspecify.annotations.NullMarked;

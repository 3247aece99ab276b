/**
 * The portal inbox, the channel of record: what is delivered here has arrived (functions #10 #11
 * #13 #14).
 *
 * <p>Owns the collection {@code inbox}, one document per delivery and person with {@code _id =
 * delivery:commonId}, and {@code posts}, one document per message that goes to many people at once:
 * a post becomes a row when its reader opens it. Rows and posts are written by the delivery
 * scheduler, opened and acknowledged by the person. Never changes a delivered text.
 */
@NullMarked
package jp.todoke.channels.portal;

import org.jspecify.annotations.NullMarked;

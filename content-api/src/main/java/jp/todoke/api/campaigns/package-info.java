/**
 * The staff routes of WHEN: campaigns from draft to report, notices to one person, and what the
 * simulators took (functions #10 #11 #13 #14).
 *
 * <p>Owns no collection; thin doors over {@code delivery-scheduler}.
 */
@NullMarked
package jp.todoke.api.campaigns;

import org.jspecify.annotations.NullMarked;

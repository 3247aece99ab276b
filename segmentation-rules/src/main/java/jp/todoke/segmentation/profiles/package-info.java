/**
 * Who the people are: profiles by common ID, with contact points, channel preferences, consents and
 * household (functions #1 #6 #12 #23).
 *
 * <p>Owns the collection {@code profiles}, one document per common ID. Written by the exchange with
 * the CRM ({@link jp.todoke.segmentation.profiles.ProfileIntake}) and by the person themself
 * through {@link jp.todoke.segmentation.profiles.Profiles}. Never holds My Number, names or
 * addresses of residence, and never writes a person's values to a log or message.
 */
@NullMarked
package jp.todoke.segmentation.profiles;

import org.jspecify.annotations.NullMarked;

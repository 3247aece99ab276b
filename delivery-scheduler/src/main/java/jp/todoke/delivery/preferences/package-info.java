/**
 * What a person wants to hear of, on which route and at which hours, and the links by which they
 * say so without signing in (function #10 #12).
 *
 * <p>Owns the collection {@code deliveryPreferences}, written through {@link
 * jp.todoke.delivery.preferences.Preferences} only: by the person, or by a link that was sent to
 * them. Never holds an address and never a consent. The portal's record of official notices stands
 * outside all of it.
 */
@NullMarked
package jp.todoke.delivery.preferences;

import org.jspecify.annotations.NullMarked;

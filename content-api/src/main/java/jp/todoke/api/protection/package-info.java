/**
 * The protection officer's door. Owns no collection; nothing here is logged, and common IDs come in
 * bodies, never in URLs.
 */
@NullMarked
package jp.todoke.api.protection;

import org.jspecify.annotations.NullMarked;

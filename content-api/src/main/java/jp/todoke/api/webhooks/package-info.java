/**
 * Receivers outside that are told when a campaign changes: signed, at least once, in their own
 * time.
 *
 * <p>Owns the collections {@code webhooks}, {@code webhookDeliveries} and {@code webhookSeen}.
 * Tells of campaigns, never of people; never calls into the city's own network unless it is allowed
 * to.
 */
@NullMarked
package jp.todoke.api.webhooks;

import org.jspecify.annotations.NullMarked;

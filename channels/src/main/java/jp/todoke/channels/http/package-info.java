/**
 * Signed HTTP requests to systems outside: another provider that delivers official notices, and
 * whoever wants to hear of campaigns.
 *
 * <p>Owns no collection. Never follows a redirect, never asks an address inside the city's own
 * network unless it is allowed to, never logs what it sends or an address.
 */
@NullMarked
package jp.todoke.channels.http;

import org.jspecify.annotations.NullMarked;

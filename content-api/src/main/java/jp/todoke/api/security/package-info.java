/**
 * Who is calling and what they may do: bearer tokens of configured OpenID Connect issuers, and the
 * roles each route declares.
 *
 * <p>Owns no collection. Never keeps a token and never logs one; a caller is known by issuer and
 * subject, a citizen by common ID.
 */
@NullMarked
package jp.todoke.api.security;

import org.jspecify.annotations.NullMarked;

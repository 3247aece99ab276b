package jp.todoke.api.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.net.MalformedURLException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import jp.todoke.api.wiring.Settings;
import org.jspecify.annotations.Nullable;

/**
 * Verifies bearer tokens against the configured issuers, citizens' and staff's alike: signature by
 * the issuer's published keys, issuer, audience, expiry, and only RS256, PS256 or ES256.
 *
 * <p>An issuer is named in {@code todoke.issuers} and set by {@code todoke.issuer.NAME.url}, {@code
 * .jwks}, {@code .audience}, {@code .roles-claim} (default {@code roles}) and {@code
 * .allowed-roles} (which of our roles it may give; a citizens' provider gives {@code citizen},
 * whatever its tokens say). {@code .strong-acr} lists the values of {@code acr} that stand for a
 * sign-in strong enough for sensitive letters, such as one by My Number card; {@code any} where
 * each is; without it none is.
 *
 * <p>A token found valid is known for a minute by its SHA-256 digest, never after it expired: a
 * page of a citizen asks several routes, and a signature costs more than most answers. So a key
 * that its issuer withdraws is believed a minute longer than published keys are kept. Thread-safe.
 */
public final class Tokens {

  private static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(JWSAlgorithm.RS256, JWSAlgorithm.PS256, JWSAlgorithm.ES256);

  private static final String ANY = "any";

  private static final Duration KNOWN_FOR = Duration.ofMinutes(1);

  /** About 30 MB when full: every citizen of a busy minute on one node. */
  private static final int MOST_KNOWN = 100_000;

  private record Known(Caller caller, Instant expires) {}

  private record Issuer(
      String name,
      String rolesClaim,
      Set<Role> allowed,
      Set<Role> always,
      Set<String> strong,
      DefaultJWTProcessor<SecurityContext> processor) {}

  private final Map<String, Issuer> issuers = new HashMap<>();
  private final Cache<ByteBuffer, Known> known;
  private final Clock clock;

  /** The issuers of the settings, and the development issuer where one is given. */
  public Tokens(Settings settings, Optional<DevelopmentIssuer> development, Clock clock) {
    this.clock = clock;
    this.known =
        Caffeine.newBuilder()
            .maximumSize(MOST_KNOWN)
            .expireAfterWrite(KNOWN_FOR)
            .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
            .build();
    for (String name : settings.names("todoke.issuers")) {
      String prefix = "todoke.issuer." + name + ".";
      String url = required(settings, prefix + "url");
      issuers.put(
          url,
          new Issuer(
              name,
              settings.text(prefix + "roles-claim", "roles"),
              roles(settings.names(prefix + "allowed-roles")),
              roles(settings.names(prefix + "always-roles")),
              Set.copyOf(settings.names(prefix + "strong-acr")),
              processor(
                  published(required(settings, prefix + "jwks")),
                  url,
                  required(settings, prefix + "audience"))));
    }
    development.ifPresent(
        issuer ->
            issuers.put(
                DevelopmentIssuer.ISSUER,
                new Issuer(
                    "development",
                    "roles",
                    EnumSet.allOf(Role.class),
                    Set.of(),
                    Set.of(DevelopmentIssuer.STRONG),
                    processor(
                        new ImmutableJWKSet<>(new JWKSet(issuer.publicKey())),
                        DevelopmentIssuer.ISSUER,
                        DevelopmentIssuer.AUDIENCE))));
  }

  private static String required(Settings settings, String name) {
    return settings
        .text(name)
        .orElseThrow(() -> new IllegalStateException("setting " + name + " is missing"));
  }

  private static Set<Role> roles(List<String> names) {
    Set<Role> roles = EnumSet.noneOf(Role.class);
    names.forEach(name -> Role.of(name).ifPresent(roles::add));
    return roles;
  }

  private static JWKSource<SecurityContext> published(String jwks) {
    try {
      return JWKSourceBuilder.create(URI.create(jwks).toURL()).retrying(true).build();
    } catch (MalformedURLException malformed) {
      throw new IllegalStateException("not a URL: " + jwks, malformed);
    }
  }

  private DefaultJWTProcessor<SecurityContext> processor(
      JWKSource<SecurityContext> keys, String issuer, String audience) {
    DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    processor.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, keys));
    processor.setJWTClaimsSetVerifier(
        new DefaultJWTClaimsVerifier<>(
            audience,
            new JWTClaimsSet.Builder().issuer(issuer).build(),
            Set.of("sub", "exp", "iat")) {
          @Override
          protected Date currentTime() {
            return Date.from(clock.instant());
          }
        });
    return processor;
  }

  /** The caller of that token, or empty when it is not valid for us. */
  public Optional<Caller> verify(String token) {
    ByteBuffer digest = digest(token);
    @Nullable Known before = known.getIfPresent(digest);
    if (before != null && clock.instant().isBefore(before.expires())) {
      return Optional.of(before.caller());
    }
    Optional<Known> now = verified(token);
    now.ifPresent(valid -> known.put(digest, valid));
    return now.map(Known::caller);
  }

  private static ByteBuffer digest(String token) {
    try {
      return ByteBuffer.wrap(
          MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }

  private Optional<Known> verified(String token) {
    try {
      JWT jwt = JWTParser.parse(token);
      // An encrypted token, which we take from nobody, has no claims to read.
      @Nullable JWTClaimsSet claimed = jwt.getJWTClaimsSet();
      @Nullable String iss = claimed == null ? null : claimed.getIssuer();
      Issuer issuer = iss == null ? null : issuers.get(iss);
      if (issuer == null) {
        return Optional.empty();
      }
      JWTClaimsSet claims = issuer.processor().process(jwt, null);
      if (claims.getSubject().isBlank()) {
        return Optional.empty();
      }
      Set<Role> roles = EnumSet.noneOf(Role.class);
      List<String> named = claims.getStringListClaim(issuer.rolesClaim());
      roles.addAll(roles(named == null ? List.of() : named));
      roles.retainAll(issuer.allowed());
      roles.addAll(issuer.always());
      String acr = Objects.requireNonNullElse(claims.getStringClaim("acr"), "");
      boolean strong = issuer.strong().contains(ANY) || issuer.strong().contains(acr);
      return Optional.of(
          new Known(
              new Caller(issuer.name(), claims.getSubject(), roles, strong),
              claims.getExpirationTime().toInstant()));
    } catch (ParseException | BadJOSEException | JOSEException invalid) {
      return Optional.empty();
    }
  }
}

package jp.todoke.api.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;

/**
 * An identity provider for trying out and tests: its key lies in a file of the data folder, so
 * whoever can read that file is anybody. Signs with RS256, as every provider can (OpenID Connect
 * Core 15.1). Served only where it is switched on.
 */
public final class DevelopmentIssuer {

  /** Its {@code iss}. */
  public static final String ISSUER = "urn:todoke:development";

  /** The {@code aud} of this API. */
  public static final String AUDIENCE = "todoke";

  /** Its {@code acr} of a sign-in that is strong enough for sensitive letters. */
  public static final String STRONG = "strong";

  private static final int BITS = 2048;
  private static final Duration LIFE = Duration.ofHours(12);

  private final RSAKey key;
  private final Clock clock;

  private DevelopmentIssuer(RSAKey key, Clock clock) {
    this.key = key;
    this.clock = clock;
  }

  /** The issuer of that data folder; its key is made by the first who asks. */
  public static DevelopmentIssuer in(Path folder, Clock clock) {
    Path file = folder.resolve("development-key.json");
    try {
      Files.createDirectories(folder);
      if (!Files.exists(file)) {
        create(file);
      }
      return new DevelopmentIssuer(RSAKey.parse(Files.readString(file)), clock);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    } catch (JOSEException | ParseException broken) {
      throw new IllegalStateException("the development issuer's key is unusable", broken);
    }
  }

  private static void create(Path file) throws IOException, JOSEException {
    Path fresh =
        Files.createTempFile(
            file.getParent(),
            "issuer",
            ".json",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    String json = new RSAKeyGenerator(BITS).keyID("development").generate().toJSONString();
    Files.writeString(fresh, json, StandardOpenOption.TRUNCATE_EXISTING);
    try {
      Files.createLink(file, fresh);
    } catch (FileAlreadyExistsException somebodyWasFaster) {
      // Theirs is used; both sides read the same file.
      return;
    } finally {
      Files.delete(fresh);
    }
  }

  /** The public half, to verify its tokens. */
  RSAKey publicKey() {
    return key.toPublicJWK();
  }

  /** A token for that subject after a strong sign-in, valid for twelve hours. */
  public String token(String subject, Set<Role> roles) {
    return token(subject, roles, STRONG);
  }

  /**
   * The same after another sign-in.
   *
   * @param acr how they signed in; {@value #STRONG}, or anything else for a weak one
   */
  public String token(String subject, Set<Role> roles, String acr) {
    Instant now = clock.instant();
    List<String> names = roles.stream().map(Role::json).sorted().toList();
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(),
            new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .audience(AUDIENCE)
                .subject(subject)
                .claim("roles", names)
                .claim("acr", acr)
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(LIFE)))
                .build());
    try {
      token.sign(new RSASSASigner(key));
    } catch (JOSEException impossible) {
      throw new IllegalStateException(impossible);
    }
    return token.serialize();
  }
}

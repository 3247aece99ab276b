package jp.todoke.api.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
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
 * whoever can read that file is anybody. Served only where it is switched on.
 */
public final class DevelopmentIssuer {

  /** Its {@code iss}. */
  public static final String ISSUER = "urn:todoke:development";

  /** The {@code aud} of this API. */
  public static final String AUDIENCE = "todoke";

  /** Its {@code acr} of a sign-in that is strong enough for sensitive letters. */
  public static final String STRONG = "strong";

  private static final Duration LIFE = Duration.ofHours(12);

  private final ECKey key;
  private final Clock clock;

  private DevelopmentIssuer(ECKey key, Clock clock) {
    this.key = key;
    this.clock = clock;
  }

  /** The issuer of that data folder; its key is made by the first who asks. */
  public static DevelopmentIssuer in(Path folder, Clock clock) {
    Path file = folder.resolve("development-issuer.json");
    try {
      Files.createDirectories(folder);
      if (!Files.exists(file)) {
        create(file);
      }
      return new DevelopmentIssuer(ECKey.parse(Files.readString(file)), clock);
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
    String json = new ECKeyGenerator(Curve.P_256).keyID("development").generate().toJSONString();
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
  ECKey publicKey() {
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
            new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build(),
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
      token.sign(new ECDSASigner(key));
    } catch (JOSEException impossible) {
      throw new IllegalStateException(impossible);
    }
    return token.serialize();
  }
}

package jp.todoke.api.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSAEncrypter;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.EncryptedJWT;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import jp.todoke.api.wiring.Settings;
import jp.todoke.testkit.HandClock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two issuers: the city's provider for citizens, with its keys behind HTTP, and our own. */
class TokensTest {

  private static final String CITY = "https://login.city.example.jp";
  private static final String ROLES = "todoke_roles";

  @TempDir static Path folder;

  private static RSAKey key;
  private static HttpServer keys;
  private static Map<String, String> settings;
  private static DevelopmentIssuer development;
  private static Tokens tokens;

  @BeforeAll
  static void open() throws IOException, JOSEException {
    key = new RSAKeyGenerator(2048).keyID("city-1").generate();
    keys = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    byte[] published = new JWKSet(key.toPublicJWK()).toString().getBytes(StandardCharsets.UTF_8);
    keys.createContext(
        "/jwks",
        exchange -> {
          try (exchange) {
            exchange.sendResponseHeaders(200, published.length);
            exchange.getResponseBody().write(published);
          }
        });
    keys.start();
    settings =
        Map.of(
            "todoke.issuers", "city",
            "todoke.issuer.city.url", CITY,
            "todoke.issuer.city.jwks", "http://127.0.0.1:" + keys.getAddress().getPort() + "/jwks",
            "todoke.issuer.city.audience", "todoke",
            "todoke.issuer.city.roles-claim", ROLES,
            "todoke.issuer.city.allowed-roles", "citizen, auditor",
            "todoke.issuer.city.always-roles", "citizen",
            "todoke.issuer.city.strong-acr", "urn:city:mynumber-card");
    settings.forEach(System::setProperty);
    development = DevelopmentIssuer.in(folder, Clock.systemUTC());
    tokens = new Tokens(Settings.ofProcess(), Optional.of(development), Clock.systemUTC());
  }

  @AfterAll
  static void close() {
    settings.keySet().forEach(System::clearProperty);
    keys.stop(0);
  }

  private static JWTClaimsSet.Builder claims() {
    Instant now = Clock.systemUTC().instant();
    return new JWTClaimsSet.Builder()
        .issuer(CITY)
        .audience("todoke")
        .subject("sato-hanako")
        .issueTime(Date.from(now))
        .expirationTime(Date.from(now.plus(Duration.ofMinutes(5))));
  }

  private static String signed(JWSAlgorithm algorithm, JWSSigner signer, JWTClaimsSet claims)
      throws JOSEException {
    SignedJWT token =
        new SignedJWT(new JWSHeader.Builder(algorithm).keyID("city-1").build(), claims);
    token.sign(signer);
    return token.serialize();
  }

  private static String signed(JWTClaimsSet.Builder claims) throws JOSEException {
    return signed(JWSAlgorithm.RS256, new RSASSASigner(key), claims.build());
  }

  @Test
  void theDevelopmentIssuersTokenIsTakenWithItsRoles() {
    assertThat(tokens.verify(development.token("editor-yamada", Set.of(Role.EDITOR, Role.SENDER))))
        .hasValue(
            new Caller("development", "editor-yamada", Set.of(Role.EDITOR, Role.SENDER), true));
  }

  @Test
  void aTokenOfTheCitysProviderIsTakenByItsPublishedKey() throws JOSEException {
    assertThat(tokens.verify(signed(claims().claim(ROLES, List.of("auditor")))))
        .hasValue(new Caller("city", "sato-hanako", Set.of(Role.CITIZEN, Role.AUDITOR), false));
    assertThat(tokens.verify(signed(JWSAlgorithm.PS256, new RSASSASigner(key), claims().build())))
        .isPresent();
  }

  @Test
  void onlyANamedSignInIsStrong() throws JOSEException {
    assertThat(tokens.verify(signed(claims().claim("acr", "urn:city:mynumber-card"))))
        .hasValueSatisfying(caller -> assertThat(caller.strong()).isTrue());
    assertThat(tokens.verify(signed(claims().claim("acr", "urn:city:password"))))
        .hasValueSatisfying(caller -> assertThat(caller.strong()).isFalse());
    assertThat(tokens.verify(signed(claims())))
        .hasValueSatisfying(caller -> assertThat(caller.strong()).isFalse());
  }

  @Test
  void anIssuerGivesNoRoleItIsNotAllowedToGive() throws JOSEException {
    String token = signed(claims().claim(ROLES, List.of("admin", "approver", "nonsense")));
    assertThat(tokens.verify(token).orElseThrow().roles()).containsExactly(Role.CITIZEN);
  }

  @Test
  void missingRolesMeanNoRoles() {
    assertThat(tokens.verify(development.token("sato-hanako", Set.of())).orElseThrow().roles())
        .isEmpty();
  }

  @Test
  void anotherIssuerIsNotKnown() throws JOSEException {
    assertThat(tokens.verify(signed(claims().issuer("https://login.other.example.jp")))).isEmpty();
    assertThat(tokens.verify(signed(claims().issuer(null)))).isEmpty();
  }

  @Test
  void oneIssuersKeyDoesNotSpeakForTheOther() throws JOSEException {
    assertThat(
            tokens.verify(
                signed(claims().issuer(DevelopmentIssuer.ISSUER).claim("roles", List.of("admin")))))
        .isEmpty();
  }

  @Test
  void aTokenForAnotherAudienceIsNotForUs() throws JOSEException {
    assertThat(tokens.verify(signed(claims().audience("library")))).isEmpty();
    assertThat(tokens.verify(signed(claims().audience((String) null)))).isEmpty();
  }

  @Test
  void anExpiredTokenIsOver() throws JOSEException {
    Instant past = Clock.systemUTC().instant().minus(Duration.ofMinutes(2));
    assertThat(tokens.verify(signed(claims().expirationTime(Date.from(past))))).isEmpty();
    DevelopmentIssuer yesterday =
        DevelopmentIssuer.in(folder, Clock.offset(Clock.systemUTC(), Duration.ofDays(-1)));
    assertThat(tokens.verify(yesterday.token("sato-hanako", Set.of(Role.CITIZEN)))).isEmpty();
  }

  @Test
  void aTokenKnownToBeValidIsOverAsSoonAsAnUnknownOne() throws JOSEException {
    HandClock clock = new HandClock(Clock.systemUTC().instant());
    Tokens atHand = new Tokens(Settings.ofProcess(), Optional.of(development), clock);
    Instant expired = clock.instant().minus(Duration.ofSeconds(50));
    String token = signed(claims().expirationTime(Date.from(expired)));
    assertThat(atHand.verify(token)).as("clocks may differ by a minute").isPresent();
    clock.pass(Duration.ofSeconds(15));
    assertThat(atHand.verify(token)).isEmpty();
  }

  @Test
  void aTokenIsVerifiedOnceAMinute() {
    HandClock clock = new HandClock(Clock.systemUTC().instant());
    Tokens atHand = new Tokens(Settings.ofProcess(), Optional.of(development), clock);
    String token = development.token("sato-hanako", Set.of(Role.CITIZEN));
    Caller first = atHand.verify(token).orElseThrow();
    clock.pass(Duration.ofSeconds(59));
    assertThat(atHand.verify(token).orElseThrow()).isSameAs(first);
    clock.pass(Duration.ofSeconds(2));
    assertThat(atHand.verify(token).orElseThrow()).isEqualTo(first).isNotSameAs(first);
  }

  @Test
  void knowingATokenIsNotKnowingItsClaims() throws JOSEException {
    String token = signed(claims());
    assertThat(tokens.verify(token)).isPresent();
    assertThat(tokens.verify(token)).as("known by now").isPresent();
    String unsigned = token.substring(0, token.lastIndexOf('.') + 1);
    assertThat(tokens.verify(unsigned)).isEmpty();
    assertThat(tokens.verify(unsigned + signed(claims().subject("tanaka-ichiro")).split("\\.")[2]))
        .isEmpty();
  }

  @Test
  void aTokenThatIsNotYetValidIsNotTaken() throws JOSEException {
    Instant soon = Clock.systemUTC().instant().plus(Duration.ofMinutes(3));
    assertThat(tokens.verify(signed(claims().notBeforeTime(Date.from(soon))))).isEmpty();
  }

  @Test
  void aTokenWithoutSubjectExpiryOrTimeOfIssueIsNotTaken() throws JOSEException {
    assertThat(tokens.verify(signed(claims().subject(null)))).isEmpty();
    assertThat(tokens.verify(signed(claims().expirationTime(null)))).isEmpty();
    assertThat(tokens.verify(signed(claims().issueTime(null)))).isEmpty();
  }

  @Test
  void anEmptySubjectIsNobody() throws JOSEException {
    assertThat(tokens.verify(signed(claims().subject("")))).isEmpty();
  }

  @Test
  void aTokenWithoutSignatureIsNotTaken() {
    assertThat(tokens.verify(new PlainJWT(claims().build()).serialize())).isEmpty();
  }

  @Test
  void thePublicKeyIsNoSecretToSignWith() throws JOSEException {
    for (byte[] secret :
        List.of(
            key.toRSAPublicKey().getEncoded(),
            key.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8))) {
      String token = signed(JWSAlgorithm.HS256, new MACSigner(secret), claims().build());
      assertThat(tokens.verify(token)).isEmpty();
    }
  }

  @Test
  void aForeignKeyOfTheSameNameIsNotTheIssuers() throws JOSEException {
    RSAKey foreign = new RSAKeyGenerator(2048).keyID("city-1").generate();
    assertThat(
            tokens.verify(signed(JWSAlgorithm.RS256, new RSASSASigner(foreign), claims().build())))
        .isEmpty();
    assertThat(
            tokens.verify(
                signed(
                    JWSAlgorithm.ES256,
                    new ECDSASigner(new ECKeyGenerator(Curve.P_256).generate()),
                    claims().build())))
        .isEmpty();
  }

  @Test
  void algorithmsBesideTheThreeAreNotTaken() throws JOSEException {
    assertThat(tokens.verify(signed(JWSAlgorithm.RS512, new RSASSASigner(key), claims().build())))
        .isEmpty();
  }

  @Test
  void aChangedTokenIsNotTheSigned() throws JOSEException {
    String[] parts = signed(claims()).split("\\.");
    String other = signed(claims().subject("tanaka-ichiro")).split("\\.")[1];
    assertThat(tokens.verify(parts[0] + "." + other + "." + parts[2])).isEmpty();
  }

  @Test
  void anEncryptedTokenIsNotTaken() throws JOSEException {
    EncryptedJWT token =
        new EncryptedJWT(
            new JWEHeader(JWEAlgorithm.RSA_OAEP_256, EncryptionMethod.A256GCM), claims().build());
    token.encrypt(new RSAEncrypter(key));
    assertThat(tokens.verify(token.serialize())).isEmpty();
  }

  @Test
  void rolesThatAreNoListAreNotGuessed() throws JOSEException {
    assertThat(tokens.verify(signed(claims().claim(ROLES, "auditor")))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "秘密-4711", "a.b.c", "..", "eyJhbGciOiJub25lIn0..", "e30.e30.e30"})
  void nonsenseIsNoToken(String nonsense) {
    assertThat(tokens.verify(nonsense)).isEmpty();
  }
}

package jp.todoke.api.journeys;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.stream.Stream;
import jp.todoke.api.security.DevelopmentIssuer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.arquillian.test.spi.LifecycleMethodExecutor;
import org.jboss.arquillian.test.spi.TestRunnerAdaptor;
import org.jboss.arquillian.test.spi.TestRunnerAdaptorBuilder;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives every journey the same running server. Arquillian deploys to Payara Micro exactly the WAR
 * that Maven built, once for all classes, because a start is the slow part: its own JUnit extension
 * would deploy for each class again. The journeys reach it over HTTP alone.
 */
public final class RunningServer implements ParameterResolver {

  private static final Path FOLDER = Path.of("target/journeys");

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Door.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(ExtensionContext.Namespace.create(RunningServer.class))
        .computeIfAbsent("server", key -> new Running(), Running.class)
        .door;
  }

  /** What is deployed, and where it then answers. */
  public static final class Deployed {

    @ArquillianResource private @Nullable URL url;

    /** The WAR as Maven built it, without anything of the tests. */
    @Deployment(testable = false)
    public static WebArchive war() {
      return ShrinkWrap.createFromZipFile(
          WebArchive.class,
          Path.of(System.getProperty("todoke.war", "target/todoke.war")).toFile());
    }

    /** Stands for a test method, before which Arquillian fills in the address. */
    public void answers() {}

    private int port() {
      if (url == null) {
        throw new IllegalStateException("Arquillian names no address");
      }
      return url.getPort();
    }
  }

  private static final class Running implements AutoCloseable {

    private final TestRunnerAdaptor arquillian = TestRunnerAdaptorBuilder.build();
    private final Door door;

    Running() {
      try {
        forget(FOLDER);
        Files.createDirectories(FOLDER);
        arquillian.beforeSuite();
        arquillian.beforeClass(Deployed.class, LifecycleMethodExecutor.NO_OP);
        Deployed deployed = new Deployed();
        arquillian.before(
            deployed, Deployed.class.getMethod("answers"), LifecycleMethodExecutor.NO_OP);
        door =
            new Door(
                URI.create("http://127.0.0.1:" + deployed.port()),
                DevelopmentIssuer.in(FOLDER.resolve("issuer"), Clock.systemUTC()),
                FOLDER.resolve("server.log"));
      } catch (Exception failed) {
        throw new IllegalStateException("the server does not start", failed);
      }
    }

    private static void forget(Path folder) throws IOException {
      if (Files.exists(folder)) {
        try (Stream<Path> all = Files.walk(folder)) {
          for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(path);
          }
        }
      }
    }

    @Override
    public void close() {
      try {
        arquillian.afterClass(Deployed.class, LifecycleMethodExecutor.NO_OP);
        arquillian.afterSuite();
        arquillian.shutdown();
      } catch (Exception failed) {
        throw new IllegalStateException("the server does not stop", failed);
      }
    }
  }
}

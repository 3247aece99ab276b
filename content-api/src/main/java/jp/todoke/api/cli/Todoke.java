package jp.todoke.api.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import jp.todoke.api.security.DevelopmentIssuer;
import jp.todoke.api.security.Role;
import jp.todoke.delivery.notices.EvidenceChain;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./todoke}: every command of the run script. */
@Command(
    name = "todoke",
    mixinStandardHelpOptions = true,
    description = "Headless content and personalization engine for a city.",
    subcommands = {
      Todoke.Run.class,
      Todoke.Demo.class,
      Todoke.Token.class,
      Todoke.Import.class,
      FaqCommands.class,
      Todoke.Evidence.class,
      Todoke.Bench.class
    })
public final class Todoke implements Callable<Integer> {

  private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);
  private static final PrintStream ERR = new PrintStream(System.err, true, StandardCharsets.UTF_8);

  /** What the simulators and the embedded store tell of every connection is of no interest here. */
  private static final List<Logger> TALKATIVE =
      List.of(Logger.getLogger("de.bwaldvogel"), Logger.getLogger("org.subethamail"));

  /** Runs the command; exits 1 with one line when it fails, 2 when it was called wrongly. */
  public static void main(String[] arguments) {
    TALKATIVE.forEach(logger -> logger.setLevel(Level.SEVERE));
    CommandLine line = new CommandLine(new Todoke());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setParameterExceptionHandler(
        (wrong, given) -> {
          ERR.println("todoke: " + wrong.getMessage() + " (see ./todoke --help)");
          return 2;
        });
    line.setExecutionExceptionHandler(
        (thrown, command, parsed) -> {
          ERR.println("todoke: " + oneLine(thrown));
          return 1;
        });
    System.exit(line.execute(arguments));
  }

  private static String oneLine(Throwable thrown) {
    if (thrown instanceof InterruptedException) {
      return "interrupted";
    }
    Throwable cause =
        thrown instanceof UncheckedIOException wrapped && wrapped.getCause() != null
            ? wrapped.getCause()
            : thrown;
    String message = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    return cause instanceof Failure
        ? message
        : cause.getClass().getSimpleName() + (message.isEmpty() ? "" : ": " + message);
  }

  @Override
  public Integer call() {
    new CommandLine(this).usage(OUT);
    return 0;
  }

  /** Whether somebody watches, so that progress is worth drawing. */
  static boolean onTerminal() {
    return "yes".equals(System.getenv("TODOKE_TERMINAL"));
  }

  static Path home() {
    String home = System.getenv("TODOKE_HOME");
    return Path.of(home == null ? "." : home);
  }

  static Path dataFolder() {
    String folder = System.getenv("TODOKE_DATA_DIR");
    return folder == null || folder.isBlank() ? home().resolve(".todoke") : Path.of(folder);
  }

  static DevelopmentIssuer issuer() {
    return DevelopmentIssuer.in(dataFolder(), Clock.systemUTC());
  }

  /** What stands about evidence. */
  @Command(
      name = "evidence",
      description = "Check the exported evidence of an official notice.",
      subcommands = Todoke.VerifyEvidence.class)
  static final class Evidence implements Callable<Integer> {

    @Override
    public Integer call() {
      new CommandLine(this).usage(OUT);
      return 0;
    }
  }

  /** Looks at every line of an export; needs no server and no network. */
  @Command(
      name = "verify",
      description = "Say whether an exported file is exactly what was exported; exits 1 if not.")
  static final class VerifyEvidence implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", description = "What evidence.ndjson answered.")
    private Path file = Path.of("");

    @Override
    public Integer call() throws IOException {
      String all = Files.readString(file);
      // A file ends with one line feed; anything else there is a change as well.
      List<String> lines =
          all.endsWith("\n")
              ? List.of(all.substring(0, all.length() - 1).split("\n", -1))
              : List.of();
      return switch (EvidenceChain.verify(lines)) {
        case EvidenceChain.Verdict.Whole(int count, String head) -> {
          OUT.println("whole: " + count + " lines, head " + head);
          yield 0;
        }
        case EvidenceChain.Verdict.Broken(int line, String why) -> {
          ERR.println("broken at line " + line + ": " + why);
          yield 1;
        }
      };
    }
  }

  /** Starts the server without samples. */
  @Command(name = "run", description = "Start the server; stays in the foreground until Ctrl-C.")
  static final class Run implements Callable<Integer> {

    @Option(names = "--port", defaultValue = "8080", description = "HTTP port on loopback.")
    private int port;

    @Override
    public Integer call() throws IOException, InterruptedException {
      try (Server server = Server.start(port, dataFolder(), "todoke")) {
        server.printAddresses(OUT);
        server.waitForEnd();
      }
      return 0;
    }
  }

  /** Starts the server with a city and walks the main job. */
  @Command(
      name = "demo",
      description = "Start with a sample city, walk the whole main job aloud, stay until Ctrl-C.")
  static final class Demo implements Callable<Integer> {

    private static final String DATABASE = "todoke-demo";

    @Option(names = "--port", defaultValue = "8080", description = "HTTP port on loopback.")
    private int port;

    @Option(names = "--data", description = "Load the data sets of this folder instead.")
    private @Nullable Path data;

    @Option(names = "--exit", description = "Stop after the walk.")
    private boolean exit;

    @Override
    public Integer call() throws IOException, InterruptedException {
      Path folder = dataFolder().resolve("demo");
      Server.forget(folder, DATABASE);
      try (Server server = Server.startForSamples(port, folder, DATABASE)) {
        Client client = new Client(server.base(), issuer());
        Walk walk = new Walk(client, OUT);
        boolean passed;
        if (data != null) {
          passed = walk.realData(data);
        } else {
          passed = walk.sampleCity();
        }
        if (!passed) {
          throw new Failure("the walk found a result that differs from what was expected");
        }
        if (!exit) {
          server.printAddresses(OUT);
          server.waitForEnd();
        }
      }
      return 0;
    }
  }

  /** Prints a development token. */
  @Command(name = "token", description = "Print a development token for a common ID or staff id.")
  static final class Token implements Callable<Integer> {

    @Parameters(paramLabel = "USER", description = "Common ID of a citizen, or a staff id.")
    private String user = "";

    @Option(
        names = "--role",
        split = ",",
        defaultValue = "citizen",
        description = "citizen, editor, approver, sender, auditor, admin, protection or system.")
    private List<Role> roles = List.of();

    @Override
    public Integer call() {
      Set<Role> set = EnumSet.copyOf(roles);
      OUT.println(issuer().token(user, set));
      return 0;
    }
  }

  /** Imports a file. */
  @Command(
      name = "import",
      description = "Import a file: attributes, programs, faq or profiles (NDJSON), events (CSV).")
  static final class Import implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "KIND")
    private Imports.Kind kind = Imports.Kind.PROFILES;

    @Parameters(index = "1", paramLabel = "FILE")
    private Path file = Path.of("");

    @Option(
        names = "--url",
        defaultValue = "http://127.0.0.1:8080",
        description = "Where the server runs.")
    private String url = "";

    @Override
    public Integer call() throws IOException, InterruptedException {
      Imports imports = new Imports(new Client(url, issuer()), ERR);
      Imports.Outcome outcome = imports.file(kind, file);
      OUT.println(outcome.line());
      outcome.refused().forEach(OUT::println);
      return outcome.refused().isEmpty() ? 0 : 3;
    }
  }

  /** Runs a benchmark. */
  @Command(name = "bench", description = "Run a benchmark; the last line is its figures in JSON.")
  static final class Bench implements Callable<Integer> {

    private static final String RULES = "jp.todoke.segmentation.rules.";
    private static final String DELIVERY = "jp.todoke.delivery.";

    @Parameters(
        paramLabel = "NAME",
        description =
            "segments, population, audience, feed, crash, push, mail, line, inbox or answers.")
    private String name = "";

    @Option(names = "--port", defaultValue = "8099", description = "HTTP port for the server.")
    private int port;

    @Option(names = "--seconds", defaultValue = "10", description = "How long to measure.")
    private int seconds;

    @Option(names = "--recipients", defaultValue = "100000", description = "Of the crash test.")
    private int recipients;

    @Option(names = "--kills", defaultValue = "10", description = "Of the crash test.")
    private int kills;

    @Option(names = "--seed", defaultValue = "1", description = "Of the crash test's chance.")
    private long seed;

    private void crash() throws IOException, InterruptedException {
      CrashBench.Outcome outcome =
          CrashBench.run(new CrashBench.Plan(recipients, kills, seed, port), OUT);
      OUT.println(outcome.json());
      if (!outcome.faults().isEmpty()) {
        throw new Failure(outcome.faults().size() + " faults: " + outcome.faults().getFirst());
      }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
      switch (name) {
        case "segments" -> MavenBench.run(RULES + "SegmentsBench", OUT);
        case "population" -> MavenBench.run(RULES + "PopulationBench", OUT);
        case "audience" -> MavenBench.run("jp.todoke.segmentation.audiences.AudienceBench", OUT);
        case "feed" -> FeedBench.run(port, seconds, OUT);
        case "crash" -> crash();
        case "push" ->
            MavenBench.run("delivery-scheduler", "bench-delivery", DELIVERY + "PushBench", OUT);
        case "mail" ->
            MavenBench.run("delivery-scheduler", "bench-delivery", DELIVERY + "MailBench", OUT);
        case "line" ->
            MavenBench.run("delivery-scheduler", "bench-delivery", DELIVERY + "LineBench", OUT);
        case "inbox" -> InboxBench.run(port, seconds, OUT);
        case "answers" -> AnswersBench.run(seconds, OUT);
        default ->
            throw new Failure(
                "no benchmark "
                    + name
                    + "; there are: segments, population, audience, feed, crash, push, mail, line, inbox, answers");
      }
      return 0;
    }
  }
}

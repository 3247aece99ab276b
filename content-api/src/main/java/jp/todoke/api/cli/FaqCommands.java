package jp.todoke.api.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import jp.todoke.api.wiring.Rankings;
import jp.todoke.faq.ranking.Certainty;
import jp.todoke.faq.ranking.Clicks;
import jp.todoke.faq.ranking.Evaluation;
import jp.todoke.faq.ranking.InvalidRankingModel;
import jp.todoke.faq.ranking.JudgedQuestion;
import jp.todoke.faq.ranking.Ranked;
import jp.todoke.faq.ranking.Ranking;
import jp.todoke.faq.ranking.RankingModel;
import jp.todoke.faq.ranking.Trainer;
import jp.todoke.search.SearchDocument;
import jp.todoke.search.UnusableEmbedder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./todoke faq}: measures the order of answers on files, and fits its weights. */
@Command(
    name = "faq",
    description = "Measure the order of FAQ answers, or fit its weights, on files alone.",
    subcommands = {FaqCommands.Evaluate.class, FaqCommands.Train.class})
final class FaqCommands implements Callable<Integer> {

  private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

  private static final int BAD_FILE = 2;

  /** Group number, kind and use stand in the first three columns. */
  private static final Pattern SUDACHI = Pattern.compile("^\\d{3,},\\d,\\d,");

  @Override
  public Integer call() {
    new CommandLine(this).usage(OUT);
    return 0;
  }

  /** The files every command takes. */
  static final class Given {

    @Option(names = "--entries", required = true, description = "FAQ entries, NDJSON.")
    private Path entries = Path.of("");

    @Option(names = "--queries", required = true, description = "Judged questions, NDJSON.")
    private Path queries = Path.of("");

    @Option(names = "--history", description = "Past questions with their answers, NDJSON.")
    private @Nullable Path history;

    @Option(
        names = "--synonyms",
        description =
            "A synonym list: in the Sudachi format it stands beside our own, in our format (a, b, c)"
                + " it takes its place.")
    private @Nullable Path synonyms;

    @Option(
        names = "--city-names",
        split = ",",
        description = "What the city calls itself, comma-separated; says nothing about a question.")
    private List<String> cityNames = List.of();

    @Option(
        names = "--vectors",
        description = "A folder with model.onnx and vocab.txt; needs a build with -Pvectors.")
    private @Nullable Path vectors;

    List<JudgedQuestion> history() {
      return history == null ? List.of() : FaqFiles.questions(history);
    }

    /** The list beside our own; empty where there is none, or where it takes the place of ours. */
    Optional<Path> synonyms() {
      return Optional.ofNullable(synonyms).filter(Given::sudachi);
    }

    private static boolean sudachi(Path file) {
      return FaqFiles.lines(file).stream()
          .filter(line -> !line.isBlank())
          .findFirst()
          .filter(line -> SUDACHI.matcher(line).find())
          .isPresent();
    }

    /** An empty order from what was given. */
    Ranking ranking(String order) {
      Ranking ranking;
      try {
        ranking = Rankings.of(order, synonyms(), cityNames, Optional.ofNullable(vectors));
      } catch (InvalidRankingModel | UnusableEmbedder invalid) {
        throw new FaqFiles.BadFile(order + ": " + invalid.getMessage());
      }
      if (synonyms != null && synonyms().isEmpty()) {
        List<String> groups = FaqFiles.lines(synonyms);
        ranking
            .noGroup(groups)
            .ifPresent(
                line -> {
                  throw new FaqFiles.BadFile(
                      synonyms
                          + ": line "
                          + (groups.indexOf(line) + 1)
                          + " is no group of synonyms");
                });
        ranking.read(Optional.of(ranking.synonyms(groups)));
      }
      return ranking;
    }
  }

  /** Measures. */
  @Command(
      name = "evaluate",
      description = "Put judged questions to the order the server serves; print what it is worth.")
  static final class Evaluate implements Callable<Integer> {

    @CommandLine.Mixin private Given files = new Given();

    @Option(names = "--ladder", description = "Also print what each step gives.")
    private boolean ladder;

    @Option(names = "--explain", description = "Also print why the first answers stand there.")
    private boolean explain;

    @Option(
        names = "--ranking",
        defaultValue = "learned",
        description = "learned, plain, or a file that train wrote.")
    private String ranking = "";

    @Override
    public Integer call() {
      try {
        evaluate();
        return 0;
      } catch (FaqFiles.BadFile bad) {
        System.err.println("todoke: " + bad.getMessage());
        return BAD_FILE;
      }
    }

    private void evaluate() {
      List<SearchDocument> entries = FaqFiles.entries(files.entries);
      List<JudgedQuestion> questions = FaqFiles.questions(files.queries);
      List<JudgedQuestion> history = files.history();
      Ranking served = files.ranking(ranking);
      served.replaceAll(entries);
      served.remember(history);
      Evaluation evaluation = Evaluation.of(served, questions);
      for (Evaluation.Loss loss : evaluation.losses().reversed()) {
        OUT.println(
            String.format(
                Locale.ROOT,
                "%.3f %-10s %s: %s (shown: %s; answers: %s)",
                loss.figures().ndcg10(),
                loss.certainty().name().toLowerCase(Locale.ROOT),
                loss.question().id(),
                loss.question().text().replaceAll("\\s+", " "),
                String.join(" ", loss.shown()),
                loss.question().grades().entrySet().stream()
                    .map(grade -> grade.getKey() + "=" + grade.getValue())
                    .sorted()
                    .collect(Collectors.joining(" "))));
        if (explain) {
          explain(served, loss.question());
        }
      }
      OUT.println();
      if (ladder) {
        new FaqLadder(entries, questions, history, files.synonyms(), OUT).print();
        OUT.println();
      }
      OUT.println(
          entries.size()
              + " entries, "
              + questions.size()
              + " questions, "
              + history.size()
              + " past questions (one of the same wording is forgotten while it is asked)");
      for (Certainty certainty : Certainty.values()) {
        List<Evaluation.Loss> of =
            evaluation.losses().stream().filter(loss -> loss.certainty() == certainty).toList();
        OUT.println(
            certainty.name().toLowerCase(Locale.ROOT)
                + ": "
                + of.size()
                + ", the first right in "
                + of.stream().filter(loss -> loss.figures().sr1() > 0).count());
      }
      figure("SR@1", evaluation.figures().sr1());
      figure("SR@5", evaluation.figures().sr5());
      figure("MRR", evaluation.figures().mrr());
      figure("MAP", evaluation.figures().map());
      figure("Recall@10", evaluation.figures().recall10());
      figure("nDCG@10", evaluation.figures().ndcg10());
    }

    private static void figure(String name, double value) {
      OUT.println(String.format(Locale.ROOT, "%-10s %.4f", name, value));
    }

    private static void explain(Ranking served, JudgedQuestion question) {
      for (Ranked.Item item : served.ask(question.text(), "ja", 3, hit -> true).items()) {
        OUT.println(
            "      "
                + item.hit().id()
                + " because of "
                + String.join("、", item.hit().matchedWords())
                + "; "
                + item.reasons().stream()
                    .map(
                        reason ->
                            String.format(Locale.ROOT, "%s %.2f", reason.feature(), reason.worth()))
                    .collect(Collectors.joining(", ")));
      }
    }
  }

  /** Fits. */
  @Command(
      name = "train",
      description = "Fit the weights of the order to judged questions; write them to a file.")
  static final class Train implements Callable<Integer> {

    @CommandLine.Mixin private Given files = new Given();

    /** One or two people opening an entry may be a slip. */
    private static final int LEAST_CLICKS = 3;

    @Option(
        names = "--clicks",
        description =
            "What people opened, NDJSON: entry with shown, opened and useful; question with entry"
                + " and opened.")
    private @Nullable Path clicks;

    @Option(names = "--out", required = true, description = "Where the weights go.")
    private Path out = Path.of("");

    @Option(names = "--name", defaultValue = "own", description = "The version of the weights.")
    private String version = "";

    @Override
    public Integer call() throws IOException {
      try {
        List<SearchDocument> entries = FaqFiles.entries(files.entries);
        List<JudgedQuestion> questions = FaqFiles.questions(files.queries);
        List<JudgedQuestion> history = files.history();
        Ranking ranking = files.ranking("plain");
        ranking.replaceAll(entries);
        Clicks known = clicks == null ? Clicks.none() : FaqFiles.clicks(clicks);
        ranking.clicked(known.worth());
        RankingModel model =
            new Trainer(
                    ranking,
                    questions,
                    history.isEmpty() ? questions : history,
                    known.judged(LEAST_CLICKS))
                .fit(
                    version,
                    questions.size() + " judged questions over " + entries.size() + " entries");
        Files.writeString(out, model.json());
        model.figures().forEach((name, value) -> OUT.println(name + " " + value));
        OUT.println("written to " + out);
        return 0;
      } catch (FaqFiles.BadFile bad) {
        System.err.println("todoke: " + bad.getMessage());
        return BAD_FILE;
      }
    }
  }
}

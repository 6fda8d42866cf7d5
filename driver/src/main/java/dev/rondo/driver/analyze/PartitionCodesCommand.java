package dev.rondo.driver.analyze;

import dev.rondo.core.TrialRunner;
import dev.rondo.core.analysis.NearestNeighbours;
import dev.rondo.core.analysis.PartitionCodes;
import dev.rondo.core.data.DataException;
import dev.rondo.core.task.Task;
import dev.rondo.driver.Numbers;
import dev.rondo.driver.UserError;
import dev.rondo.driver.command.DataFolder;
import dev.rondo.driver.report.Report;
import dev.rondo.driver.report.ReportFormat;
import dev.rondo.driver.report.Table;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rondo analyze partition-codes}: classes by nearest neighbours (paper 002, Table 3). */
@Command(
    name = "partition-codes",
    description =
        "Tells the classes of test sequences by their nearest neighbours, among the inputs themselves and among a trained network's"
            + " partition codes: which units are above 0 at which step (Wang, Balestriero and Baraniuk 2018, Table 3).",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class PartitionCodesCommand implements Callable<Integer> {
  /** Of the paper, for 10,000 pictures of MNIST and k = 1, 2, 5, 10. */
  private static final List<Integer> PUBLISHED_K = List.of(1, 2, 5, 10);
  private static final double[] PUBLISHED_INPUTS = {0.950, 0.936, 0.951, 0.939};
  private static final double[] PUBLISHED_CODES = {0.977, 0.974, 0.977, 0.975};

  @Spec private CommandSpec command;

  @Parameters(index = "0", paramLabel = "MODEL", description = "Folder that rondo train --save or rondo export wrote.")
  private Path folder;

  @Mixin private DataFolder data;

  @Option(
      names = "--k", paramLabel = "K", split = ",", defaultValue = "1,2,5,10",
      description = "How many neighbours vote, separated by commas; ${DEFAULT-VALUE}.")
  private int[] k;

  @Option(
      names = "--share", paramLabel = "X", defaultValue = "0.8",
      description = "Share of the test sequences that votes on the others; ${DEFAULT-VALUE}.")
  private double share;

  @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Chooses that share; ${DEFAULT-VALUE}.")
  private long seed;

  @Option(names = "--format", paramLabel = "FORMAT", defaultValue = "text", description = "${COMPLETION-CANDIDATES}; ${DEFAULT-VALUE}.")
  private ReportFormat format;

  @Override
  public Integer call() throws IOException, DataException {
    if (!(share > 0 && share < 1)) {
      throw UserError.usage("--share is " + share + "; give a number between 0 and 1");
    }
    if (k.length == 0 || Arrays.stream(k).anyMatch(n -> n < 1)) {
      throw UserError.usage("--k is " + Arrays.toString(k) + "; give numbers from 1, as in 1,2,5,10");
    }
    TrialRunner.Trained trained = load();
    PartitionCodes codes = codes(trained);
    NearestNeighbours neighbours = NearestNeighbours.split(codes.labels().length, share, seed);
    if (neighbours.fit().length == 0 || neighbours.test().length == 0) {
      throw UserError.usage(
          "--share is " + share + " of " + Numbers.plural(codes.labels().length, "test sequence") + ", which leaves none to vote or none"
              + " to tell; give another");
    }
    double[] byInputs = neighbours.accuracy(codes::inputDistance, codes.labels(), k);
    double[] byCodes = neighbours.accuracy(codes::codeDistance, codes.labels(), k);
    command.commandLine().getOut().print(format.render(content(trained.model().task().kind(), codes, neighbours, byInputs, byCodes)));
    command.commandLine().getOut().flush();
    return 0;
  }

  private static PartitionCodes codes(TrialRunner.Trained trained) {
    try {
      return PartitionCodes.of(trained.model(), trained.parameters());
    } catch (IllegalArgumentException e) {
      throw UserError.usage(e.getMessage());
    }
  }

  private TrialRunner.Trained load() throws IOException, DataException {
    try {
      return new TrialRunner(data.root(), null).load(folder);
    } catch (NoSuchFileException e) {
      throw UserError.data(
          folder + " has no " + Path.of(e.getFile()).getFileName() + "; give a folder that rondo train --save or rondo export wrote", e);
    } catch (IllegalArgumentException e) {
      throw UserError.usage(e.getMessage());
    }
  }

  private Report.Content content(
      String task, PartitionCodes codes, NearestNeighbours neighbours, double[] byInputs, double[] byCodes) {
    List<String> columns = new ArrayList<>(List.of("distance between"));
    Arrays.stream(k).forEach(n -> columns.add("k = " + n));
    List<List<String>> lines = new ArrayList<>(List.of(line("inputs", byInputs), line("partition codes", byCodes)));
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < k.length; i++) {
      rows.add(List.of(
          Integer.toString(k[i]), AnalysisOutput.exact(byInputs[i]), AnalysisOutput.exact(byCodes[i])));
    }
    List<String> notes = new ArrayList<>(List.of(
        Numbers.count(neighbours.fit().length) + " test sequences vote on " + Numbers.count(neighbours.test().length) + "; "
            + "of classes with equally many votes the nearest is taken.",
        String.format(Locale.ROOT, "The network itself tells %.4f of all %s.", codes.accuracy(), Numbers.count(codes.labels().length))));
    if (task.equals(Task.Kind.MNIST.text()) && Arrays.stream(k).allMatch(PUBLISHED_K::contains)) {
      lines.add(line("published: inputs", published(PUBLISHED_INPUTS)));
      lines.add(line("published: codes", published(PUBLISHED_CODES)));
      notes.add("published: Table 3 of Wang, Balestriero and Baraniuk (2018), of the 10,000 test pictures of MNIST, pixel by pixel.");
    }
    return new Report.Content(
        List.of(Table.numbers("Share of test sequences whose class k neighbours tell", 1, columns, lines)), notes,
        Table.data(List.of("k", "inputs", "codes"), rows));
  }

  private double[] published(double[] all) {
    return Arrays.stream(k).mapToDouble(n -> all[PUBLISHED_K.indexOf(n)]).toArray();
  }

  private static List<String> line(String name, double[] shares) {
    return Stream.concat(
        Stream.of(name), DoubleStream.of(shares).mapToObj(s -> String.format(Locale.ROOT, "%.4f", s))).toList();
  }
}

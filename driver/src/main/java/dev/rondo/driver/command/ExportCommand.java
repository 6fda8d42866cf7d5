package dev.rondo.driver.command;

import dev.rondo.core.EpochListener;
import dev.rondo.core.Status;
import dev.rondo.core.TrialResult;
import dev.rondo.core.TrialRunner;
import dev.rondo.driver.Numbers;
import dev.rondo.driver.UserError;
import dev.rondo.driver.storage.SweepFolder;
import dev.rondo.driver.storage.SweepInfo;
import dev.rondo.driver.storage.SweepReader;
import dev.rondo.driver.storage.SweepSummary;
import dev.rondo.driver.storage.TrialRow;
import dev.rondo.spec.TrialConfig;
import dev.rondo.spec.strategy.Segment;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rondo export}: the weights of a trial of a sweep. */
@Command(
    name = "export",
    description = {
      "Writes the network of a trial as model.safetensors and config.json, with the parameters of its best epoch. Sweeps keep no",
      "weights: the trial is trained again, which gives the same numbers, and its losses are compared with those of its row."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class ExportCommand implements Callable<Integer> {
  private static final String BEST = "best";

  @Spec private CommandSpec command;
  @Mixin private OutArgument out;
  @Mixin private DataFolder data;

  @Option(
      names = "--trial", paramLabel = "ID", defaultValue = BEST,
      description = "Id of a trial, or best (the usual): by the sweep's own metric.")
  private String trial;

  @Option(names = "--variant", paramLabel = "NAME", description = "The best of this variant.")
  private String variant;

  @Option(names = "--to", paramLabel = "DIR", required = true, description = "Where the two files go.")
  private Path to;

  @Override
  public Integer call() throws Exception {
    SweepFolder folder = out.folder();
    SweepInfo info = SweepInfo.read(folder);
    if (variant != null && !trial.equals(BEST)) {
      throw UserError.usage("--variant " + variant + " with --trial " + trial + ": a trial has its variant; leave out one of them");
    }
    String id = trial.equals(BEST) ? best(SweepReader.summarise(folder, info)).id() : trial;
    TrialConfig config = SweepReader.config(folder, id).orElseThrow(() -> UserError.usage(
        "--trial is " + id + ", and " + folder.location() + " has no row of such a trial; rondo sql OUT \"select trial_id from"
            + " trials\" lists them"));
    TrialRow row = row(folder, id);
    System.err.println("rondo: training trial " + id + " (" + config.variant() + ") again, " + Numbers.plural(row.epochsRun(), "epoch"));
    // A trial that the search stopped is exported as it was then.
    int until = row.status().equals(Status.STOPPED.text()) ? row.epochsRun() : Segment.TO_THE_END;
    TrialResult result = new TrialRunner(data.root(), null).runAndSave(config, until, EpochListener.NONE, to);
    if (result.bestEpoch() == 0) {
      throw UserError.data("trial " + id + " left no network: " + result.failure().message(), null);
    }
    if (Double.compare(result.validLoss(), row.validLoss()) != 0) {
      System.err.println(
          "rondo: this build or processor gives other numbers than the row: valid " + result.validLoss() + ", not "
              + row.validLoss() + "; the network is the one of these numbers");
    }
    PrintWriter text = command.commandLine().getOut();
    text.println("trial " + id + ", " + config.variant() + ", epoch " + result.bestEpoch() + ": valid "
        + Numbers.loss(result.validLoss()) + ", test " + Numbers.loss(result.testLoss()));
    text.println("model in " + to);
    text.flush();
    return 0;
  }

  private TrialRow best(SweepSummary summary) {
    List<SweepSummary.Group> groups = summary.groups().stream()
        .filter(group -> group.best() != null && (variant == null || variant.equals(group.variant())))
        .toList();
    if (groups.isEmpty()) {
      throw UserError.usage(
          "no trial " + (variant == null ? "" : "of --variant " + variant + " ") + "has ended well; --trial takes the id of one");
    }
    if (groups.stream().map(SweepSummary.Group::dataset).distinct().count() > 1) {
      throw UserError.usage(
          "losses on several data sets cannot be compared; say with --trial which trial, as rondo report lists them");
    }
    return groups.stream().map(SweepSummary.Group::best).min(summary.selection().bestFirst()).orElseThrow();
  }

  private static TrialRow row(SweepFolder folder, String id) throws IOException {
    return SweepReader.rows(folder).stream().filter(row -> row.id().equals(id)).findFirst().orElseThrow();
  }
}

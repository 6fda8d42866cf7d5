package dev.rondo.driver.command;

import dev.rondo.core.EpochListener;
import dev.rondo.core.Status;
import dev.rondo.core.TrialResult;
import dev.rondo.core.TrialRunner;
import dev.rondo.driver.Numbers;
import dev.rondo.driver.UserError;
import dev.rondo.driver.storage.SweepInfo;
import dev.rondo.spec.SweepSpec;
import dev.rondo.spec.TrialConfig;
import dev.rondo.spec.TrialPlan;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rondo train}: one trial in this process. */
@Command(
    name = "train",
    description = "Trains one trial of a sweep in this process, without Spark, and prints each epoch. Writes no tables.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class TrainCommand implements Callable<Integer> {
  @Spec private CommandSpec command;
  @Mixin private SpecArguments arguments;

  @Option(
      names = "--trial", required = true, paramLabel = "INDEX", description = "Which trial, from 0; rondo plan lists them.")
  private long index;

  @Option(names = "--save", paramLabel = "DIR", description = "Writes the best model there.")
  private Path save;

  @Override
  public Integer call() throws Exception {
    SweepSpec spec = arguments.read();
    TrialPlan plan = spec.plan();
    if (index < 0 || index >= plan.size()) {
      throw UserError.usage(
          "--trial is " + index + "; " + spec.name() + " has " + Numbers.plural(plan.size(), "trial") + ", from 0 to "
              + (plan.size() - 1));
    }
    if (!plan.knows(index)) {
      throw UserError.usage(
          "--trial is " + index + ", which the " + spec.searchKind() + " search chooses by the results of others; train one of the"
              + " first trials, which rondo plan lists, or run the sweep");
    }
    TrialConfig trial = plan.get(index);
    TrialRunner runner = arguments.runner();
    try {
      runner.check(trial);
    } catch (IllegalArgumentException e) {
      throw UserError.usage("trial " + index + " of variant " + trial.variant() + ": " + e.getMessage());
    }
    PrintWriter out = command.commandLine().getOut();
    out.println("trial " + index + " (" + trial.id() + ") of " + spec.name() + ", variant " + trial.variant());
    for (String path : SweepInfo.of(spec).swept()) {
      String value = trial.values().getOrDefault(path, trial.values().get(path + ".kind"));
      if (value != null) {
        out.println("  " + path + " = " + value);
      }
    }
    out.println("epoch  train loss  valid loss   test loss  step rate  gradient norm  seconds");
    out.flush();
    EpochListener listener = (config, row) -> {
      out.println(String.format(
          Locale.ROOT, "%5d  %10s  %10s  %10s  %9.3g  %13.4g  %7.2f", row.epoch(), Numbers.loss(row.trainLoss()),
          Numbers.loss(row.validLoss()), Numbers.loss(row.testLoss()), row.stepRate(), row.gradientNorm(), row.seconds()));
      out.flush();
    };
    TrialResult result = save == null ? runner.run(trial, listener) : runner.runAndSave(trial, listener, save);
    print(result, out);
    return 0;
  }

  private void print(TrialResult result, PrintWriter out) {
    out.println("status " + result.status().text() + " after " + Numbers.plural(result.epochsRun(), "epoch") + " and "
        + String.format(Locale.ROOT, "%.1f s", result.wallSeconds()));
    if (result.failure() != null) {
      out.println("failure " + result.failure().kind() + ": " + result.failure().message());
    }
    out.println("best epoch " + result.bestEpoch() + ": train " + Numbers.loss(result.trainLoss()) + ", valid "
        + Numbers.loss(result.validLoss()) + ", test " + Numbers.loss(result.testLoss()));
    result.metrics().entrySet().stream()
        .sorted(java.util.Map.Entry.comparingByKey())
        .forEach(metric -> out.println(metric.getKey() + " " + Numbers.loss(metric.getValue())));
    if (save != null) {
      boolean saved = result.bestEpoch() > 0 && result.status() != Status.FAILED;
      out.println(saved ? "model in " + save : "no model in " + save + ": no epoch ended well");
    }
    out.flush();
  }
}

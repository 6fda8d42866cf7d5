package dev.rondo.driver.command;

import dev.rondo.core.Estimate;
import dev.rondo.driver.Json;
import dev.rondo.driver.Numbers;
import dev.rondo.driver.UserError;
import dev.rondo.driver.report.SweepView;
import dev.rondo.driver.report.SweptRanges;
import dev.rondo.driver.report.Table;
import dev.rondo.driver.report.TextTable;
import dev.rondo.driver.storage.SweepInfo;
import dev.rondo.driver.sweep.ExecutorMemory;
import dev.rondo.spec.SweepSpec;
import dev.rondo.spec.TrialConfig;
import dev.rondo.spec.TrialPlan;
import dev.rondo.spec.strategy.Budget;
import dev.rondo.spec.strategy.SearchStrategy;
import dev.rondo.spec.strategy.StrategyKind;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rondo plan}: what a sweep would run. */
@Command(
    name = "plan",
    description = "Says what a sweep would run and what that costs; builds one trial of each variant, runs nothing.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class PlanCommand implements Callable<Integer> {
  @Spec private CommandSpec command;
  @Mixin private SpecArguments arguments;

  @Option(names = "--show", paramLabel = "N", defaultValue = "5", description = "How many trials to list; ${DEFAULT-VALUE}.")
  private int show;

  @Option(
      names = "--executor-cores", paramLabel = "N", defaultValue = "1",
      description = "Trials at once in an executor of a cluster, for which memory is computed; ${DEFAULT-VALUE}.")
  private int cores;

  @Option(names = "--format", paramLabel = "FORMAT", defaultValue = "text", description = "${COMPLETION-CANDIDATES}.")
  private PlainFormat format;

  @Override
  public Integer call() throws Exception {
    if (show < 0) {
      throw UserError.usage("--show is " + show + "; give how many trials to list, 0 or more");
    }
    if (cores < 1) {
      throw UserError.usage("--executor-cores is " + cores + "; give how many trials an executor is to run at once, 1 or more");
    }
    SweepSpec spec = arguments.read();
    Map<String, Estimate> estimates = SpecArguments.check(spec, arguments.runner());
    PrintWriter out = command.commandLine().getOut();
    if (format == PlainFormat.JSON) {
      out.println(Json.pretty(json(spec, estimates)));
    } else {
      out.print(text(spec, estimates));
    }
    out.flush();
    return 0;
  }

  private Map<String, Object> json(SweepSpec spec, Map<String, Estimate> estimates) {
    SearchStrategy strategy = StrategyKind.of(spec);
    TrialPlan plan = strategy.plan();
    Budget budget = strategy.budget();
    List<Object> variants = new ArrayList<>();
    for (SweepSpec.Variant variant : spec.variants()) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("variant", variant.name());
      line.put("trials", plan.size(variant));
      line.put("swept", variant.space().swept());
      line.put("first_trial_estimate", estimates.get(variant.name()));
      variants.add(line);
    }
    List<Object> trials = new ArrayList<>();
    for (long index = 0; index < Math.min(show, plan.size()) && plan.knows(index); index++) {
      TrialConfig trial = plan.get(index);
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("index", index);
      line.put("trial_id", trial.id());
      line.put("variant", trial.variant());
      line.put("seed", trial.seed());
      line.put("config", trial.values());
      trials.add(line);
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("sweep", spec.name());
    json.put("spec_hash", spec.hash());
    json.put("trials", plan.size());
    json.put("segments_at_most", budget.segments());
    json.put("epochs_at_most", budget.epochs());
    json.put("executor", executor(ExecutorMemory.of(estimates.values())));
    json.put("variants", variants);
    json.put("first_trials", trials);
    return json;
  }

  private Map<String, Object> executor(ExecutorMemory memory) {
    Map<String, Object> executor = new LinkedHashMap<>();
    executor.put("cores", cores);
    executor.put("memory_mib", memory.heap(cores));
    executor.put("memory_overhead_mib", memory.overhead(cores));
    return executor;
  }

  private String text(SweepSpec spec, Map<String, Estimate> estimates) {
    SearchStrategy strategy = StrategyKind.of(spec);
    TrialPlan plan = strategy.plan();
    StringBuilder text = new StringBuilder();
    List<List<String>> rows = new ArrayList<>();
    for (SweepSpec.Variant variant : spec.variants()) {
      Estimate estimate = estimates.get(variant.name());
      rows.add(List.of(
          variant.name(), Numbers.count(plan.size(variant)), estimate == null ? "-" : Numbers.count(estimate.parameters()),
          estimate == null ? "-" : String.format(Locale.ROOT, "%.3f", estimate.flopsPerEpoch() * 1e-9),
          estimate == null ? "-" : Numbers.bytes((double) estimate.peakBytes())));
    }
    TextTable.write(
        new Table(
            "Sweep " + spec.name() + ": " + Numbers.plural(plan.size(), "trial") + " by " + spec.searchKind() + " search",
            List.of("variant", "trials", "parameters", "GFLOP an epoch", "memory a trial"),
            List.of(false, true, true, true, true), rows),
        text);
    text.append("Costs are those of the first trial of each variant");
    estimates.values().stream().mapToLong(Estimate::dataBytes).max().ifPresent(
        bytes -> text.append("; the data set takes ").append(Numbers.bytes((double) bytes)).append(" once a process"));
    text.append(".\nOn a cluster, for ").append(Numbers.plural(cores, "trial")).append(" at once in an executor: ")
        .append(ExecutorMemory.of(estimates.values()).arguments(cores));
    text.append("\n").append(atMost(strategy.budget())).append("\n\n");
    ranges(spec, text);
    trials(spec, plan, text);
    return text.toString();
  }

  private static String atMost(Budget budget) {
    // Of BigIntegers, for a grid may have 2^62 points.
    return String.format(Locale.ROOT, "At most %,d segments of trials", budget.segments())
        + (budget.epochs() == null ? "" : String.format(Locale.ROOT, " and %,d epochs", budget.epochs())) + " in all.";
  }

  private static void ranges(SweepSpec spec, StringBuilder text) {
    List<SweepView.Range> ranges = SweepInfo.of(spec).ranges();
    if (ranges.isEmpty()) {
      return;
    }
    TextTable.write(SweptRanges.table("What is swept", ranges, spec.variants().size()), text);
    text.append('\n');
  }

  private void trials(SweepSpec spec, TrialPlan plan, StringBuilder text) {
    if (show == 0) {
      return;
    }
    List<String> swept = SweepInfo.of(spec).swept();
    text.append("The first trials\n");
    for (long index = 0; index < Math.min(show, plan.size()) && plan.knows(index); index++) {
      TrialConfig trial = plan.get(index);
      text.append("  ").append(index).append(' ').append(trial.id()).append(' ').append(trial.variant());
      for (String path : swept) {
        String value = trial.values().getOrDefault(path, trial.values().get(path + ".kind"));
        if (value != null) {
          text.append(' ').append(path).append('=').append(value);
        }
      }
      text.append('\n');
    }
  }
}

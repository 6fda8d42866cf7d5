package dev.rondo.driver.command;

import dev.rondo.core.Estimate;
import dev.rondo.core.TrialRunner;
import dev.rondo.core.data.DataException;
import dev.rondo.driver.UserError;
import dev.rondo.spec.SpecException;
import dev.rondo.spec.SweepSpec;
import dev.rondo.spec.SweepSpecReader;
import dev.rondo.spec.TrialConfig;
import dev.rondo.spec.TrialPlan;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** CONF, --set and --data: what the commands that read a spec share. */
final class SpecArguments {
  @Parameters(index = "0", paramLabel = "CONF", description = "Spec of the sweep, a HOCON file.")
  private Path conf;

  @Option(names = "--set", paramLabel = "PATH=VALUE", description = "Overrides a setting of the spec; may be repeated.")
  private Map<String, String> overrides = new LinkedHashMap<>();

  @Mixin private DataFolder data;

  SweepSpec read() throws SpecException {
    return SweepSpecReader.read(conf, overrides);
  }

  /** The folder of the data sets as an absolute path, or null when none was given. */
  Path dataRoot() {
    return data.root();
  }

  /** The folder of the spec as an absolute path. */
  Path specFolder() {
    return conf.toAbsolutePath().normalize().getParent();
  }

  TrialRunner runner() {
    return new TrialRunner(dataRoot(), specFolder());
  }

  /**
   * Builds the first trial of each variant and reads its data, so that mistakes show before anything runs.
   *
   * @return what a trial of each variant costs
   */
  static Map<String, Estimate> check(SweepSpec spec, TrialRunner runner) throws DataException {
    Map<String, Estimate> estimates = new LinkedHashMap<>();
    TrialPlan plan = spec.plan();
    // The variants take turns, so the first trials hold one of each.
    for (long index = 0; index < Math.min(plan.size(), spec.variants().size()); index++) {
      TrialConfig trial = plan.get(index);
      try {
        estimates.put(trial.variant(), runner.check(trial));
      } catch (IllegalArgumentException e) {
        throw UserError.usage("variant " + trial.variant() + ", trial " + index + ": " + e.getMessage());
      }
    }
    return estimates;
  }
}

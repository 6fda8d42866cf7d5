package dev.rondo.driver.storage;

import dev.rondo.driver.TestSweeps;
import dev.rondo.spec.Seeds;
import dev.rondo.spec.TrialConfig;
import dev.rondo.spec.TrialPlan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A process that writes rows and merges them without end, to be stopped and killed. */
public final class MergingDriver {
  private MergingDriver() {}

  /** Trials that end well, in the order in which their rows are written. */
  static List<TrialConfig> trials() {
    TrialPlan plan = TestSweeps.spec(5000).plan();
    List<TrialConfig> trials = new ArrayList<>();
    for (long i = 0; i < plan.size(); i++) {
      if (Seeds.unit(plan.get(i).seed(), "fate") >= 0.2) {
        trials.add(plan.get(i));
      }
    }
    return trials;
  }

  public static void main(String[] args) throws Exception {
    SweepFolder folder = TestSweeps.folder(Path.of(args[0]));
    try (SweepLock lock = SweepLock.take(folder, System.err)) {
      folder.prepare();
      int written = 0;
      for (TrialConfig trial : trials()) {
        folder.write(TestSweeps.result(trial));
        if (++written % 5 == 0) {
          Compaction.run(folder);
        }
      }
    }
  }
}

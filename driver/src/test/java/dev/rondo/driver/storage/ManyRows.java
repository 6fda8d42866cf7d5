package dev.rondo.driver.storage;

import dev.rondo.core.TrialResult;
import dev.rondo.driver.TestSweeps;
import dev.rondo.spec.SweepSpec;
import dev.rondo.spec.TrialConfig;
import dev.rondo.spec.TrialPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Fills a folder with the rows of a large sweep without running it, to time what reads them: {@code ManyRows OUT ROWS}. */
public final class ManyRows {
  private static final int ROWS_A_FILE = 500;

  private ManyRows() {}

  public static void main(String[] args) throws IOException {
    SweepFolder folder = TestSweeps.folder(Path.of(args[0]));
    SweepSpec spec = TestSweeps.spec(Integer.parseInt(args[1]) / 2);
    SweepInfo.of(spec).claim(folder);
    folder.prepare();
    TrialPlan plan = spec.plan();
    List<String> ids = new ArrayList<>();
    List<TrialResult> results = new ArrayList<>();
    for (long i = 0; i < plan.size(); i++) {
      TrialConfig trial = plan.get(i);
      try {
        results.add(TestSweeps.result(trial));
        ids.add(trial.id());
      } catch (IllegalStateException e) {
        // One of those that were made to fail has no row.
      }
      if (ids.size() == ROWS_A_FILE || i == plan.size() - 1) {
        folder.writeTogether(ids, results);
        ids.clear();
        results.clear();
      }
    }
  }
}

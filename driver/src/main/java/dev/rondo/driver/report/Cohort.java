package dev.rondo.driver.report;

import dev.rondo.driver.storage.Selection;
import dev.rondo.driver.storage.TrialRow;
import java.util.List;

/**
 * The trials of one variant on one data set.
 *
 * @param trials from best to worst by validation; those that diverged or failed at the end
 * @param ranked how many of them ended well, with a validation figure that is a number
 */
record Cohort(Selection selection, String dataset, String variant, List<TrialRow> trials, int ranked) {
  static Cohort of(SweepView sweep, String dataset, String variant) {
    Selection selection = sweep.selection();
    List<TrialRow> trials = sweep.trials().stream()
        .filter(row -> row.dataset().equals(dataset) && row.variant().equals(variant))
        .sorted(selection.bestFirst())
        .toList();
    return new Cohort(selection, dataset, variant, trials, (int) trials.stream().filter(selection::ranks).count());
  }

  /** Those that ended well, best first. */
  List<TrialRow> wellEnded() {
    return trials.subList(0, ranked);
  }

  /** Their validation figures, best first. */
  double[] values() {
    return wellEnded().stream().mapToDouble(selection::value).toArray();
  }

  /** How many diverged or failed. */
  int endedBadly() {
    return trials.size() - ranked;
  }
}

package dev.rondo.driver.report;

import dev.rondo.driver.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a budget of n trials buys: the expected best validation figure of n draws, with replacement, from a variant's trials
 * (Dodge et al. 2019, Show Your Work, section 3.1), computed exactly. A trial that diverged or failed is worse than any
 * number, so the expectation is over the draws of which at least one ended well, and the chance that none does stands beside.
 */
final class ExpectedBest implements Report {
  private static final int[] STEPS = {1, 2, 5};

  @Override
  public Content of(List<SweepView> sweeps) {
    List<Table> tables = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    List<List<String>> data = new ArrayList<>();
    for (SweepView sweep : sweeps) {
      for (String dataset : sweep.datasets()) {
        List<Cohort> cohorts = sweep.cohorts(dataset);
        tables.add(table(sweep, dataset, cohorts));
        for (Cohort cohort : cohorts) {
          for (int n : budgets(List.of(cohort))) {
            data.add(List.of(
                sweep.name(), dataset, cohort.variant(), Integer.toString(n), Integer.toString(cohort.trials().size()),
                Integer.toString(cohort.endedBadly()), Flat.number(expected(cohort.values(), cohort.endedBadly(), n)),
                Flat.number(noneEndsWell(cohort, n))));
          }
          if (cohort.endedBadly() > 0) {
            notes.add(String.format(
                Locale.ROOT, "%s on %s: %d of %s diverged or failed; the chance that none of n ends well is %.2f^n.",
                cohort.variant(), dataset, cohort.endedBadly(), Numbers.plural(cohort.trials().size(), "trial"),
                noneEndsWell(cohort, 1)));
          }
        }
      }
    }
    return new Content(
        tables, notes,
        Table.data(
            List.of("sweep", "dataset", "variant", "n", "trials", "ended_badly", "expected_best", "chance_none_ends_well"), data));
  }

  private static Table table(SweepView sweep, String dataset, List<Cohort> cohorts) {
    List<String> columns = new ArrayList<>(List.of("trials"));
    cohorts.forEach(cohort -> columns.add(cohort.variant()));
    List<List<String>> rows = new ArrayList<>();
    for (int n : budgets(cohorts)) {
      List<String> row = new ArrayList<>(List.of(Integer.toString(n)));
      cohorts.forEach(cohort -> row.add(
          n > cohort.trials().size() ? "-" : Numbers.loss(expected(cohort.values(), cohort.endedBadly(), n))));
      rows.add(row);
    }
    return Table.numbers(
        "Expected best of so many trials of " + sweep.on(dataset) + " (" + sweep.selection() + ")", 0, columns, rows);
  }

  /** 1, 2, 5, 10, 20, 50 and so on up to each variant's number of trials, and that number. */
  private static SortedSet<Integer> budgets(List<Cohort> cohorts) {
    SortedSet<Integer> budgets = new TreeSet<>();
    for (Cohort cohort : cohorts) {
      int size = cohort.trials().size();
      budgets.add(size);
      for (long ten = 1; ten <= size; ten *= 10) {
        for (int step : STEPS) {
          if (ten * step <= size) {
            budgets.add((int) (ten * step));
          }
        }
      }
    }
    return budgets;
  }

  /**
   * The expectation of the best of n draws, given that one ends well.
   *
   * @param values of the trials that ended well, best first
   * @param endedBadly how many more there are
   * @return NaN when no trial ended well
   */
  static double expected(double[] values, int endedBadly, int n) {
    double all = values.length + (double) endedBadly;
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      // The chance that the best draw is the one of rank i: all draws are of that rank or later, but not all of a later one.
      sum += values[i] * (StrictMath.pow((all - i) / all, n) - StrictMath.pow((all - i - 1) / all, n));
    }
    return sum / (1 - StrictMath.pow(endedBadly / all, n));
  }

  private static double noneEndsWell(Cohort cohort, int n) {
    return StrictMath.pow((double) cohort.endedBadly() / cohort.trials().size(), n);
  }
}

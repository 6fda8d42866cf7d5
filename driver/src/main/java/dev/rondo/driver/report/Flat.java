package dev.rondo.driver.report;

import dev.rondo.driver.storage.SweepSummary;
import dev.rondo.driver.storage.TrialRow;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Leaderboard and best configurations as one table for other programs: exact numbers, empty where there is none. */
final class Flat {
  private Flat() {}

  static Table of(List<SweepView> sweeps) {
    Set<String> swept = new LinkedHashSet<>();
    sweeps.forEach(sweep -> swept.addAll(sweep.swept()));
    List<String> columns = new ArrayList<>(List.of(
        "sweep", "dataset", "variant", "trials", "diverged", "failed", "valid_loss", "test_loss", "floor", "best_epoch",
        "trial_id"));
    columns.addAll(swept);
    List<List<String>> rows = new ArrayList<>();
    for (SweepView sweep : sweeps) {
      for (SweepSummary.Group group : sweep.summary().groups()) {
        TrialRow best = group.best();
        List<String> row = new ArrayList<>(List.of(
            sweep.name(), group.dataset(), group.variant(), Long.toString(group.trials()),
            Long.toString(group.count("diverged")), Long.toString(group.count("failed")),
            number(best == null ? Double.NaN : best.validLoss()), number(best == null ? Double.NaN : best.testLoss()),
            number(Leaderboard.floor(best)), best == null ? "" : Integer.toString(best.bestEpoch()),
            best == null ? "" : best.id()));
        swept.forEach(path -> row.add(best == null ? "" : BestConfigurations.value(best, path, "")));
        rows.add(row);
      }
    }
    return Table.data(columns, rows);
  }

  static String number(double value) {
    return Double.isNaN(value) ? "" : Double.toString(value);
  }
}

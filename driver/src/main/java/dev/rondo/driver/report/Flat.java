package dev.rondo.driver.report;

import dev.rondo.driver.SweepSummary;
import dev.rondo.driver.TrialRow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Leaderboard and best configurations as one table for other programs: exact numbers, empty where there is none. */
final class Flat implements Report {
  @Override
  public Content of(SweepView sweep) {
    List<String> columns = new ArrayList<>(List.of(
        "sweep", "dataset", "variant", "trials", "diverged", "failed", "valid_loss", "test_loss", "floor", "best_epoch",
        "trial_id"));
    columns.addAll(sweep.swept());
    List<List<String>> rows = new ArrayList<>();
    for (SweepSummary.Group group : sweep.summary().groups()) {
      TrialRow best = group.best();
      List<String> row = new ArrayList<>(List.of(
          sweep.name(), group.dataset(), group.variant(), Long.toString(group.trials()),
          Long.toString(group.count("diverged")), Long.toString(group.count("failed")),
          number(best == null ? Double.NaN : best.validLoss()), number(best == null ? Double.NaN : best.testLoss()),
          number(Leaderboard.floor(best)), best == null ? "" : Integer.toString(best.bestEpoch()),
          best == null ? "" : best.id()));
      for (String path : sweep.swept()) {
        row.add(best == null ? "" : BestConfigurations.value(best, path, ""));
      }
      rows.add(row);
    }
    return new Content(List.of(new Table("", columns, Collections.nCopies(columns.size(), false), rows)), List.of());
  }

  private static String number(double value) {
    return Double.isNaN(value) ? "" : Double.toString(value);
  }
}

package dev.rondo.driver.report;

import dev.rondo.driver.Numbers;
import dev.rondo.driver.SweepSummary;
import dev.rondo.driver.TrialRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Variants from best to worst by validation loss, one table for each data set. */
final class Leaderboard implements Report {
  private static final List<String> COLUMNS =
      List.of("variant", "trials", "diverged", "failed", "best valid", "test", "floor", "gap", "best trial");
  private static final List<Boolean> RIGHT = List.of(false, true, true, true, true, true, true, true, false);

  @Override
  public Content of(SweepView sweep) {
    List<Table> tables = new ArrayList<>();
    List<SweepSummary.Group> groups = sweep.summary().groups();
    for (String dataset : groups.stream().map(SweepSummary.Group::dataset).distinct().toList()) {
      List<SweepSummary.Group> ranked = new ArrayList<>(groups);
      ranked.removeIf(group -> !group.dataset().equals(dataset));
      // Stable, so that variants without a best trial keep the order of the spec at the end.
      ranked.sort(Comparator.comparingDouble(Leaderboard::validLoss));
      tables.add(new Table(
          "Leaderboard of " + sweep.name() + " on " + dataset + " (loss a step, lower is better)", COLUMNS, RIGHT,
          ranked.stream().map(Leaderboard::row).toList()));
    }
    List<String> notes = new ArrayList<>();
    long ended = sweep.summary().rows();
    if (ended < sweep.planned()) {
      notes.add(Numbers.count(ended) + " of " + Numbers.plural(sweep.planned(), "trial") + " have ended.");
    }
    long failed = sweep.summary().count("failed");
    if (failed > 0) {
      notes.add(
          Numbers.plural(failed, "trial") + " failed; why: select failure.kind, failure.message, count(*) from trials where"
              + " status = 'failed' group by 1, 2");
    }
    return new Content(tables, notes);
  }

  private static double validLoss(SweepSummary.Group group) {
    return group.best() == null ? Double.POSITIVE_INFINITY : group.best().validLoss();
  }

  private static List<String> row(SweepSummary.Group group) {
    TrialRow best = group.best();
    return List.of(
        group.variant(),
        Numbers.count(group.trials()),
        Numbers.count(group.count("diverged")),
        Numbers.count(group.count("failed")),
        Numbers.loss(best == null ? Double.NaN : best.validLoss()),
        Numbers.loss(best == null ? Double.NaN : best.testLoss()),
        Numbers.loss(floor(best)),
        Numbers.loss(best == null ? Double.NaN : best.testLoss() - floor(best)),
        best == null ? "-" : best.id());
  }

  /** The lowest test loss any model can have; NaN when the generating process is not known. */
  static double floor(TrialRow best) {
    return best == null ? Double.NaN : best.metrics().getOrDefault("floor.test", Double.NaN);
  }
}

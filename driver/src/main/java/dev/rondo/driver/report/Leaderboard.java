package dev.rondo.driver.report;

import dev.rondo.driver.Numbers;
import dev.rondo.driver.storage.Selection;
import dev.rondo.driver.storage.SweepSummary;
import dev.rondo.driver.storage.TrialRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Variants from best to worst by validation, one table for each data set. */
final class Leaderboard implements Report {
  private static final List<Boolean> RIGHT = List.of(false, true, true, true, true, true, true, true, false);

  @Override
  public Content of(List<SweepView> sweeps) {
    List<Table> tables = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    for (SweepView sweep : sweeps) {
      sweep.datasets().forEach(dataset -> tables.add(table(sweep, dataset)));
      String of = sweeps.size() == 1 ? "" : " of " + sweep.name();
      long ended = sweep.summary().rows();
      if (ended < sweep.planned()) {
        notes.add(Numbers.count(ended) + " of " + Numbers.plural(sweep.planned(), "trial") + of + " have ended.");
      }
      long failed = sweep.summary().count("failed");
      if (failed > 0) {
        notes.add(
            Numbers.plural(failed, "trial") + of + " failed; why: select failure.kind, failure.message, count(*) from trials"
                + " where status = 'failed' group by 1, 2");
      }
    }
    return new Content(tables, notes, Flat.of(sweeps));
  }

  private static Table table(SweepView sweep, String dataset) {
    Selection selection = sweep.selection();
    boolean byLoss = selection.equals(Selection.LOWEST_LOSS);
    List<SweepSummary.Group> ranked = new ArrayList<>(sweep.summary().groups());
    ranked.removeIf(group -> !group.dataset().equals(dataset));
    // Stable, so that variants without a best trial keep the order of the spec at the end.
    ranked.sort(Comparator.comparing(SweepSummary.Group::best, Comparator.nullsLast(selection.bestFirst())));
    List<String> columns = List.of(
        "variant", "trials", "diverged", "failed", byLoss ? "best valid" : selection.metric(), "test", "floor", "gap",
        "best trial");
    return new Table(
        "Leaderboard of " + sweep.on(dataset) + " (loss a step, lower is better" + (byLoss ? ")" : "; " + selection + " first)"),
        columns, RIGHT, ranked.stream().map(group -> row(selection, group)).toList());
  }

  private static List<String> row(Selection selection, SweepSummary.Group group) {
    TrialRow best = group.best();
    return List.of(
        group.variant(),
        Numbers.count(group.trials()),
        Numbers.count(group.count("diverged")),
        Numbers.count(group.count("failed")),
        Numbers.loss(best == null ? Double.NaN : selection.value(best)),
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

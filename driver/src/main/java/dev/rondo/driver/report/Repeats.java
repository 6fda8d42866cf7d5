package dev.rondo.driver.report;

import dev.rondo.driver.Numbers;
import dev.rondo.driver.storage.Selection;
import dev.rondo.driver.storage.TrialRow;
import dev.rondo.spec.Goal;
import dev.rondo.spec.Lineage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Trials with the same settings and different seeds: the best few of such configurations by mean validation figure, with mean
 * and standard deviation over the seeds (n - 1 in the denominator).
 */
final class Repeats {
  private static final int SHOWN = 3;

  /** A configuration with its trials that ended well, two at least. */
  private record Repeated(SortedMap<String, String> config, List<TrialRow> well, int all, Selection selection) {
    double[] values() {
      return well.stream().mapToDouble(selection::value).toArray();
    }

    double[] tests() {
      return well.stream().mapToDouble(TrialRow::testLoss).toArray();
    }
  }

  private Repeats() {}

  /** The table of a data set; empty when nothing was repeated. */
  static Optional<Table> table(SweepView sweep, String dataset) {
    List<List<String>> rows = new ArrayList<>();
    sweep.cohorts(dataset).forEach(cohort -> repeated(cohort).forEach(one -> rows.add(List.of(
        cohort.variant(),
        one.config().entrySet().stream()
            .map(setting -> setting.getKey().replaceFirst("^.*\\.", "") + " " + Numbers.shorten(setting.getValue()))
            .collect(Collectors.joining(", ")),
        Integer.toString(one.all()), Integer.toString(one.all() - one.well().size()),
        spread(one.values()), spread(one.tests())))));
    return rows.isEmpty() ? Optional.empty() : Optional.of(new Table(
        "Best configurations over several seeds of " + sweep.on(dataset) + " (mean +- standard deviation)",
        List.of("variant", "settings", "seeds", "ended badly", sweep.selection().metric(), "test loss"),
        List.of(false, false, true, true, true, true), rows));
  }

  private static List<Repeated> repeated(Cohort cohort) {
    // The id of a trial is made of its variant, settings and seed, so equal settings mean another seed.
    Map<String, List<TrialRow>> byConfig = new TreeMap<>();
    // Trials that share their first epochs say nothing about seeds.
    cohort.trials().stream().filter(row -> !row.config().containsKey(Lineage.EPOCH))
        .forEach(row -> byConfig.computeIfAbsent(row.config().toString(), key -> new ArrayList<>()).add(row));
    List<Repeated> repeated = new ArrayList<>();
    for (List<TrialRow> rows : byConfig.values()) {
      List<TrialRow> well = rows.stream().filter(cohort.selection()::ranks).toList();
      if (well.size() > 1) {
        repeated.add(new Repeated(well.get(0).config(), well, rows.size(), cohort.selection()));
      }
    }
    double sign = cohort.selection().goal() == Goal.MINIMIZE ? 1 : -1;
    repeated.sort(Comparator.comparingDouble(one -> sign * mean(one.values())));
    return repeated.subList(0, Math.min(SHOWN, repeated.size()));
  }

  private static String spread(double[] values) {
    return Numbers.loss(mean(values)) + " +- " + Numbers.loss(deviation(values));
  }

  static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  static double deviation(double[] values) {
    double mean = mean(values);
    double sum = 0;
    for (double value : values) {
      sum += (value - mean) * (value - mean);
    }
    return Math.sqrt(sum / (values.length - 1));
  }
}

package dev.rondo.driver.report;

import dev.rondo.driver.Numbers;
import dev.rondo.driver.storage.Selection;
import dev.rondo.driver.storage.TrialRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * For each swept setting and each of its values (quarters of the trials for a setting of many values): how many trials there
 * were, how many ended badly, and mean, median and best validation figure of the others. In text over all variants that have
 * the setting; the data have each variant as well.
 */
final class MarginalEffects implements Report {
  private static final int MOST_VALUES = 10;
  private static final int BINS = 4;
  private static final String ALL = "all";

  @Override
  public Content of(List<SweepView> sweeps) {
    List<Table> tables = new ArrayList<>();
    List<List<String>> data = new ArrayList<>();
    for (SweepView sweep : sweeps) {
      for (String dataset : sweep.datasets()) {
        Map<String, List<TrialRow>> trials = new LinkedHashMap<>();
        trials.put(ALL, sweep.trials().stream().filter(row -> row.dataset().equals(dataset)).toList());
        sweep.cohorts(dataset).forEach(cohort -> trials.put(cohort.variant(), cohort.trials()));
        List<List<String>> rows = new ArrayList<>();
        for (String path : sweep.swept()) {
          trials.forEach((variant, of) -> groups(of, path).forEach((value, group) -> {
            Line line = Line.of(sweep.selection(), group);
            if (variant.equals(ALL)) {
              rows.add(List.of(
                  path, value, Numbers.count(group.size()), Numbers.count(group.size() - line.well()), Numbers.loss(line.mean()),
                  Numbers.loss(line.median()), Numbers.loss(line.best())));
            }
            data.add(List.of(
                sweep.name(), dataset, variant, path, value, Integer.toString(group.size()),
                Integer.toString(group.size() - line.well()), Flat.number(line.mean()), Flat.number(line.median()),
                Flat.number(line.best())));
          }));
        }
        tables.add(Table.numbers(
            "Validation of " + sweep.on(dataset) + " by value of each setting (" + sweep.selection().metric() + ")", 2,
            List.of("setting", "value", "trials", "ended badly", "mean", "median", "best"), rows));
      }
    }
    return new Content(
        tables, List.of(),
        Table.data(
            List.of("sweep", "dataset", "variant", "setting", "value", "trials", "ended_badly", "mean", "median", "best"), data));
  }

  /** Of the trials that ended well; NaN when none did. */
  private record Line(int well, double mean, double median, double best) {
    static Line of(Selection selection, List<TrialRow> trials) {
      double[] values = trials.stream().filter(selection::ranks).sorted(selection.bestFirst())
          .mapToDouble(selection::value).toArray();
      int n = values.length;
      if (n == 0) {
        return new Line(0, Double.NaN, Double.NaN, Double.NaN);
      }
      return new Line(n, Arrays.stream(values).average().orElseThrow(), (values[(n - 1) / 2] + values[n / 2]) / 2, values[0]);
    }
  }

  /** The trials that have a setting, by its value or by quarters of its values, ascending. */
  private static Map<String, List<TrialRow>> groups(List<TrialRow> trials, String path) {
    List<TrialRow> having =
        new ArrayList<>(trials.stream().filter(row -> !BestConfigurations.value(row, path, "").isEmpty()).toList());
    List<String> values = having.stream().map(row -> BestConfigurations.value(row, path, "")).distinct().toList();
    boolean numbers = values.stream().allMatch(MarginalEffects::isNumber);
    Comparator<TrialRow> order = numbers
        ? Comparator.comparingDouble(row -> Double.parseDouble(BestConfigurations.value(row, path, "")))
        : Comparator.comparing(row -> BestConfigurations.value(row, path, ""));
    having.sort(order);
    Map<String, List<TrialRow>> groups = new LinkedHashMap<>();
    if (!numbers || values.size() <= MOST_VALUES) {
      having.forEach(row -> groups.computeIfAbsent(BestConfigurations.value(row, path, ""), key -> new ArrayList<>()).add(row));
      return groups;
    }
    List<List<TrialRow>> bins = new ArrayList<>();
    int previous = -1;
    int first = 0;
    for (int i = 0; i < having.size(); i++) {
      // Equal values stay together, in the bin of the first of them.
      first = i > 0 && order.compare(having.get(i - 1), having.get(i)) == 0 ? first : i;
      int bin = (int) ((long) first * BINS / having.size());
      if (bin != previous) {
        bins.add(new ArrayList<>());
        previous = bin;
      }
      bins.get(bins.size() - 1).add(having.get(i));
    }
    for (List<TrialRow> bin : bins) {
      String low = Numbers.shorten(BestConfigurations.value(bin.get(0), path, ""));
      String high = Numbers.shorten(BestConfigurations.value(bin.get(bin.size() - 1), path, ""));
      groups.merge(low + " to " + high, bin, (one, other) -> {
        List<TrialRow> both = new ArrayList<>(one);
        both.addAll(other);
        return both;
      });
    }
    return groups;
  }

  static boolean isNumber(String value) {
    return value.matches("-?[0-9.]+(E-?[0-9]+)?");
  }
}

package dev.rondo.driver.report;

import dev.rondo.driver.storage.Selection;
import dev.rondo.driver.storage.TrialRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How much each swept setting matters for the validation figure, by variant and over all: see {@link ForestImportance}. Over
 * all, the variant counts as a setting. Trials that diverged count as bad ones: like figures beyond the worst tenth of those
 * that ended well, they are set to where that tenth begins, for a forest of means would else see nothing but them. Trials that
 * failed say nothing of their settings and are left out.
 */
final class Importance implements Report {
  /** With fewer trials, four fifths of them teach a forest nothing. */
  static final int FEWEST = 20;

  private static final double CLIP = 0.9;
  private static final String ALL = "all";
  private static final String VARIANT = "variant";
  private static final String EXPLAINED = "R^2";

  @Override
  public Content of(List<SweepView> sweeps) {
    List<Table> tables = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    List<List<String>> data = new ArrayList<>();
    for (SweepView sweep : sweeps) {
      for (String dataset : sweep.datasets()) {
        Map<String, Map<String, Double>> columns = new LinkedHashMap<>();
        for (Cohort cohort : sweep.cohorts(dataset)) {
          columns.put(cohort.variant(), column(sweep, cohort.trials(), false));
        }
        if (columns.size() > 1) {
          columns.put(ALL, column(sweep, sweep.trials().stream().filter(row -> row.dataset().equals(dataset)).toList(), true));
        }
        tables.add(table(sweep, dataset, columns));
        columns.forEach((variant, figures) -> figures.forEach(
            (setting, figure) -> data.add(List.of(sweep.name(), dataset, variant, setting, Double.toString(figure)))));
      }
    }
    notes.add("R^2: share of the variance among trials held out that the forest explains; where it is near 0, the column means"
        + " nothing. Below it: how much R^2 falls when a setting is shuffled.");
    notes.add("Diverged trials and the worst tenth count as the best of that tenth; columns of fewer than " + FEWEST
        + " trials are left empty.");
    return new Content(tables, notes, Table.data(List.of("sweep", "dataset", "variant", "setting", "importance"), data));
  }

  /** R^2 and the importance of each setting that differs; empty when there are too few trials. */
  private static Map<String, Double> column(SweepView sweep, List<TrialRow> trials, boolean withVariant) {
    Map<String, Double> column = new LinkedHashMap<>();
    List<TrialRow> used = trials.stream().filter(row -> !row.status().equals("failed")).sorted(
        sweep.selection().bestFirst()).toList();
    List<String> settings = new ArrayList<>(withVariant ? List.of(VARIANT) : List.of());
    settings.addAll(sweep.swept());
    settings.removeIf(path -> used.stream().map(row -> value(row, path)).distinct().count() < 2);
    double[] y = clipped(sweep.selection(), used);
    if (used.size() < FEWEST || settings.isEmpty() || Arrays.stream(y).distinct().count() < 2) {
      return column;
    }
    boolean[] log = new boolean[settings.size()];
    for (int s = 0; s < log.length; s++) {
      String path = settings.get(s);
      log[s] = sweep.ranges().stream().anyMatch(
          range -> range.path().equals(path) && range.values().startsWith("log-uniform"));
    }
    List<List<String>> x =
        used.stream().map(row -> settings.stream().map(path -> value(row, path)).toList()).toList();
    ForestImportance importance = ForestImportance.of(x, log, y);
    column.put(EXPLAINED, importance.explained());
    for (int s = 0; s < log.length; s++) {
      column.put(settings.get(s), importance.lost().get(s));
    }
    return column;
  }

  private static String value(TrialRow row, String path) {
    return path.equals(VARIANT) ? row.variant() : BestConfigurations.value(row, path, Encoding.NONE);
  }

  /**
   * The figures, best first, with the worst tenth set to where it begins.
   *
   * @param trials best first
   */
  static double[] clipped(Selection selection, List<TrialRow> trials) {
    int well = (int) trials.stream().filter(selection::ranks).count();
    int last = Math.max(0, (int) Math.ceil(CLIP * well) - 1);
    double[] y = new double[trials.size()];
    for (int i = 0; i < y.length; i++) {
      y[i] = well == 0 ? 0 : selection.value(trials.get(Math.min(i, last)));
    }
    return y;
  }

  private static Table table(SweepView sweep, String dataset, Map<String, Map<String, Double>> columns) {
    List<String> names = new ArrayList<>(List.of("setting"));
    names.addAll(columns.keySet());
    List<String> settings = new ArrayList<>(List.of(EXPLAINED, VARIANT));
    settings.addAll(sweep.swept());
    List<List<String>> rows = new ArrayList<>();
    for (String setting : settings) {
      List<String> row = new ArrayList<>(List.of(setting));
      columns.values().forEach(column -> row.add(
          column.containsKey(setting) ? String.format(Locale.ROOT, "%.2f", Math.rint(100 * column.get(setting)) / 100 + 0.0) : "-"));
      if (setting.equals(EXPLAINED) || row.stream().skip(1).anyMatch(cell -> !cell.equals("-"))) {
        rows.add(row);
      }
    }
    return Table.numbers(
        "Importance of each setting for " + sweep.selection().metric() + " of " + sweep.on(dataset), 1, names, rows);
  }
}

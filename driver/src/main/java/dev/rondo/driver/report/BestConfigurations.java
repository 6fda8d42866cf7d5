package dev.rondo.driver.report;

import dev.rondo.driver.Numbers;
import dev.rondo.driver.storage.SweepSummary;
import dev.rondo.driver.storage.TrialRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The best configuration of each variant, laid out like Tables 3 to 6 of Ognawala and Bayer (2014): a row for each setting that
 * was swept, a column for each variant, a table for each data set. Below a setting stands the study's own value where there is
 * one. Configurations that ran with several seeds get a table of their own, see {@link Repeats}.
 */
final class BestConfigurations implements Report {
  private static final Published STUDY = Published.load();

  @Override
  public Content of(List<SweepView> sweeps) {
    List<Table> tables = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    List<List<String>> data = new ArrayList<>();
    for (SweepView sweep : sweeps) {
      for (String dataset : sweep.datasets()) {
        List<SweepSummary.Group> groups = sweep.summary().groups().stream()
            .filter(group -> group.dataset().equals(dataset) && group.best() != null).toList();
        if (groups.isEmpty()) {
          continue;
        }
        Published.Configurations study = STUDY.configurations(groups.get(0).best().task(), dataset);
        String title = "Best configuration of each variant " + (sweeps.size() == 1 ? "on " + dataset : "of " + sweep.on(dataset));
        tables.add(table(title, sweep.swept(), groups, study, data, sweep.name()));
        if (study != null && groups.stream().anyMatch(group -> study.variants().contains(group.variant()))) {
          notes.add("published: Table " + study.table() + " of " + STUDY.study() + ".");
        }
        Repeats.table(sweep, dataset).ifPresent(tables::add);
      }
    }
    return new Content(
        tables, notes, Table.data(List.of("sweep", "dataset", "variant", "trial_id", "setting", "value", "published"), data));
  }

  private static Table table(
      String title, List<String> swept, List<SweepSummary.Group> groups, Published.Configurations study,
      List<List<String>> data, String name) {
    List<String> columns = new ArrayList<>(List.of("setting"));
    groups.forEach(group -> columns.add(group.variant()));
    List<List<String>> rows = new ArrayList<>();
    Map<String, Map<String, String>> published = new TreeMap<>();
    groups.forEach(group -> published.put(group.variant(), Published.settings(study, group.variant())));
    for (String path : swept) {
      // A setting of a component that a variant does not have is none of its settings.
      add(rows, path, groups, group -> Numbers.shorten(value(group.best(), path, "-")));
      add(rows, "  published", groups, group -> published.get(group.variant()).getOrDefault(path, "-"));
      for (SweepSummary.Group group : groups) {
        String value = value(group.best(), path, "");
        if (!value.isEmpty()) {
          data.add(List.of(
              name, group.dataset(), group.variant(), group.best().id(), path, value,
              published.get(group.variant()).getOrDefault(path, "")));
        }
      }
    }
    add(rows, "trials", groups, group -> Numbers.count(group.trials()));
    for (String status : List.of("diverged", "failed")) {
      add(rows, status, groups, group -> Numbers.count(group.count(status)));
    }
    return Table.numbers(title, 1, columns, rows);
  }

  private static void add(
      List<List<String>> rows, String name, List<SweepSummary.Group> groups, Function<SweepSummary.Group, String> cell) {
    List<String> row = new ArrayList<>(List.of(name));
    groups.forEach(group -> row.add(cell.apply(group)));
    if (row.stream().skip(1).anyMatch(text -> !text.equals("-"))) {
      rows.add(row);
    }
  }

  /** The value of a setting, or the component in a slot. */
  static String value(TrialRow trial, String path, String none) {
    return trial.config().getOrDefault(path, trial.config().getOrDefault(path + ".kind", none));
  }
}

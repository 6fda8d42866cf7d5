package dev.rondo.driver.report;

import dev.rondo.driver.Numbers;
import dev.rondo.driver.SweepSummary;
import dev.rondo.driver.TrialRow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The best configuration of each variant, laid out like Tables 3 to 6 of Ognawala and Bayer (2014): a row for each setting that
 * was swept, a column for each variant, a table for each data set.
 */
final class BestConfigurations implements Report {
  @Override
  public Content of(SweepView sweep) {
    List<Table> tables = new ArrayList<>();
    List<SweepSummary.Group> groups = new ArrayList<>(sweep.summary().groups());
    groups.removeIf(group -> group.best() == null);
    for (String dataset : groups.stream().map(SweepSummary.Group::dataset).distinct().toList()) {
      List<SweepSummary.Group> columns = groups.stream().filter(group -> group.dataset().equals(dataset)).toList();
      tables.add(table(dataset, sweep.swept(), columns));
    }
    return new Content(tables, List.of());
  }

  private static Table table(String dataset, List<String> swept, List<SweepSummary.Group> groups) {
    List<String> columns = new ArrayList<>(List.of("setting"));
    groups.forEach(group -> columns.add(group.variant()));
    List<Boolean> right = new ArrayList<>(Collections.nCopies(columns.size(), true));
    right.set(0, false);
    List<List<String>> rows = new ArrayList<>();
    for (String path : swept) {
      List<String> row = new ArrayList<>(List.of(path));
      // A setting of a component that a variant does not have is none of its settings.
      groups.forEach(group -> row.add(Numbers.shorten(value(group.best(), path, "-"))));
      if (row.stream().skip(1).anyMatch(cell -> !cell.equals("-"))) {
        rows.add(row);
      }
    }
    return new Table("Best configuration of each variant on " + dataset, columns, right, rows);
  }

  /** The value of a setting, or the component in a slot. */
  static String value(TrialRow trial, String path, String none) {
    return trial.config().getOrDefault(path, trial.config().getOrDefault(path + ".kind", none));
  }
}

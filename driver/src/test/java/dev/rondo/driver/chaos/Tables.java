package dev.rondo.driver.chaos;

import dev.rondo.driver.SharedSpark;
import dev.rondo.driver.TestSweeps;
import dev.rondo.driver.storage.SweepFolder;
import dev.rondo.driver.storage.Views;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Compares the tables of two runs. */
final class Tables {
  /** Without the test loss, which a trial has at the epoch where its search let it end. */
  private static final String EPOCHS =
      "select trial_id, epoch, train_loss, valid_loss, step_rate, gradient_norm from epochs";

  private Tables() {}

  /**
   * What is wrong with a table.
   *
   * @param rows that it has
   * @param lost trials that it lacks
   * @param doubled rows too many for a trial, or of a trial that was not asked for
   * @param different rows in which a column differs, times apart
   */
  record Comparison(int rows, int lost, int doubled, int different) {
    boolean equal() {
      return lost == 0 && doubled == 0 && different == 0;
    }

    @Override
    public String toString() {
      return rows + " rows, " + lost + " lost, " + doubled + " doubled, " + different + " different";
    }
  }

  /**
   * Compares a table with that of an undisturbed run.
   *
   * @param repeatable whether each row must be equal; else each epoch in it
   */
  static Comparison compare(SweepFolder table, SweepFolder reference, boolean repeatable) throws IOException {
    Map<String, List<String>> expected = rows(reference);
    Map<String, List<String>> found = rows(table);
    int rows = found.values().stream().mapToInt(List::size).sum();
    int lost = (int) expected.keySet().stream().filter(id -> !found.containsKey(id)).count();
    int different = 0;
    for (Map.Entry<String, List<String>> trial : found.entrySet()) {
      List<String> right = expected.getOrDefault(trial.getKey(), List.of());
      if (repeatable && !right.isEmpty() && !right.containsAll(trial.getValue())) {
        different++;
      }
    }
    if (!repeatable) {
      Set<String> right = new HashSet<>(epochs(reference));
      different = (int) epochs(table).stream().filter(epoch -> !right.contains(epoch)).count();
    }
    int doubled = rows - (expected.size() - lost);
    return new Comparison(rows, lost, doubled, different);
  }

  /** All rows by the trial's id, each as text with every column but times. */
  private static Map<String, List<String>> rows(SweepFolder folder) throws IOException {
    Map<String, List<String>> rows = new TreeMap<>();
    for (Row row : query(folder, TestSweeps.ALL_BUT_TIMES)) {
      rows.computeIfAbsent(row.getString(row.fieldIndex("trial_id")), id -> new ArrayList<>()).add(row.json());
    }
    return rows;
  }

  private static List<String> epochs(SweepFolder folder) throws IOException {
    return query(folder, EPOCHS).stream().map(Row::json).toList();
  }

  static List<Row> query(SweepFolder folder, String sql) throws IOException {
    SparkSession spark = SharedSpark.get();
    Views.register(spark, folder);
    return spark.sql(sql).collectAsList();
  }
}

package dev.rondo.driver.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.driver.SharedSpark;
import dev.rondo.driver.TestSweeps;
import dev.rondo.driver.sweep.LocalBackend;
import dev.rondo.driver.sweep.SweepRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same files read by Rondo's own reader, by Spark with and without the declared schema, and by DuckDB. */
class TablesTest {
  @TempDir private static Path out;
  private static Map<String, TrialRow> rows;

  @BeforeAll
  static void runSweep() throws Exception {
    SweepFolder folder = TestSweeps.folder(out);
    new SweepRun(TestSweeps.spec(30), folder, TestSweeps.silence())
        .run(f -> new LocalBackend(f, new TestSweeps.Formula(0), 2));
    rows = TestSweeps.rows(folder);
  }

  @Test
  void everyFateIsARow() {
    assertEquals(60, rows.size());
    for (String status : List.of("ok", "diverged", "failed")) {
      assertTrue(rows.values().stream().anyMatch(row -> row.status().equals(status)), status);
    }
  }

  @Test
  void folderHoldsNothingButRows() throws IOException {
    try (Stream<Path> files = Files.list(out.resolve("trials"))) {
      assertEquals(
          rows.keySet().stream().map(id -> id + ".parquet").toList(),
          files.map(file -> file.getFileName().toString()).sorted().toList());
    }
  }

  @Test
  void sparkInfersTheDeclaredSchema() {
    StructType inferred = SharedSpark.get().read().parquet(out.resolve("trials").toString()).schema();
    assertEquals(SparkSchema.TRIALS.treeString(Integer.MAX_VALUE), inferred.treeString(Integer.MAX_VALUE));
  }

  @Test
  void schemaHasTheColumnsOfTheDesign() {
    assertEquals(
        "trial_id sweep variant task dataset status seed epochs_run best_epoch train_loss valid_loss test_loss metrics"
            + " config failure provenance started_at finished_at wall_seconds resumed_from_epoch flops epochs probes",
        String.join(" ", SparkSchema.TRIALS.fieldNames()));
  }

  @Test
  void sparkAndDuckDbReadTheSameRows() throws SQLException {
    // Every column, nested ones opened up, in terms that both dialects share.
    String shared =
        "trial_id, sweep, variant, task, dataset, status, seed, epochs_run, best_epoch, train_loss, valid_loss, test_loss,"
            + " wall_seconds, flops, failure.kind, failure.message, failure.epoch, provenance.version, provenance.threads,"
            + " provenance.data_hash";
    String spark = "select " + shared
        + ", metrics['accuracy'], config['optimizer.step-rate'], config['perturbation.p'], unix_micros(started_at),"
        + " unix_micros(finished_at), size(epochs), get(epochs, 2).epoch, get(epochs, 2).valid_loss, get(epochs, 1).test_loss,"
        + " get(epochs, 0).gradient_norm, get(probes, 0).probe, get(probes, 0).value from trials order by trial_id";
    String duck = "select " + shared
        + ", metrics['accuracy'], config['optimizer.step-rate'], config['perturbation.p'], epoch_us(started_at),"
        + " epoch_us(finished_at), len(epochs), epochs[3].epoch, epochs[3].valid_loss, epochs[2].test_loss,"
        + " epochs[1].gradient_norm, probes[1].probe, probes[1].value from '" + out.resolve("trials")
        + "/*.parquet' order by trial_id";
    assertEquals(sparkRows(spark), duckRows(duck));
  }

  @Test
  void readerAgreesWithSpark() {
    for (Row row : query("select trial_id, variant, status, valid_loss, failure.message, config from trials")) {
      TrialRow mine = rows.get(row.getString(0));
      assertEquals(mine.variant(), row.getString(1));
      assertEquals(mine.status(), row.getString(2));
      assertEquals(mine.validLoss(), row.getDouble(3));
      assertEquals(mine.failure(), row.isNullAt(4) ? "" : row.getString(4));
      assertEquals(mine.config(), row.getJavaMap(5));
    }
  }

  @Test
  void divergedTrialKeepsItsNaN() {
    List<Row> diverged = query("select isnan(valid_loss), isnan(epochs[2].valid_loss) from trials where status = 'diverged'");
    assertTrue(diverged.size() > 0);
    diverged.forEach(row -> assertTrue(row.getBoolean(0) && row.getBoolean(1)));
  }

  private static List<Row> query(String sql) {
    SparkSession spark = SharedSpark.get();
    try {
      Views.register(spark, TestSweeps.folder(out));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return spark.sql(sql).collectAsList();
  }

  private static List<List<String>> sparkRows(String sql) {
    List<List<String>> result = new ArrayList<>();
    for (Row row : query(sql)) {
      List<String> cells = new ArrayList<>();
      for (int i = 0; i < row.length(); i++) {
        cells.add(String.valueOf(row.get(i)));
      }
      result.add(cells);
    }
    return result;
  }

  private static List<List<String>> duckRows(String sql) throws SQLException {
    List<List<String>> result = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet set = statement.executeQuery(sql)) {
      while (set.next()) {
        List<String> cells = new ArrayList<>();
        for (int i = 1; i <= set.getMetaData().getColumnCount(); i++) {
          cells.add(String.valueOf(set.getObject(i)));
        }
        result.add(cells);
      }
    }
    return result;
  }
}

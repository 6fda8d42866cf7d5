package dev.rondo.driver.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.driver.SharedSpark;
import dev.rondo.driver.TestSweeps;
import dev.rondo.driver.storage.SweepFolder;
import dev.rondo.driver.storage.TrialRow;
import dev.rondo.driver.storage.Views;
import dev.rondo.spec.TrialConfig;
import dev.rondo.spec.TrialPlan;
import dev.rondo.spec.strategy.Segment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Where trials run must not show in any column but times. */
@Timeout(120)
class BackendParityTest {
  @TempDir private Path folder;

  @Test
  void sparkOnOneCoreAndOnTwoAndThreadsAgree() throws Exception {
    SharedSpark.stop();
    run("one", out -> spark("local[1]", out));
    run("two", out -> spark("local[2]", out));
    run("threads", out -> new LocalBackend(out, new TestSweeps.Formula(1), 3));
    List<String> one = table("one");
    assertEquals(80, one.size());
    assertEquals(one, table("two"));
    assertEquals(one, table("threads"));
  }

  @Test
  void segmentsGoOnWhereTheLastOneStoppedAndReplaceItsRow() throws Exception {
    TrialConfig trial = TrainingDriver.spec(folder).plan().get(0);
    TrialFunction.Factory training = new TrialFunction.Training(null, folder.toString(), Double.POSITIVE_INFINITY);
    SweepFolder threads = TestSweeps.folder(folder.resolve("segments-threads"));
    SweepFolder spark = TestSweeps.folder(folder.resolve("segments-spark"));
    inSegments(trial, threads, new LocalBackend(threads, training, 1));
    inSegments(trial, spark, new SparkBackend(SparkSessions.start("local[1]", "segments"), spark, training, "segments"));
    assertEquals(table("segments-threads"), table("segments-spark"));
  }

  private static void inSegments(TrialConfig trial, SweepFolder out, TrialBackend backend) throws Exception {
    out.prepare();
    try (backend) {
      TrialRow first = next(trial, 2, backend);
      assertEquals("stopped", first.status());
      assertEquals(2, first.epochsRun());
      assertEquals(first, TestSweeps.rowsWithEpochs(out).get(trial.id()));
      assertEquals(List.of(trial.id() + "-2.ckpt"), out.list("checkpoints"));
      TrialRow last = next(trial, Segment.TO_THE_END, backend);
      assertEquals("ok", last.status());
      assertEquals(8, last.epochsRun());
      assertEquals(Map.of(trial.id(), last), TestSweeps.rowsWithEpochs(out));
      assertEquals(List.of(), out.list("checkpoints"));
    }
  }

  private static TrialRow next(TrialConfig trial, int untilEpoch, TrialBackend backend) throws Exception {
    backend.submit(List.of(trial), untilEpoch);
    Optional<TrialRow> row = Optional.empty();
    while (row.isEmpty()) {
      row = backend.poll(Duration.ofSeconds(1));
    }
    return row.get();
  }

  @Test
  void cancelledTrialsLeaveNoRows() throws Exception {
    SweepFolder out = TestSweeps.folder(folder.resolve("cancelled"));
    out.prepare();
    SparkSession spark = SharedSpark.get();
    SparkBackend backend = new SparkBackend(spark, out, new TestSweeps.Formula(0, 1), "cancelled");
    TrialPlan plan = TestSweeps.spec(2).plan();
    // One that ends first: all classes are loaded then, so a row of the others would be there within milliseconds.
    backend.submit(List.of(plan.get(0)), Segment.TO_THE_END);
    while (backend.poll(Duration.ofSeconds(1)).isEmpty()) {
      assertFalse(spark.sparkContext().isStopped());
    }
    backend.submit(List.of(plan.get(1), plan.get(2)), Segment.TO_THE_END);
    while (TestSweeps.Formula.hanging() < 2) {
      Thread.sleep(20);
    }
    backend.close();
    assertTrue(spark.sparkContext().isStopped());
    while (TestSweeps.Formula.hanging() > 0) {
      Thread.sleep(20);
    }
    Thread.sleep(500);
    assertEquals(Set.of(plan.get(0).id()), TestSweeps.rows(out).keySet());
  }

  private static SparkBackend spark(String master, SweepFolder out) {
    return new SparkBackend(SparkSessions.start(master, "parity"), out, new TestSweeps.Formula(1), "parity");
  }

  private void run(String name, Function<SweepFolder, TrialBackend> backend) throws Exception {
    new SweepRun(TestSweeps.spec(40), TestSweeps.folder(folder.resolve(name)), TestSweeps.silence()).run(backend);
  }

  private List<String> table(String name) throws Exception {
    SparkSession spark = SharedSpark.get();
    Views.register(spark, TestSweeps.folder(folder.resolve(name)));
    return spark.sql(TestSweeps.ALL_BUT_TIMES).collectAsList().stream().map(Row::json).toList();
  }
}

package dev.rondo.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where trials run must not show in any column but times. */
class BackendParityTest {
  /** Every column but times; the stack of a failure names threads and classes of the backend. */
  static final String ALL_BUT_TIMES =
      "select * except (started_at, finished_at, wall_seconds, epochs, failure), failure.kind, failure.message, failure.epoch,"
          + " transform(epochs, e -> struct(e.epoch, e.train_loss, e.valid_loss, e.test_loss, e.step_rate, e.gradient_norm))"
          + " from trials order by trial_id";

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
  void cancelledTrialsLeaveNoRows() throws Exception {
    SweepFolder out = TestSweeps.folder(folder.resolve("closed"));
    out.prepare();
    SparkSession spark = SharedSpark.get();
    SparkBackend backend = new SparkBackend(spark, out, new TestSweeps.Formula(60_000), "closed");
    backend.submit(List.of(TestSweeps.spec(2).plan().get(0), TestSweeps.spec(2).plan().get(1)));
    while (spark.sparkContext().statusTracker().getActiveStageIds().length == 0) {
      Thread.sleep(20);
    }
    backend.close();
    assertTrue(spark.sparkContext().isStopped());
    Thread.sleep(200); // a row that is written would come now
    assertEquals(0, TestSweeps.rows(out).size());
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
    return spark.sql(ALL_BUT_TIMES).collectAsList().stream().map(Row::json).toList();
  }
}

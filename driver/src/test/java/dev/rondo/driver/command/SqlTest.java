package dev.rondo.driver.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.driver.SharedSpark;
import dev.rondo.driver.TestSweeps;
import dev.rondo.driver.UserError;
import dev.rondo.driver.storage.SparkSchema;
import dev.rondo.driver.storage.SweepFolder;
import dev.rondo.driver.storage.SweepInfo;
import dev.rondo.driver.storage.TrialRow;
import dev.rondo.driver.storage.Views;
import dev.rondo.driver.sweep.LocalBackend;
import dev.rondo.driver.sweep.SweepRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.serializer.SerializerInstance;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scala.reflect.ClassTag;

/** SQL on a sweep's tables. Kryo registration is required throughout, so a class that is missing there fails a query here. */
class SqlTest {
  @TempDir private static Path root;
  private static SweepFolder folder;
  private static Map<String, TrialRow> rows;

  @BeforeAll
  static void runSweep() throws Exception {
    folder = TestSweeps.folder(root.resolve("sweep"));
    new SweepRun(TestSweeps.spec(20), folder, TestSweeps.silence())
        .run(f -> new LocalBackend(f, new TestSweeps.Formula(0), 2));
    rows = TestSweeps.rows(folder);
  }

  private static String sql(String query, SqlFormat format) throws IOException {
    return SqlQuery.run(SharedSpark.get(), folder, query, format);
  }

  @Test
  void bestIsTheLowestFiniteValidationLossOfEachVariant() throws IOException {
    StringBuilder expected = new StringBuilder("variant,trial_id,valid_loss\n");
    for (String variant : List.of("plain", "rnn-do")) {
      TrialRow best =
          rows.values().stream()
              .filter(row -> row.variant().equals(variant) && row.status().equals("ok"))
              .min(Comparator.comparingDouble(TrialRow::validLoss))
              .orElseThrow();
      expected.append(variant).append(',').append(best.id()).append(',').append(best.validLoss()).append('\n');
    }
    assertEquals(expected.toString(), sql("select variant, trial_id, valid_loss from best order by variant", SqlFormat.CSV));
  }

  @Test
  void leaderboardCountsEveryTrial() throws IOException {
    String json = sql("select variant, trials, diverged, failed, floor, gap from leaderboard order by variant", SqlFormat.JSON);
    long diverged = rows.values().stream().filter(r -> r.status().equals("diverged") && r.variant().equals("plain")).count();
    long failed = rows.values().stream().filter(r -> r.status().equals("failed") && r.variant().equals("plain")).count();
    assertTrue(
        json.contains("{\"variant\":\"plain\",\"trials\":20,\"diverged\":" + diverged + ",\"failed\":" + failed
            + ",\"floor\":8.5,"),
        json);
  }

  @Test
  void epochsAndProbesAreRowsOfTheirOwn() throws IOException {
    long ended = rows.values().stream().filter(row -> !row.status().equals("failed")).count();
    assertEquals("n\n" + 3 * ended + "\n", sql("select count(*) n from epochs", SqlFormat.CSV));
    assertEquals(
        "probe,key,n\nspectral-radius,recurrent," + ended + "\n",
        sql("select probe, key, count(*) n from probes group by all", SqlFormat.CSV));
  }

  @ParameterizedTest
  @ValueSource(strings = {"trials", "epochs", "probes", "best", "leaderboard"})
  void everyViewCanBeSortedJoinedAndCollected(String view) throws IOException {
    String query = "select a.* from " + view + " a join (select distinct variant from trials) b on a.variant = b.variant"
        + " distribute by a.variant sort by a.variant desc";
    assertFalse(sql(query, SqlFormat.JSON).isEmpty());
  }

  /** A notebook does this: whole rows, with all their nested types, sent as objects. */
  @Test
  void rowsAndTheirSchemaAreRegisteredWithKryo() throws IOException {
    SparkSession spark = SharedSpark.get();
    Views.register(spark, folder);
    assertEquals(40, spark.table("trials").javaRDD().collect().size());
    SerializerInstance kryo = new KryoSerializer(spark.sparkContext().conf()).newInstance();
    ClassTag<StructType> tag = ClassTag.apply(StructType.class);
    assertEquals(SparkSchema.TRIALS, kryo.deserialize(kryo.serialize(SparkSchema.TRIALS, tag), tag));
  }

  @Test
  void formats() throws IOException {
    String query = "select 'a,b' as text, 2 as n, cast('NaN' as double) as x, null as none, array(1, 2) as list, "
        + "named_struct('k', 1.5D) as s, timestamp'2026-01-02 03:04:05' as t";
    assertEquals(
        """
        text  n    x  none  list   s          t
        ----  -  ---  ----  -----  ---------  ---------------------
        a,b   2  NaN        [1,2]  {"k":1.5}  2026-01-02 03:04:05.0
        """,
        sql(query, SqlFormat.TABLE));
    assertEquals(
        "text,n,x,none,list,s,t\n\"a,b\",2,NaN,,\"[1,2]\",\"{\"\"k\"\":1.5}\",2026-01-02 03:04:05.0\n",
        sql(query, SqlFormat.CSV));
    assertEquals(
        "[\n{\"text\":\"a,b\",\"n\":2,\"x\":\"NaN\",\"none\":null,\"list\":[1,2],\"s\":{\"k\":1.5},"
            + "\"t\":\"2026-01-02 03:04:05.0\"}\n]\n",
        sql(query, SqlFormat.JSON));
  }

  @ParameterizedTest
  @ValueSource(strings = {"selec", "select nothing from trials", "select * from nowhere", "select 1/0", ""})
  void wrongQueryIsOneMessage(String query) {
    UserError error = assertThrows(UserError.class, () -> sql(query, SqlFormat.TABLE));
    assertEquals(UserError.USAGE, error.exitStatus());
    assertTrue(error.getMessage().startsWith("the query "), error.getMessage());
    assertFalse(error.getMessage().contains("\n"), error.getMessage());
  }

  @Test
  void sweepWithoutTrialsHasEmptyTables() throws Exception {
    SweepFolder empty = TestSweeps.folder(root.resolve("empty"));
    SweepInfo.of(TestSweeps.spec(3)).claim(empty);
    // Before the driver has made the folder of the rows, and after.
    assertEquals("n\n0\n", SqlQuery.run(SharedSpark.get(), empty, "select count(*) n from trials", SqlFormat.CSV));
    empty.prepare();
    assertEquals("n\n0\n", SqlQuery.run(SharedSpark.get(), empty, "select count(*) n from trials", SqlFormat.CSV));
    assertEquals("[]\n", SqlQuery.run(SharedSpark.get(), empty, "select * from leaderboard", SqlFormat.JSON));
  }

  @Test
  void halfWrittenRowsAreNotSeen() throws Exception {
    Path trials = root.resolve("sweep/trials");
    Path hidden = trials.resolve("_0123-half");
    Path dotted = trials.resolve(".0123.parquet");
    Files.writeString(hidden, "PAR1 half");
    Files.writeString(dotted, "PAR1 half");
    try {
      assertEquals("n\n40\n", sql("select count(*) n from trials", SqlFormat.CSV));
    } finally {
      Files.delete(hidden);
      Files.delete(dotted);
    }
  }

  @Test
  void damagedRowIsDamagedData() throws Exception {
    Path copy = root.resolve("copy");
    Files.createDirectories(copy.resolve("trials"));
    Files.writeString(copy.resolve("trials/0000000000000000.parquet"), "this is no Parquet file, whatever its name says");
    UserError error = assertThrows(
        UserError.class,
        () -> SqlQuery.run(SharedSpark.get(), TestSweeps.folder(copy), "select * from trials", SqlFormat.CSV));
    assertEquals(UserError.DATA, error.exitStatus());
    assertTrue(error.getMessage().contains("0000000000000000.parquet"), error.getMessage());
  }
}

package dev.rondo.driver.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.core.Estimate;
import dev.rondo.driver.UserError;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

class ExecutorMemoryTest {
  private static final long MIB = 1 << 20;

  /** 100 MiB a trial, a million parameters, 10 MiB of data. */
  private static final ExecutorMemory NEED = ExecutorMemory.of(List.of(
      new Estimate(1_000_000, 1e9, 50 * MIB, 10 * MIB), new Estimate(500, 1e9, 100 * MIB, 10 * MIB)));

  private static SparkConf conf(String... settings) {
    SparkConf conf = new SparkConf(false);
    for (int i = 0; i < settings.length; i += 2) {
      conf.set(settings[i], settings[i + 1]);
    }
    return conf;
  }

  private static String said(ExecutorMemory need, SparkConf conf) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    need.check(conf, new PrintStream(bytes, true, StandardCharsets.UTF_8));
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void settingsGrowWithTheTrialsAtOnce() {
    // 400 + 2 x 10 + 4 x (32 + 61) MiB is 792.1, 320 + 4 x 125 is 820; both in steps of 64.
    assertEquals(
        "--executor-cores 4 --executor-memory 832m --conf spark.executor.memoryOverhead=832m", NEED.arguments(4));
    assertTrue(NEED.heap(8) > NEED.heap(4));
  }

  @Test
  void whatSparkWasGivenByTheArgumentsIsEnough() {
    for (String master : List.of("yarn", "k8s://https://127.0.0.1:443", "spark://127.0.0.1:7077")) {
      assertEquals("", said(NEED, conf(
          "spark.master", master, "spark.executor.cores", "4", "spark.executor.memory", NEED.heap(4) + "m",
          "spark.executor.memoryOverhead", NEED.overhead(4) + "m")));
    }
  }

  @Test
  void overheadThatCannotHoldTheTrialsIsRefusedWhereItIsCounted() {
    SparkConf conf = conf("spark.master", "yarn", "spark.executor.cores", "4", "spark.executor.memory", "2g");
    UserError refused = assertThrows(UserError.class, () -> said(NEED, conf));
    assertEquals(UserError.USAGE, refused.exitStatus());
    assertEquals(
        "executors have a spark.executor.memoryOverhead of 384 MiB, which cannot hold 4 trials at once of 100.0 MiB; give"
            + " spark-submit " + NEED.arguments(4) + ", or fewer cores to an executor", refused.getMessage());
    assertEquals("", said(NEED, conf.set("spark.master", "spark://127.0.0.1:7077")), "not counted there");
    assertEquals("", said(NEED, conf.set("spark.master", "local[4]")));
  }

  @Test
  void overheadThatMayBeTooLittleIsAWarning() {
    SparkConf conf = conf(
        "spark.master", "yarn", "spark.executor.cores", "4", "spark.executor.memory", "2g", "spark.executor.memoryOverhead",
        "500m");
    assertTrue(said(NEED, conf).startsWith("rondo: executors may run out of memory: 4 trials at once would take about 832 MiB"
        + " of heap and 832 MiB of overhead, of which there are 2048 and 500; give"), said(NEED, conf));
    // Trials that take two cores each are two at once.
    assertEquals("", said(NEED, conf.set("spark.task.cpus", "2").set("spark.executor.memoryOverhead", "640m")));
  }

  @Test
  void heapThatCannotHoldTheDataIsRefusedEverywhere() {
    ExecutorMemory large = new ExecutorMemory(MIB, 10, 900 * MIB);
    UserError refused = assertThrows(UserError.class, () -> said(large, conf("spark.master", "spark://127.0.0.1:7077")));
    assertTrue(refused.getMessage().startsWith("executors have a heap of 1024 MiB, which cannot hold the data set of 900.0 MiB"
        + " beside the 300 MiB that Spark sets aside; give spark-submit --executor-cores 1 --executor-memory 2240m"),
        refused.getMessage());
    assertTrue(said(large, conf("spark.master", "spark://127.0.0.1:7077", "spark.executor.memory", "2g")).contains("may run out"));
  }
}

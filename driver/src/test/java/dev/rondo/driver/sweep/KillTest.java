package dev.rondo.driver.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.driver.SharedSpark;
import dev.rondo.driver.TestSweeps;
import dev.rondo.driver.UserError;
import dev.rondo.driver.command.SqlFormat;
import dev.rondo.driver.command.SqlQuery;
import dev.rondo.driver.storage.SweepFolder;
import dev.rondo.driver.storage.SweepLock;
import dev.rondo.driver.storage.Views;
import dev.rondo.spec.SweepSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real driver process is killed in mid-sweep, as {@code kill -9} does it, and started again. */
@Timeout(240)
class KillTest {
  private static final int TRIALS = 30;
  /** The trial at which the first driver hangs, so that it is killed in mid-sweep on the slowest machine. */
  private static final int HANGS_FROM = 13;

  @TempDir private Path folder;
  private final List<Process> children = new ArrayList<>();

  @AfterEach
  void endWhatATestLeft() {
    children.forEach(Process::destroyForcibly);
  }

  private Process child(Process started) {
    children.add(started);
    return started;
  }

  @Test
  void killedSweepGoesOnWhereItStopped() throws Exception {
    Path out = folder.resolve("killed");
    Process driver = child(ChildDriver.start(out.toString(), TRIALS, HANGS_FROM, folder.resolve("first.log")));
    await(out, HANGS_FROM, driver);

    // While it runs: others are kept off, and can look.
    SweepFolder seen = TestSweeps.folder(out);
    SweepLock.Owner owner = SweepLock.holder(seen);
    assertNotNull(owner);
    assertEquals(driver.pid(), owner.pid());
    UserError refused = assertThrows(UserError.class, () -> resume(out));
    assertEquals(UserError.CLUSTER, refused.exitStatus());
    assertTrue(refused.getMessage().contains("process " + driver.pid()), refused.getMessage());
    SparkSession spark = SharedSpark.get();
    assertEquals(
        "n\n" + HANGS_FROM + "\n", SqlQuery.run(spark, seen, "select count(*) as n from trials", SqlFormat.CSV));

    driver.destroyForcibly().waitFor();
    Map<String, FileTime> before = files(out);
    assertEquals(HANGS_FROM, before.size());
    assertNull(SweepLock.holder(seen), "a dead driver holds nothing");

    Process again = child(ChildDriver.start(out.toString(), TRIALS, Long.MAX_VALUE, folder.resolve("second.log")));
    assertEquals(0, again.waitFor(), () -> text(folder.resolve("second.log")));

    Map<String, FileTime> after = files(out);
    assertEquals(2 * TRIALS, after.size());
    before.forEach((name, time) -> assertEquals(time, after.get(name), name + " was run twice"));

    Path whole = folder.resolve("whole");
    resume(whole);
    assertEquals(table(spark, whole), table(spark, out));
  }

  @Test
  void longTrialGoesOnFromItsCheckpointAfterKillAndInterruption() throws Exception {
    Path out = folder.resolve("long");
    String id = TrainingDriver.spec(folder).plan().get(0).id();

    // Every batch leaves a checkpoint; the last one before the driver hangs is that of all batches of epoch 4.
    Process killed = child(TrainingDriver.start(folder, out, 4, "0", folder.resolve("killed.log")));
    awaitHanging(killed, 4);
    killed.destroyForcibly().waitFor();
    assertEquals(Set.of(id + "-2.ckpt", id + "-3.ckpt"), checkpoints(out));

    // Nothing but the interruption leaves a checkpoint here.
    Process interrupted = child(TrainingDriver.start(folder, out, 5, "Infinity", folder.resolve("interrupted.log")));
    awaitHanging(interrupted, 5);
    int signal = ignoresInterrupts() ? 15 : 2;
    new ProcessBuilder("kill", "-" + signal, Long.toString(interrupted.pid())).start().waitFor();
    assertEquals(128 + signal, interrupted.waitFor(), () -> text(folder.resolve("interrupted.log")));
    String log = text(folder.resolve("interrupted.log"));
    assertTrue(log.contains("rondo: trial " + id + " goes on from epoch 3"), log);
    assertTrue(log.contains("the same command goes on from there"), log);
    assertEquals(Set.of(id + "-3.ckpt", id + "-5.ckpt"), checkpoints(out));
    assertEquals(Map.of(), files(out));

    Process again = child(TrainingDriver.start(folder, out, 0, "0", folder.resolve("again.log")));
    assertEquals(0, again.waitFor(), () -> text(folder.resolve("again.log")));
    log = text(folder.resolve("again.log"));
    assertTrue(log.contains("rondo: trial " + id + " goes on from epoch 5"), log);
    assertFalse(Files.exists(out.resolve("checkpoints")));

    Path whole = folder.resolve("whole");
    new SweepRun(TrainingDriver.spec(folder), TestSweeps.folder(whole), TestSweeps.silence())
        .run(f -> new LocalBackend(f, new TrialFunction.Training(null, folder.toString(), Double.POSITIVE_INFINITY), 1));
    SparkSession spark = SharedSpark.get();
    assertEquals(table(spark, whole), table(spark, out));
    Views.register(spark, TestSweeps.folder(out));
    assertEquals(
        "[5,8]", spark.sql("select resumed_from_epoch, size(epochs) from trials").collectAsList().get(0).toString());
  }

  private void awaitHanging(Process driver, int epoch) throws InterruptedException {
    while (!Files.exists(TrainingDriver.marker(folder, epoch))) {
      assertTrue(driver.isAlive(), "the driver ended too early");
      Thread.sleep(20);
    }
  }

  private static Set<String> checkpoints(Path out) throws IOException {
    try (Stream<Path> list = Files.list(out.resolve("checkpoints"))) {
      return list.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
    }
  }

  /** Whether this process, and so its children, were started in the background by a shell, which keeps Ctrl-C off them. */
  private static boolean ignoresInterrupts() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return false;
    }
    String line = Files.readAllLines(status).stream().filter(l -> l.startsWith("SigIgn:")).findFirst().orElseThrow();
    return (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 0b10) != 0;
  }

  private static void resume(Path out) throws Exception {
    SweepSpec spec = TestSweeps.spec(TRIALS);
    new SweepRun(spec, TestSweeps.folder(out), TestSweeps.silence())
        .run(f -> new LocalBackend(f, new TestSweeps.Formula(0), 2));
  }

  private static List<String> table(SparkSession spark, Path out) throws IOException {
    Views.register(spark, TestSweeps.folder(out));
    return spark.sql(TestSweeps.ALL_BUT_TIMES).collectAsList().stream().map(Row::json).toList();
  }

  private static void await(Path out, int rows, Process driver) throws Exception {
    while (!Files.isDirectory(out.resolve("trials")) || files(out).size() < rows) {
      assertTrue(driver.isAlive(), "the driver ended too early");
      Thread.sleep(20);
    }
  }

  private static Map<String, FileTime> files(Path out) throws IOException {
    Map<String, FileTime> files = new TreeMap<>();
    try (Stream<Path> list = Files.list(out.resolve("trials"))) {
      for (Path file : list.filter(path -> path.toString().endsWith(".parquet")).toList()) {
        files.put(file.getFileName().toString(), Files.getLastModifiedTime(file));
      }
    }
    return files;
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }
}

package dev.rondo.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.spec.SweepSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real driver process is killed in mid-sweep, as {@code kill -9} does it, and started again. */
@Timeout(150)
class KillTest {
  private static final int TRIALS = 30;
  /** The trial at which the first driver hangs, so that it is killed in mid-sweep on the slowest machine. */
  private static final int HANGS_FROM = 13;

  @TempDir private Path folder;

  @Test
  void killedSweepGoesOnWhereItStopped() throws Exception {
    Path out = folder.resolve("killed");
    Process driver = ChildDriver.start(out, TRIALS, HANGS_FROM, folder.resolve("first.log"));
    await(out, HANGS_FROM, driver);

    // While it runs: others are kept off, and can look.
    SweepFolder seen = TestSweeps.folder(out);
    SweepLock.Owner owner = SweepLock.holder(seen);
    assertNotNull(owner);
    assertEquals(driver.pid(), owner.pid());
    UserError refused = assertThrows(UserError.class, () -> resume(out));
    assertEquals(UserError.USAGE, refused.exitStatus());
    assertTrue(refused.getMessage().contains("process " + driver.pid()), refused.getMessage());
    SparkSession spark = SharedSpark.get();
    assertEquals(
        "n\n" + HANGS_FROM + "\n", SqlQuery.run(spark, seen, "select count(*) as n from trials", SqlFormat.CSV));

    driver.destroyForcibly().waitFor();
    Map<String, FileTime> before = files(out);
    assertEquals(HANGS_FROM, before.size());
    assertNull(SweepLock.holder(seen), "a dead driver holds nothing");

    Process again = ChildDriver.start(out, TRIALS, Long.MAX_VALUE, folder.resolve("second.log"));
    assertEquals(0, again.waitFor(), () -> text(folder.resolve("second.log")));

    Map<String, FileTime> after = files(out);
    assertEquals(2 * TRIALS, after.size());
    before.forEach((name, time) -> assertEquals(time, after.get(name), name + " was run twice"));

    Path whole = folder.resolve("whole");
    resume(whole);
    assertEquals(table(spark, whole), table(spark, out));
  }

  private static void resume(Path out) throws Exception {
    SweepSpec spec = TestSweeps.spec(TRIALS);
    new SweepRun(spec, TestSweeps.folder(out), TestSweeps.silence())
        .run(f -> new LocalBackend(f, new TestSweeps.Formula(0), 2));
  }

  private static List<String> table(SparkSession spark, Path out) throws IOException {
    Views.register(spark, TestSweeps.folder(out));
    return spark.sql(BackendParityTest.ALL_BUT_TIMES).collectAsList().stream().map(Row::json).toList();
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

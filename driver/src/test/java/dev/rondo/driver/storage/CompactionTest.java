package dev.rondo.driver.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rondo.core.TrialResult;
import dev.rondo.driver.SharedSpark;
import dev.rondo.driver.TestSweeps;
import dev.rondo.driver.UserError;
import dev.rondo.driver.command.SqlFormat;
import dev.rondo.driver.command.SqlQuery;
import dev.rondo.driver.sweep.ChildDriver;
import dev.rondo.driver.sweep.LocalBackend;
import dev.rondo.driver.sweep.SweepRun;
import dev.rondo.spec.SweepSpec;
import dev.rondo.spec.TrialConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Merging rows changes no table, whatever moment it ends at. */
@Timeout(240)
class CompactionTest {
  private static final SweepSpec SPEC = TestSweeps.spec(10);

  @TempDir private Path root;

  private SweepFolder sweep(String name) throws Exception {
    SweepFolder folder = TestSweeps.folder(root.resolve(name));
    new SweepRun(SPEC, folder, TestSweeps.silence()).run(f -> new LocalBackend(f, new TestSweeps.Formula(0), 2));
    return folder;
  }

  /** All that the views have. */
  private static List<String> views(SweepFolder folder) throws IOException {
    List<String> texts = new ArrayList<>();
    for (String view : List.of("trials order by trial_id", "epochs order by trial_id, epoch", "probes order by trial_id",
        "best order by trial_id", "leaderboard")) {
      texts.add(SqlQuery.run(SharedSpark.get(), folder, "select * from " + view, SqlFormat.JSON));
    }
    return texts;
  }

  /** What a plain glob sees, by DuckDB. */
  private static List<String> glob(Path out) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet set = statement.executeQuery(
            "select trial_id || ' ' || status || ' ' || valid_loss || ' ' || cast(config as varchar) || cast(epochs as varchar) from '"
                + out.resolve("trials") + "/*.parquet' order by trial_id")) {
      while (set.next()) {
        rows.add(set.getString(1));
      }
    }
    return rows;
  }

  private static List<String> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void mergedRowsAreTheSameRows() throws Exception {
    SweepFolder folder = sweep("merged");
    Path out = root.resolve("merged");
    List<String> views = views(folder);
    List<String> glob = glob(out);
    Map<String, TrialRow> rows = TestSweeps.rowsWithEpochs(folder);
    List<String> failed =
        rows.values().stream().filter(row -> row.status().equals("failed")).map(row -> row.id() + ".parquet").toList();
    assertFalse(failed.isEmpty());

    Compaction.Outcome outcome = Compaction.run(folder);
    assertEquals(new Compaction.Outcome(20, 1 + failed.size()), outcome);
    List<String> expected = new ArrayList<>(failed);
    expected.addAll(List.of("_generation", "rows-000001-00001.parquet"));
    assertEquals(expected.stream().sorted().toList(), files(out.resolve("trials")));
    assertEquals(List.of(".driver.lock", "data", "spec.json", "trials"), files(out));
    assertEquals(views, views(folder));
    assertEquals(glob, glob(out));
    assertEquals(rows, TestSweeps.rowsWithEpochs(folder));

    assertEquals(new Compaction.Outcome(outcome.filesLeft(), outcome.filesLeft()), Compaction.run(folder));
    new SweepRun(SPEC, folder, TestSweeps.silence()).run(f -> {
      throw new AssertionError("nothing is left to run");
    });
  }

  /** As when an executor outlives its driver, and the next driver has put its trials into other groups. */
  @Test
  void rowsThatAreThereTwiceAreThereOnceWhenTheSweepEnds() throws Exception {
    SweepFolder folder = sweep("doubled");
    Path out = root.resolve("doubled");
    List<String> views = views(folder);
    List<String> glob = glob(out);
    Map<String, TrialRow> rows = TestSweeps.rowsWithEpochs(folder);
    List<TrialResult> late = results(SPEC);
    for (List<TrialResult> group : List.of(late.subList(0, 5), late.subList(3, 9))) {
      folder.writeTogether(group.stream().map(result -> result.config().id()).toList(), group);
    }
    assertEquals(glob.size() + 5 + 6, glob(out).size(), "a glob sees them");
    assertEquals(rows, TestSweeps.rowsWithEpochs(folder), "Rondo's own reader does not");
    assertEquals(rows.size(), SweepReader.summarise(folder, SweepInfo.of(SPEC)).rows());

    new SweepRun(SPEC, folder, TestSweeps.silence()).run(f -> {
      throw new AssertionError("nothing is left to run");
    });
    assertEquals(glob, glob(out));
    assertEquals(views, views(folder));
    assertEquals(rows, TestSweeps.rowsWithEpochs(folder));
  }

  private static List<TrialResult> results(SweepSpec spec) {
    List<TrialResult> results = new ArrayList<>();
    for (long i = 0; i < spec.plan().size(); i++) {
      try {
        results.add(TestSweeps.result(spec.plan().get(i)));
      } catch (IllegalStateException e) {
        // One of those that were made to fail has no result.
      }
    }
    return results;
  }

  /** Also where all rows are in large files, which merging leaves alone as a rule. */
  @Test
  void aLargeFileAndARowOfItsOwnAreMerged() throws Exception {
    SweepFolder folder = TestSweeps.folder(root.resolve("large"));
    folder.prepare();
    List<TrialResult> results = results(TestSweeps.spec(600));
    assertTrue(results.size() > 1000);
    folder.writeTogether(results.stream().map(result -> result.config().id()).toList(), results);
    assertEquals(new Compaction.Outcome(1, 1), Compaction.run(folder));
    folder.write(results.get(7));
    assertEquals(new Compaction.Outcome(2, 1), Compaction.runIfNeeded(folder));
    assertEquals(results.size(), glob(root.resolve("large")).size());
    assertEquals(null, Compaction.runIfNeeded(folder));
  }

  @Test
  void damagedOrForeignFilesStopItBeforeAnythingChanges() throws Exception {
    SweepFolder folder = sweep("damaged");
    Path trials = root.resolve("damaged/trials");
    Path note = Files.writeString(trials.resolve("note.txt"), "mine");
    assertTrue(assertThrows(UserError.class, () -> Compaction.run(folder)).getMessage().contains("note.txt"));
    Files.delete(note);
    Path broken = Files.writeString(trials.resolve("0123456789abcdef.parquet"), "no row");
    assertTrue(assertThrows(UserError.class, () -> Compaction.run(folder)).getMessage().contains(broken.toString()));
    assertEquals(21, files(trials).size());
  }

  @Test
  void twoRenamesStoppedAtAnyChangeLoseAndDoubleNothing() throws Exception {
    sweep("pristine");
    Path pristine = root.resolve("pristine");
    List<String> glob = glob(pristine);
    Map<String, TrialRow> rows = TestSweeps.rowsWithEpochs(TestSweeps.folder(pristine));
    int points = 0;
    int gaps = 0;
    boolean ended = false;
    while (!ended) {
      Path out = root.resolve("stopped-" + points);
      FileUtil.copy(pristine.toFile(), StoppingFileSystem.folder(root).storage(), new org.apache.hadoop.fs.Path("hdfs://test" + out),
          false, new org.apache.hadoop.conf.Configuration(false));
      SweepFolder folder = StoppingFileSystem.folder(out);
      StoppingFileSystem.changesLeft = points;
      try {
        Compaction.run(folder);
        ended = true;
      } catch (IOException e) {
        points++;
      } finally {
        StoppingFileSystem.changesLeft = Integer.MAX_VALUE;
      }
      assertEquals(rows, TestSweeps.rowsWithEpochs(folder), "stopped at " + points);
      // A glob finds all rows, or no folder at all in the instant between the renames: never some.
      boolean gap = !Files.exists(out.resolve("trials"));
      gaps += gap ? 1 : 0;
      if (!gap) {
        assertEquals(glob, glob(out), "stopped at " + points);
      } else {
        assertEquals(
            "n\n" + rows.size() + "\n",
            SqlQuery.run(SharedSpark.get(), TestSweeps.folder(out), "select count(*) n from trials", SqlFormat.CSV));
      }
      folder.prepare();
      assertEquals(glob, glob(out), "cleaned up after " + points);
      assertFalse(files(out).stream().anyMatch(name -> name.startsWith("compaction-")));
    }
    assertTrue(points >= 20, points + " points");
    assertEquals(1, gaps);
  }

  @Test
  void processFrozenAtRandomMomentsHasEveryRowOnce() throws Exception {
    assumeTrue(Files.exists(Path.of("/proc/self/stat")), "needs Linux");
    Path out = root.resolve("frozen");
    List<String> ids = MergingDriver.trials().stream().map(TrialConfig::id).toList();
    SweepFolder folder = TestSweeps.folder(out);
    Random random = new Random(7);
    Process driver = ChildDriver.start(MergingDriver.class, root.resolve("driver.log"), out.toString());
    try {
      int last = 0;
      for (int point = 0; point < 25; point++) {
        long until = System.nanoTime() + random.nextInt(60_000_000);
        int live = 0;
        while (System.nanoTime() < until || live < 10) {
          live = wholePrefix(TestSweeps.rows(folder).keySet(), ids); // also while rows are written and merged
        }
        signal(driver, "STOP");
        int rows = wholePrefix(TestSweeps.rows(folder).keySet(), ids);
        assertTrue(rows >= last);
        last = rows;
        List<String> seen = glob(out).stream().map(row -> row.substring(0, 16)).toList();
        assertEquals(rows, seen.size());
        assertEquals(rows, wholePrefix(new HashSet<>(seen), ids));
        if (point == 5) {
          assertEquals(
              "n,ids\n" + rows + "," + rows + "\n",
              SqlQuery.run(
                  SharedSpark.get(), folder, "select count(*) n, count(distinct trial_id) ids from trials", SqlFormat.CSV));
        }
        signal(driver, "CONT");
      }
      assertTrue(driver.isAlive());
    } finally {
      driver.destroyForcibly().waitFor();
    }
    Set<String> before = TestSweeps.rows(folder).keySet();
    wholePrefix(before, ids);
    folder.prepare();
    Compaction.run(folder);
    assertEquals(before, TestSweeps.rows(folder).keySet());
    assertEquals(before.size(), glob(out).size());
  }

  private static int wholePrefix(Set<String> found, List<String> ids) {
    assertEquals(new HashSet<>(ids.subList(0, found.size())), found);
    return found.size();
  }

  private static void signal(Process process, String name) throws Exception {
    assertEquals(0, new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor());
    if (name.equals("STOP")) {
      Path stat = Path.of("/proc", Long.toString(process.pid()), "stat");
      while (!Files.readString(stat).contains(") T ")) {
        Thread.onSpinWait();
      }
    }
  }
}

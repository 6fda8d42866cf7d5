package dev.rondo.driver.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.core.Status;
import dev.rondo.core.TrialResult;
import dev.rondo.core.data.DataException;
import dev.rondo.driver.TestSweeps;
import dev.rondo.driver.storage.SweepFolder;
import dev.rondo.driver.storage.TrialRow;
import dev.rondo.spec.TrialConfig;
import dev.rondo.spec.TrialPlan;
import dev.rondo.spec.strategy.Segment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TrialGroupTest {
  private static final TrialPlan PLAN = TestSweeps.spec(20).plan();
  private static final List<TrialConfig> GROUP = IntStream.range(0, 40).mapToObj(PLAN::get).toList();

  @TempDir private Path out;
  private SweepFolder folder;

  @BeforeEach
  void prepare() throws Exception {
    folder = TestSweeps.folder(out);
    folder.prepare();
  }

  private Map<String, TrialRow> run(TrialFunction trials) throws IOException, DataException {
    Map<String, TrialRow> rows = new TreeMap<>();
    for (TrialRow row : TrialGroup.run(GROUP, Segment.TO_THE_END, () -> trials, folder, "driver", () -> false)) {
      assertEquals(null, rows.put(row.id(), row));
    }
    return rows;
  }

  private static TrialResult formula(TrialConfig config) {
    return TestSweeps.result(config);
  }

  /** Files by whether they hold the rows of many trials. */
  private long files(boolean shared) throws IOException {
    return folder.list("trials").stream().filter(name -> name.startsWith("rows-") == shared).count();
  }

  @Test
  void rowsThatNoRunReplacesShareAFile() throws Exception {
    Map<String, TrialRow> rows = run((config, until, checkpoints) -> formula(config));
    assertEquals(40, rows.size());
    long failed = rows.values().stream().filter(row -> row.status().equals(Status.FAILED.text())).count();
    assertTrue(failed > 0);
    assertEquals(1, files(true));
    assertEquals(failed, files(false));
    assertEquals(TestSweeps.rowsWithEpochs(folder), rows);
  }

  @Test
  void groupThatRunsAgainDoublesNothing() throws Exception {
    Map<String, TrialRow> first = run((config, until, checkpoints) -> formula(config));
    List<String> files = folder.list("trials");
    Map<String, TrialRow> second = run((config, until, checkpoints) -> {
      assertTrue(first.get(config.id()).status().equals("failed"), "what shares a file is not run again");
      return formula(config);
    });
    assertEquals(first.keySet(), second.keySet());
    assertEquals(files.stream().sorted().toList(), folder.list("trials").stream().sorted().toList());
  }

  @Test
  void groupWithARowOfOneTrialWritesEachAlone() throws Exception {
    folder.write(formula(GROUP.stream().filter(TrialGroupTest::endsWell).findFirst().orElseThrow()));
    run((config, until, checkpoints) -> formula(config));
    assertEquals(0, files(true));
    assertEquals(40, files(false));
  }

  private int rows() {
    try {
      return TestSweeps.rows(folder).size();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean endsWell(TrialConfig config) {
    try {
      return formula(config).status() == Status.OK;
    } catch (IllegalStateException e) {
      return false;
    }
  }

  @Test
  void rowsDoNotWaitForALongTrial() throws Exception {
    run((config, until, checkpoints) -> {
      if (config.index() == 10) {
        // Ends once the rows before it are there, which is after two seconds.
        while (rows() < 10) {
          Thread.onSpinWait();
        }
      }
      return formula(config);
    });
    assertEquals(0, files(true));
    assertEquals(40, TestSweeps.rows(folder).size());
  }

  @Test
  void cancelledGroupKeepsTheRowsOfWhatHadEnded() throws Exception {
    AtomicBoolean cancelled = new AtomicBoolean();
    TrialFunction trials = (config, until, checkpoints) -> {
      if (config.index() == 10) {
        cancelled.set(true);
        throw new IllegalStateException("interrupted");
      }
      return formula(config);
    };
    assertThrows(
        CancellationException.class,
        () -> TrialGroup.run(GROUP, Segment.TO_THE_END, () -> trials, folder, "driver", cancelled::get));
    assertEquals(10, TestSweeps.rows(folder).size());
    assertEquals(0, files(true));
  }

  private static List<String> ids() {
    return GROUP.stream().map(TrialConfig::id).toList();
  }

  /** The driver has lost touch with the executor and lets others run the trials; then this one ends as well. */
  @Test
  void groupThatWasThoughtLostPutsNoRowInTwoFiles() throws Exception {
    List<TrialResult> results = GROUP.stream().filter(TrialGroupTest::endsWell).map(TrialGroupTest::formula).toList();
    run((config, until, checkpoints) -> {
      if (config.index() == 39) {
        try {
          folder.claimAlone(ids());
          assertTrue(folder.readTogether(ids()).isEmpty());
          for (TrialResult result : results) {
            folder.write(result);
          }
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
      return formula(config);
    });
    assertEquals(0, files(true));
    assertEquals(40, files(false));
  }

  @Test
  void groupThatIsThoughtLostAfterItsRowsWereWrittenIsFound() throws Exception {
    List<TrialResult> results = GROUP.stream().filter(TrialGroupTest::endsWell).map(TrialGroupTest::formula).toList();
    assertTrue(folder.claimTogether(ids()));
    folder.writeTogether(ids(), results);
    folder.releaseTogether(ids());
    folder.tidyClaims();
    assertFalse(Files.exists(out.resolve("groups")));
    folder.claimAlone(ids());
    assertEquals(results.size(), folder.readTogether(ids()).size());
    assertFalse(folder.claimTogether(ids()));
    folder.prepare();
    assertTrue(folder.claimTogether(ids()), "another driver begins anew");
    assertTrue(folder.claimTogether(ids()), "an attempt that runs again");
  }
}

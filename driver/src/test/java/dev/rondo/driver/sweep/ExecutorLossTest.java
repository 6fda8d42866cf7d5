package dev.rondo.driver.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.core.Failure;
import dev.rondo.driver.TestSweeps;
import dev.rondo.driver.storage.TrialRow;
import dev.rondo.spec.SweepSpec;
import dev.rondo.spec.TrialConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Executors are processes here, and die. */
@Timeout(600)
class ExecutorLossTest {
  @TempDir private Path folder;

  @Test
  void onlyTheTrialThatKillsItsExecutorsFailsByIt() throws Exception {
    Path log = folder.resolve("driver.log");
    Path out = folder.resolve("out");
    Process driver = ChildDriver.start(PoisonedCluster.class, log, out.toString(), folder.toString());
    assertEquals(0, driver.waitFor(), () -> "see " + log);
    Map<String, TrialRow> rows = TestSweeps.rows(TestSweeps.folder(out));
    SweepSpec spec = TestSweeps.spec(PoisonedCluster.TRIALS);
    assertEquals(spec.plan().size(), rows.size(), Files.readString(log));
    for (long index = 0; index < spec.plan().size(); index++) {
      TrialRow row = rows.get(spec.plan().get(index).id());
      if (index == PoisonedCluster.POISON) {
        assertEquals("failed", row.status());
        assertTrue(
            row.failure().contains("the last time with no other trial in its executor: ExecutorLostFailure"), row.failure());
      } else if (index == PoisonedCluster.GREEDY) {
        assertEquals("failed", row.status());
        assertEquals("Java heap space", row.failure());
      } else {
        assertSameAsAnywhere(spec.plan().get(index), row);
      }
    }
    assertEquals(1, starts(PoisonedCluster.GREEDY), "an error is no reason to try again");
    assertTrue(starts(PoisonedCluster.UNLUCKY) >= 2);
    assertTrue(starts(PoisonedCluster.INNOCENT) >= 2, "this test wants it lost beside the other one");
  }

  private static void assertSameAsAnywhere(TrialConfig trial, TrialRow row) {
    try {
      assertEquals(TestSweeps.result(trial).validLoss(), row.validLoss());
    } catch (IllegalStateException e) {
      assertEquals(Failure.of(e, 0).message(), row.failure());
    }
  }

  private long starts(long index) throws Exception {
    return Files.size(folder.resolve("starts-" + index));
  }
}

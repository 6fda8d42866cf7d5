package dev.rondo.driver.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
@Timeout(240)
class ExecutorLossTest {
  @TempDir private Path folder;

  @Test
  void trialThatKillsItsExecutorIsARowAndTheOthersEndWell() throws Exception {
    Path log = folder.resolve("driver.log");
    Path out = folder.resolve("out");
    Process driver = ChildDriver.start(PoisonedCluster.class, log, out.toString());
    assertEquals(0, driver.waitFor(), () -> "see " + log);
    Map<String, TrialRow> rows = TestSweeps.rows(TestSweeps.folder(out));
    SweepSpec spec = TestSweeps.spec(PoisonedCluster.TRIALS);
    assertEquals(spec.plan().size(), rows.size(), Files.readString(log));
    for (long index = 0; index < spec.plan().size(); index++) {
      TrialConfig trial = spec.plan().get(index);
      String failure = rows.get(trial.id()).failure();
      if (index == PoisonedCluster.POISON) {
        assertEquals("failed", rows.get(trial.id()).status());
        assertTrue(failure.contains("ExecutorLostFailure"), failure);
      } else {
        assertFalse(failure.contains("ExecutorLostFailure"), failure);
      }
    }
  }
}

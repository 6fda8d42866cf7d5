package dev.rondo.driver.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.core.EpochRow;
import dev.rondo.driver.TestSweeps;
import dev.rondo.driver.storage.RunningTrial;
import dev.rondo.driver.storage.SweepFolder;
import dev.rondo.spec.TrialConfig;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeartbeatsTest {
  @TempDir private Path out;

  private final TrialConfig trial = TestSweeps.spec(2).plan().get(3);

  private static void epoch(TrialConfig trial, int epoch, double loss) {
    Heartbeats.EPOCHS.epoch(trial, new EpochRow(epoch, loss, loss, Double.NaN, 0.1, 1, 1));
  }

  @Test
  void trialIsSeenWhileItRunsAndTellsOfItsEpochs() throws Exception {
    SweepFolder folder = TestSweeps.folder(out);
    long now = System.nanoTime();
    long day = TimeUnit.DAYS.toNanos(1); // beyond what the real clock comes to
    try (Heartbeats.Trial told = Heartbeats.begin(trial, folder, "7")) {
      Heartbeats.beat(now);
      assertEquals(List.of(), RunningTrial.in(folder), "too young");
      Heartbeats.beat(now + day);
      RunningTrial seen = RunningTrial.in(folder).get(0);
      assertEquals(trial.id(), seen.trial());
      assertEquals(3, seen.index());
      assertEquals("7", seen.executor());
      assertEquals(ProcessHandle.current().pid(), seen.pid());
      assertEquals(0, seen.epoch());
      assertNull(seen.validLoss());
      assertFalse(seen.silent(Instant.now()));
      assertTrue(seen.silent(Instant.now().plusSeconds(600)));

      epoch(trial, 5, 9.25);
      Heartbeats.beat(now + day + TimeUnit.SECONDS.toNanos(5));
      assertEquals(0, RunningTrial.in(folder).get(0).epoch(), "not so often");
      Heartbeats.beat(now + day + TimeUnit.SECONDS.toNanos(11));
      seen = RunningTrial.in(folder).get(0);
      assertEquals(5, seen.epoch());
      assertEquals(9.25, seen.validLoss());
    }
    assertEquals(List.of(), RunningTrial.in(folder));
    epoch(trial, 6, 9); // of a thread without a trial
  }

  @Test
  void whatADeadDriverLeftIsDeletedByTheNext() throws Exception {
    SweepFolder folder = TestSweeps.folder(out);
    RunningTrial.of(trial, "driver", Instant.now(), 1, 9.5).write(folder);
    folder.writeText("running/torn.json", "{");
    assertEquals(1, RunningTrial.in(folder).size());
    new SweepRun(TestSweeps.spec(2), folder, TestSweeps.silence()).run(f -> {
      try {
        assertEquals(List.of(), RunningTrial.in(f));
      } catch (java.io.IOException e) {
        throw new AssertionError(e);
      }
      return new LocalBackend(f, new TestSweeps.Formula(0), 2);
    });
    assertEquals(List.of(), folder.list("running"));
  }
}

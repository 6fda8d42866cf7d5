package dev.rondo.driver.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.core.TrialResult;
import dev.rondo.driver.TestSweeps;
import dev.rondo.driver.UserError;
import dev.rondo.driver.sweep.LocalBackend;
import dev.rondo.driver.sweep.SweepRun;
import dev.rondo.spec.TrialConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sweeps on storage that keeps the rules of an object store. No real one takes part. */
class ObjectStoreTest {
  private static final Lease.Pace FAST = new Lease.Pace(Duration.ofMillis(200), Duration.ofSeconds(1), Duration.ofMillis(500));

  @TempDir private Path disk;

  @AfterEach
  void repair() {
    ObjectStore.operationsLeft = Integer.MAX_VALUE;
  }

  @Test
  void sweepRunsAndGoesOnAfterFailureOfTheStore() throws Exception {
    SweepFolder folder = ObjectStore.folder(disk);
    UserError failure = assertThrows(UserError.class, () -> run(folder, 12));
    assertEquals(UserError.CLUSTER, failure.exitStatus());
    assertTrue(failure.getMessage().contains("out of reach; check the storage, then run the same command again"), failure.getMessage());
    ObjectStore.operationsLeft = Integer.MAX_VALUE;
    int ended = TestSweeps.rows(folder).size();
    assertTrue(ended > 0 && ended < 12, () -> ended + " rows");
    // What a driver would do for half a minute when the one before it could not remove its lock.
    Lease.take(folder, TestSweeps.silence(), FAST).close();
    assertEquals(12, run(folder, Integer.MAX_VALUE));
    assertEquals(12, TestSweeps.rows(folder).size());
  }

  /** @return how many rows there are at the end */
  private static long run(SweepFolder folder, int operations) throws Exception {
    return new SweepRun(TestSweeps.spec(6), folder, TestSweeps.silence()).run(f -> {
      ObjectStore.operationsLeft = operations;
      return new LocalBackend(f, new TestSweeps.Formula(0), 1);
    }).rows();
  }

  @Test
  void whateverOperationFailsNoHalfRowIsSeen() throws Exception {
    SweepFolder folder = ObjectStore.folder(disk);
    TrialConfig trial = TestSweeps.spec(1).plan().get(0);
    TrialResult result = TestSweeps.result(trial);
    int failures = 0;
    for (int operations = 0; ; operations++) {
      boolean failed = false;
      try {
        ObjectStore.operationsLeft = operations;
        folder.write(result);
      } catch (IOException | UncheckedIOException e) {
        failed = true;
      }
      ObjectStore.operationsLeft = Integer.MAX_VALUE;
      assertEquals(failed ? 0 : 1, TestSweeps.rows(folder).size(), "failed at operation " + operations);
      if (!failed) {
        break;
      }
      failures++;
    }
    assertEquals(3, failures, "create, the first and the second half of the content");

    // Over the row of an earlier segment: it stays until the new one is whole.
    Path row = disk.resolve("trials").resolve(trial.id() + ".parquet");
    byte[] before = Files.readAllBytes(row);
    for (int operations = 0; operations < failures; operations++) {
      ObjectStore.operationsLeft = operations;
      assertThrows(Exception.class, () -> folder.write(TestSweeps.result(trial)));
      assertArrayEquals(before, Files.readAllBytes(row));
    }
  }

  @Test
  void movingAsideLeavesTheFileSomewhere() throws Exception {
    SweepFolder folder = ObjectStore.folder(disk);
    Path file = Files.write(Files.createDirectories(disk.resolve("trials")).resolve("0123.parquet"), new byte[] {1, 2});
    for (int operations = 0; operations < 4; operations++) {
      ObjectStore.operationsLeft = operations;
      assertThrows(
          Exception.class, () -> folder.moveAside(new org.apache.hadoop.fs.Path("objects://store" + file)));
      assertTrue(Files.exists(file));
    }
    ObjectStore.operationsLeft = Integer.MAX_VALUE;
    var target = folder.moveAside(new org.apache.hadoop.fs.Path("objects://store" + file));
    assertArrayEquals(new byte[] {1, 2}, Files.readAllBytes(Path.of(target.toUri().getPath())));
    assertTrue(Files.notExists(file));
  }

  @Test
  void ofDriversThatStartAtOnceOneWins() throws Exception {
    SweepFolder folder = ObjectStore.folder(disk);
    List<Lease> winners = Collections.synchronizedList(new ArrayList<>());
    List<Thread> drivers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      drivers.add(new Thread(() -> {
        try {
          winners.add(Lease.take(folder, TestSweeps.silence(), FAST));
        } catch (UserError e) {
          assertTrue(e.getMessage().contains("in use by another driver"), e.getMessage());
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }));
    }
    drivers.forEach(Thread::start);
    for (Thread driver : drivers) {
      driver.join();
    }
    assertEquals(1, winners.size());
    winners.get(0).close();
  }
}

package dev.rondo.driver.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.core.TrialResult;
import dev.rondo.core.data.DataException;
import dev.rondo.driver.TestSweeps;
import dev.rondo.driver.UserError;
import dev.rondo.driver.sweep.LocalBackend;
import dev.rondo.driver.sweep.SweepRun;
import dev.rondo.driver.sweep.TrialFunction;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can go wrong with a folder: one message, its exit status, and going on afterwards. */
class StorageFailureTest {
  @TempDir private Path disk;

  private static long run(SweepFolder folder, TrialFunction.Factory trials) throws Exception {
    return new SweepRun(TestSweeps.spec(6), folder, TestSweeps.silence()).run(f -> new LocalBackend(f, trials, 1)).rows();
  }

  private static UserError fails(SweepFolder folder, TrialFunction.Factory trials, String... parts) {
    UserError error = assertThrows(UserError.class, () -> run(folder, trials));
    for (String part : parts) {
      assertTrue(error.getMessage().contains(part), error.getMessage());
    }
    assertEquals(1, error.getMessage().lines().count(), error.getMessage());
    return error;
  }

  @Test
  void fullDiskKeepsWhatHasEnded() throws Exception {
    SweepFolder folder = FullDisk.folder(disk);
    FullDisk.ROOM.set(20_000);
    UserError error = fails(folder, new TestSweeps.Formula(0), "cannot write a row into full:" + disk, "No space left on device; make room");
    assertEquals(UserError.CLUSTER, error.exitStatus());
    FullDisk.ROOM.set(Long.MAX_VALUE);
    int ended = TestSweeps.rows(folder).size();
    assertTrue(ended > 0 && ended < 12, () -> ended + " rows");
    assertEquals(12, run(folder, new TestSweeps.Formula(0)));
  }

  @Test
  void outThatIsAFile() throws Exception {
    Path file = Files.writeString(disk.resolve("file"), "x");
    for (Path out : new Path[] {file, file.resolve("below")}) {
      UserError error = fails(TestSweeps.folder(out), new TestSweeps.Formula(0), out.toString(), "a file stands where a folder is needed");
      assertEquals(UserError.CLUSTER, error.exitStatus());
    }
  }

  @Test
  void nameThatIsTooLong() throws Exception {
    UserError error = fails(TestSweeps.folder(disk.resolve("x".repeat(300))), new TestSweeps.Formula(0), "a shorter name");
    assertEquals(UserError.CLUSTER, error.exitStatus());
  }

  @Test
  void storageThatIsNotThere() {
    UserError error = assertThrows(UserError.class, () -> SweepFolder.at("s3a://bucket/sweep", new Configuration()));
    assertEquals(UserError.CLUSTER, error.exitStatus());
    assertTrue(error.getMessage().contains("Hadoop has no file system for s3a here"), error.getMessage());
  }

  @Test
  void oddNamesAreJustNames() throws Exception {
    for (String name : new String[] {"a b", "it's \"so\"", "100%25", "ä音", "a{b}[c]*?", "#x"}) {
      SweepFolder folder = TestSweeps.folder(disk.resolve(name));
      assertEquals(12, run(folder, new TestSweeps.Formula(0)), name);
      assertEquals(12, TestSweeps.rows(SweepFolder.at(folder.uri(), new Configuration())).size(), name);
    }
  }

  @Test
  void dataThatChangesOrVanishesEndsTheSweep() throws Exception {
    SweepFolder folder = TestSweeps.folder(disk.resolve("data"));
    TrialFunction.Factory half = () -> (config, until, checkpoints) -> {
      TrialResult result = TestSweeps.result(config);
      return config.index() < 3 ? result : failed(result, "the file has gone");
    };
    UserError gone = fails(folder, half, "the file has gone", "the same command goes on");
    assertEquals(UserError.DATA, gone.exitStatus());
    int ended = TestSweeps.rows(folder).size();
    assertTrue(ended > 0 && ended < 12, () -> ended + " rows");

    TrialResult other = TestSweeps.result(TestSweeps.spec(6).plan().get(0));
    DataException changed = assertThrows(DataException.class, () -> DataClaim.check(folder, withHash(other, "def")));
    assertTrue(changed.getMessage().contains("its hash was abc and is def"), changed.getMessage());
    assertEquals(12, run(folder, new TestSweeps.Formula(0)));
  }

  private static TrialResult failed(TrialResult r, String message) {
    return new TrialResult(
        r.config(), r.task(), r.dataset(), dev.rondo.core.Status.FAILED, 0, 0, Double.NaN, Double.NaN, Double.NaN, r.metrics(),
        new dev.rondo.core.Failure(DataException.class.getName(), message, "", 0), r.provenance(), r.startedAt(), r.finishedAt(),
        r.wallSeconds(), null, 0, r.epochs(), r.probes());
  }

  private static TrialResult withHash(TrialResult r, String hash) {
    var p = r.provenance();
    return new TrialResult(
        r.config(), r.task(), r.dataset(), r.status(), r.epochsRun(), r.bestEpoch(), r.trainLoss(), r.validLoss(), r.testLoss(),
        r.metrics(), r.failure(),
        new dev.rondo.core.Provenance(p.version(), p.jvm(), p.os(), p.cpu(), p.blas(), p.threads(), p.dtype(), hash),
        r.startedAt(), r.finishedAt(), r.wallSeconds(), null, 0, r.epochs(), r.probes());
  }
}

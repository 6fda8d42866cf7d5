package dev.rondo.driver.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rondo.core.Failure;
import dev.rondo.core.Status;
import dev.rondo.core.TrialResult;
import dev.rondo.driver.TestSweeps;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows of executors that were thought lost and come late. */
class LateRowsTest {
  @TempDir private Path out;

  private static TrialResult result(Status status, int epochs) {
    TrialResult r = TestSweeps.result(TestSweeps.spec(1).plan().get(0));
    Failure failure = status == Status.OK || status == Status.STOPPED ? null : new Failure(status.text(), "", "", epochs);
    return new TrialResult(
        r.config(), r.task(), r.dataset(), status, epochs, r.bestEpoch(), r.trainLoss(), r.validLoss(), r.testLoss(), r.metrics(),
        failure, r.provenance(), r.startedAt(), r.finishedAt(), r.wallSeconds(), null, r.flops(), r.epochs(), r.probes());
  }

  @ParameterizedTest
  @CsvSource({
      // What is there, what comes, whether it takes the place.
      "STOPPED, 3, STOPPED, 9, true", "STOPPED, 9, STOPPED, 3, false", "STOPPED, 3, STOPPED, 3, true", "STOPPED, 9, OK, 20, true",
      "STOPPED, 9, OK, 5, true", "OK, 20, STOPPED, 3, false", "OK, 5, STOPPED, 9, false", "OK, 20, FAILED, 0, false",
      "OK, 20, OK, 20, true", "DIVERGED, 4, STOPPED, 3, false", "DIVERGED, 4, FAILED, 4, false", "DIVERGED, 4, DIVERGED, 4, true",
      "STOPPED, 9, FAILED, 0, true", "FAILED, 9, STOPPED, 3, true", "FAILED, 9, OK, 20, true", "FAILED, 9, FAILED, 2, true"})
  void earlierSegmentsDoNotReplaceLaterOnes(Status there, int epochsThere, Status comes, int epochsComing, boolean replaces)
      throws Exception {
    SweepFolder folder = TestSweeps.folder(out);
    folder.write(result(there, epochsThere));
    folder.write(result(comes, epochsComing));
    List<TrialRow> rows = List.copyOf(TestSweeps.rows(folder).values());
    assertEquals(1, rows.size());
    assertEquals((replaces ? comes : there).text(), rows.get(0).status());
    assertEquals(replaces ? epochsComing : epochsThere, rows.get(0).epochsRun());
  }

  @Test
  void aDamagedRowIsReplacedByAny() throws Exception {
    SweepFolder folder = TestSweeps.folder(out);
    TrialResult ok = result(Status.OK, 20);
    folder.write(ok);
    Path file = out.resolve("trials").resolve(ok.config().id() + ".parquet");
    byte[] whole = Files.readAllBytes(file);
    for (int size : new int[] {0, 3, whole.length / 2, whole.length - 1}) {
      Files.write(file, Arrays.copyOf(whole, size));
      folder.write(result(Status.STOPPED, 3));
      assertEquals(3, TestSweeps.rows(folder).values().iterator().next().epochsRun(), size + " bytes");
    }
  }
}

package dev.rondo.driver.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.core.Provenance;
import dev.rondo.core.Status;
import dev.rondo.core.TrialResult;
import dev.rondo.driver.TestSweeps;
import dev.rondo.driver.UserError;
import dev.rondo.driver.storage.SweepFolder;
import dev.rondo.driver.storage.SweepLock;
import dev.rondo.driver.storage.SweepSummary;
import dev.rondo.driver.storage.TrialRow;
import dev.rondo.spec.SweepSpec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SweepRunTest {
  private static final SweepSpec SPEC = TestSweeps.spec(6);

  @TempDir private Path out;
  private SweepFolder folder;

  @BeforeEach
  void runOnce() throws Exception {
    folder = TestSweeps.folder(out);
    run(SPEC);
  }

  private String run(SweepSpec spec) throws Exception {
    ByteArrayOutputStream messages = new ByteArrayOutputStream();
    new SweepRun(spec, folder, new PrintStream(messages, true, StandardCharsets.UTF_8))
        .run(f -> new LocalBackend(f, new TestSweeps.Formula(0), 2));
    return messages.toString(StandardCharsets.UTF_8);
  }

  private Path row(int number) throws IOException {
    try (var files = Files.list(out.resolve("trials"))) {
      return files.sorted().toList().get(number);
    }
  }

  @Test
  void finishedSweepNeedsNoBackend() throws Exception {
    SweepSummary summary = new SweepRun(SPEC, folder, TestSweeps.silence()).run(f -> {
      throw new AssertionError("nothing is left to run");
    });
    assertEquals(12, summary.rows());
  }

  @Test
  void sameTrialGivesTheSameBytesButForTimes() throws Exception {
    Path file = row(0);
    var result = TestSweeps.result(
        SPEC.plan().get(0).id().equals(id(file)) ? SPEC.plan().get(0) : trialOf(id(file)));
    folder.write(result);
    byte[] once = Files.readAllBytes(file);
    folder.write(result);
    assertTrue(Arrays.equals(once, Files.readAllBytes(file)));
  }

  private dev.rondo.spec.TrialConfig trialOf(String id) {
    for (long i = 0; i < SPEC.plan().size(); i++) {
      if (SPEC.plan().get(i).id().equals(id)) {
        return SPEC.plan().get(i);
      }
    }
    throw new AssertionError(id);
  }

  private static String id(Path file) {
    return file.getFileName().toString().replace(".parquet", "");
  }

  @Test
  void damagedRowsAreMovedAsideAndRunAgain() throws Exception {
    Map<String, TrialRow> before = TestSweeps.rows(folder);
    Path empty = row(0);
    Path truncated = row(1);
    Path torn = row(2);
    Path foreign = row(3);
    Path flipped = row(4);
    Files.write(empty, new byte[0]);
    byte[] whole = Files.readAllBytes(truncated);
    Files.write(truncated, Arrays.copyOf(whole, whole.length / 2));
    byte[] tornBytes = Files.readAllBytes(torn);
    Files.write(torn, Arrays.copyOf(tornBytes, tornBytes.length - 1));
    Files.copy(row(5), foreign, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    byte[] flip = Files.readAllBytes(flipped);
    flip[40] ^= 0x55; // inside the first page
    Files.write(flipped, flip);

    String messages = run(SPEC);
    for (Path file : List.of(empty, truncated, torn, foreign, flipped)) {
      assertTrue(messages.contains(file + " is not a whole row"), messages);
      assertTrue(Files.exists(out.resolve("damaged").resolve(file.getFileName())), file.toString());
    }
    Map<String, TrialRow> after = TestSweeps.rows(folder);
    assertEquals(before.keySet(), after.keySet());
    before.forEach((id, row) -> assertEquals(row.validLoss(), after.get(id).validLoss()));
  }

  @Test
  void whatAnInterruptedWriteLeftIsIgnoredAndRemoved() throws Exception {
    Path hidden = out.resolve("trials").resolve("_0123-half");
    Files.writeString(hidden, "PAR1 half a row");
    assertEquals(12, TestSweeps.rows(folder).size());
    run(SPEC);
    assertFalse(Files.exists(hidden));
  }

  @Test
  void failedTrialsRunAgainWhenAsked() throws Exception {
    Map<String, TrialRow> before = TestSweeps.rows(folder);
    TrialRow failed = before.values().stream().filter(row -> row.status().equals("failed")).findFirst().orElseThrow();
    assertTrue(run(SPEC).contains("12 of 12 trials have ended"));
    ByteArrayOutputStream messages = new ByteArrayOutputStream();
    SweepSummary summary = new SweepRun(SPEC, folder, new PrintStream(messages, true, StandardCharsets.UTF_8))
        .retryingFailed()
        .run(f -> new LocalBackend(f, mended(), 2));
    String said = messages.toString(StandardCharsets.UTF_8);
    long count = before.values().stream().filter(row -> row.status().equals("failed")).count();
    assertTrue(said.contains("running " + count + " trial"), said);
    assertEquals(12, summary.rows());
    assertEquals(0, summary.count("failed"));
    Map<String, TrialRow> after = TestSweeps.rows(folder);
    assertEquals("ok", after.get(failed.id()).status());
    before.forEach((id, row) -> assertTrue(row.status().equals("failed") || row.equals(after.get(id)), "only failed ones ran"));
  }

  /** Trials of which none fails any more; those that did not fail before must not come. */
  private static TrialFunction.Factory mended() {
    return () -> (config, untilEpoch, checkpoints) -> {
      try {
        TestSweeps.result(config);
      } catch (IllegalStateException e) {
        return new TrialResult(
            config, "formula", "numbers", Status.OK, 0, 0, 1, 1, 1, Map.of(), null,
            new Provenance("test", "jvm", "os", "cpu", "none", 1, "float32", "abc"), Instant.now(), Instant.now(), 0, null, 0,
            List.of(), List.of());
      }
      throw new AssertionError("trial " + config.index() + " had ended well");
    };
  }

  @Test
  void anotherSpecIsRefusedWithWhatDiffers() {
    UserError error = assertThrows(UserError.class, () -> run(TestSweeps.spec("test-sweep", 6, "20")));
    assertEquals(UserError.USAGE, error.exitStatus());
    assertTrue(error.getMessage().contains("variants.plain.space.train.epochs: 10 there, 20 in the spec"), error.getMessage());
    assertTrue(error.getMessage().contains("--out"), error.getMessage());
    assertFalse(error.getMessage().contains("step-rate"), error.getMessage());
  }

  @Test
  void secondDriverOfThisProcessIsRefused() throws Exception {
    try (SweepLock lock = SweepLock.take(folder, TestSweeps.silence())) {
      assertEquals(ProcessHandle.current().pid(), SweepLock.holder(folder).pid());
      UserError error = assertThrows(UserError.class, () -> run(SPEC));
      assertTrue(error.getMessage().contains("in use by another driver"), error.getMessage());
    }
    assertNull(SweepLock.holder(folder));
    run(SPEC);
  }

  @Test
  void damagedSpecFileIsToldWithTheCure() throws Exception {
    Files.writeString(out.resolve("spec.json"), "{\"name\": \"te");
    UserError error = assertThrows(UserError.class, () -> run(SPEC));
    assertEquals(UserError.DATA, error.exitStatus());
    assertTrue(error.getMessage().contains("spec.json is damaged"), error.getMessage());
  }

  @Test
  void folderThatCannotBeWrittenIsAStorageFailure() throws Exception {
    Path blocked = out.resolve("blocked");
    Files.createDirectories(blocked);
    SweepFolder target = TestSweeps.folder(blocked);
    UserError error = assertThrows(UserError.class, () -> new SweepRun(SPEC, target, TestSweeps.silence()).run(f -> {
      try {
        // The disk goes away under a running sweep.
        Files.delete(blocked.resolve("trials"));
        Files.writeString(blocked.resolve("trials"), "a file where the folder was");
      } catch (IOException e) {
        throw new AssertionError(e);
      }
      return new LocalBackend(f, new TestSweeps.Formula(0), 2);
    }));
    assertEquals(UserError.CLUSTER, error.exitStatus());
    assertTrue(error.getMessage().contains("cannot write a row into " + blocked), error.getMessage());
  }
}

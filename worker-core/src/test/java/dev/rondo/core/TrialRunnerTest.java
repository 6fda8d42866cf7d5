package dev.rondo.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.core.checkpoint.MemoryStore;
import dev.rondo.core.data.DataException;
import dev.rondo.spec.TrialConfig;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrialRunnerTest {
  private final TrialRunner runner = new TrialRunner(null, null);

  private TrialResult run(String... settings) {
    return runner.run(Configs.quick(settings), EpochListener.NONE);
  }

  /** All numbers but times. */
  private static String numbers(TrialResult r) {
    StringBuilder text = new StringBuilder();
    text.append(r.status()).append(r.bestEpoch()).append(r.trainLoss()).append(r.validLoss()).append(r.testLoss());
    r.epochs().forEach(e -> text.append('\n').append(e.epoch()).append(' ').append(e.trainLoss()).append(' ')
        .append(e.validLoss()).append(' ').append(e.gradientNorm()));
    return text.toString();
  }

  @Test
  void training_lowersTheLossAndReportsTheBestEpoch() {
    TrialResult r = run("train.epochs = 12", "optimizer.step-rate = 0.005");
    assertEquals(Status.OK, r.status());
    assertNull(r.failure());
    assertEquals(12, r.epochsRun());
    assertEquals(12, r.epochs().size());
    EpochRow first = r.epochs().get(0);
    assertTrue(first.trainLoss() > 30 && first.trainLoss() < 62, "starts near 88 ln 2: " + first);
    double lowest = r.epochs().stream().mapToDouble(EpochRow::validLoss).min().orElseThrow();
    assertEquals(lowest, r.validLoss());
    assertEquals(lowest, r.epochs().get(r.bestEpoch() - 1).validLoss());
    assertTrue(lowest < 20, "learns: " + lowest);
    assertTrue(r.testLoss() > r.metrics().get("floor.test"), "no model is better than the floor");
    assertTrue(r.flops() > 0 && r.wallSeconds() > 0);
    assertEquals(64, r.provenance().dataHash().length());
  }

  @Test
  void memory_ofNoiseAtEveryStep_growsWithTrainingChunksAndNotWithTheUncutTestSequences() throws Exception {
    String noise = "perturbation { kind = gaussian-noise, refresh = step }";
    // 200 hidden units: 160 kB of perturbed weights a step; test sequences have up to 80 steps.
    long bytes = runner.check(Configs.quick("model.hidden = 200", "task.chunk = 5")).peakBytes();
    long noisy = runner.check(Configs.quick("model.hidden = 200", "task.chunk = 5", noise)).peakBytes();
    assertTrue(noisy - bytes < 5 * 4 * 200 * 200, bytes + " bytes, with noise " + noisy);
    assertTrue(noisy - bytes > 3 * 4 * 200 * 200, bytes + " bytes, with noise " + noisy);
  }

  @Test
  void sameConfigSameBits_whateverRunsBeside_otherSeedOtherNumbers() throws Exception {
    String[] settings = {"perturbation { kind = dropconnect, p = 0.3 }"};
    String alone = numbers(run(settings));
    ExecutorService pool = Executors.newFixedThreadPool(2);
    try {
      List<Future<String>> both = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        both.add(pool.submit(() -> numbers(run(settings))));
      }
      for (Future<String> one : both) {
        assertEquals(alone, one.get());
      }
    } finally {
      pool.shutdownNow();
    }
    TrialConfig c = Configs.quick(settings);
    TrialConfig other = new TrialConfig(c.sweep(), c.variant(), c.index(), c.seed() + 1, c.values());
    assertNotEquals(alone, numbers(runner.run(other, EpochListener.NONE)));
  }

  @Test
  void divergence_isARowWithItsReason() {
    TrialResult r = run("train.epochs = 50", "optimizer { kind = sgd, step-rate = 900 }");
    assertEquals(Status.DIVERGED, r.status());
    assertEquals("diverged", r.failure().kind());
    assertTrue(r.failure().message().contains("train.divergence allows 1000"), r.failure().message());
    assertEquals(r.epochs().size(), r.epochsRun());
    assertTrue(r.epochsRun() < 50);
  }

  @Test
  void earlyStopping_endsSoManyEpochsAfterTheBest() {
    TrialResult r = run("train { epochs = 200, stop.patience = 2 }", "optimizer.step-rate = 0.05");
    assertEquals(Status.OK, r.status());
    assertTrue(r.epochsRun() < 200);
    assertEquals(r.bestEpoch() + 2, r.epochsRun());
  }

  @Test
  void clipping_boundsTheStepAndIsOffByDefault() {
    String free = numbers(run("optimizer { kind = sgd, step-rate = 0.01 }"));
    assertEquals(free, numbers(run("optimizer { kind = sgd, step-rate = 0.01 }", "train.clip = 1e9")));
    TrialResult clipped = run("optimizer { kind = sgd, step-rate = 0.01 }", "train.clip = 1e-6");
    double moved = clipped.epochs().get(0).validLoss() - clipped.epochs().get(2).validLoss();
    assertTrue(Math.abs(moved) < 1e-5, "steps of 1e-8 change nothing: " + moved);
  }

  @Test
  void countedPadding_makesTheValidationLossSmaller() {
    TrialResult counted = run("task.count-padding = true", "train.epochs = 15", "optimizer.step-rate = 0.005");
    TrialResult masked = run("task.count-padding = false", "train.epochs = 15", "optimizer.step-rate = 0.005");
    assertTrue(counted.validLoss() < masked.validLoss(), "silent steps are easy to predict");
  }

  @Test
  void missingData_isFoundByCheck_andAFailedRowWhenRun() {
    TrialConfig config = Configs.quick("task.set = jsb-chorales");
    DataException e = assertThrows(DataException.class, () -> runner.check(config));
    assertTrue(e.getMessage().contains("JSB_Chorales.mat"), e.getMessage());
    TrialResult r = runner.run(config, EpochListener.NONE);
    assertEquals(Status.FAILED, r.status());
    assertEquals(DataException.class.getName(), r.failure().kind());
    assertFalse(r.failure().stack().isEmpty());
  }

  @Test
  void fastDropout_learnsFromItsOutputBiasOn_andIsSaved(@TempDir Path folder) throws Exception {
    TrialConfig config = Configs.quick(
        "model.cell.kind = fast-dropout-elman", "init.output-bias = -3", "train.epochs = 12", "optimizer.step-rate = 0.005");
    TrialResult r = runner.runAndSave(config, EpochListener.NONE, folder);
    assertEquals(Status.OK, r.status(), () -> r.failure().message());
    assertTrue(r.epochs().get(0).trainLoss() < 25, "starts from few notes: " + r.epochs().get(0));
    assertTrue(r.validLoss() < 15 && r.testLoss() > r.metrics().get("floor.test"), "learns: " + r.validLoss());
    assertEquals(numbers(r), numbers(runner.run(config, EpochListener.NONE)));
    assertTrue(Files.readString(folder.resolve("config.json")).contains("fast-dropout-elman"));
  }

  @Test
  void fastDropout_refusesPerturbations_andTakesPenalties() throws Exception {
    String cell = "model.cell.kind = fast-dropout-elman";
    IllegalArgumentException e = assertThrows(
        IllegalArgumentException.class, () -> runner.check(Configs.quick(cell, "perturbation.kind = dropconnect")));
    assertTrue(e.getMessage().contains("perturbation.kind = dropconnect with model.cell.kind = fast-dropout-elman"),
        e.getMessage());
    assertTrue(runner.check(Configs.quick(cell, "penalty.kind = weight-norm")).peakBytes()
        > runner.check(Configs.quick("penalty.kind = weight-norm")).peakBytes());
  }

  @Test
  void perturbationOfWeightsThatAreNotThere_isRefused() {
    String cell = "model.cell.kind = feed-forward";
    IllegalArgumentException e = assertThrows(
        IllegalArgumentException.class, () -> runner.check(Configs.quick(cell, "perturbation.kind = gaussian-noise")));
    assertTrue(e.getMessage().contains("perturbation.target = recurrent with model.cell.kind = feed-forward"), e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "feed-forward", "fast-dropout-lstm", "scrn", "scrn-learned", "gated-feedback", "gated-feedback, units = lstm",
    "gated-feedback, units = gru", "fast-dropout-elman, sampling = pre-activation", "max-affine, pieces = 2",
    "perceptron-graph, density = 0.5"
  })
  void everyCell_learns(String cell) {
    TrialResult r = run(
        "model.cell { kind = " + cell + " }", "init.output-bias = -3", "train.epochs = 2", "optimizer.step-rate = 0.005");
    assertEquals(Status.OK, r.status(), () -> r.failure().message());
    double first = r.epochs().get(0).trainLoss();
    double last = r.epochs().get(r.epochs().size() - 1).trainLoss();
    assertTrue(last < first, "from " + first + " to " + last);
  }

  @Test
  void impossibleSize_isAFailedRow() {
    TrialResult r = run("model.hidden = 16384", "perturbation { kind = gaussian-noise }");
    assertEquals(Status.FAILED, r.status());
    assertTrue(r.failure().message().contains("2^31"), r.failure().message());
  }

  @Test
  void timeout_isAFailedRowWithTheEpochsSoFar() {
    TrialRunner limited = new TrialRunner(null, null, Double.POSITIVE_INFINITY, 1e-9);
    TrialResult none = limited.run(Configs.quick(), EpochListener.NONE);
    assertEquals(Status.FAILED, none.status());
    assertEquals(Failure.TIMEOUT, none.failure().kind());
    assertTrue(none.failure().message().contains("run.trial-timeout = 1.0E-9"), none.failure().message());
    assertEquals(0, none.epochsRun());

    MemoryStore store = new MemoryStore(Integer.MAX_VALUE);
    TrialResult first = runner.run(Configs.quick(), 2, store, EpochListener.NONE);
    TrialResult later = limited.run(Configs.quick(), 3, store, EpochListener.NONE);
    assertEquals(Failure.TIMEOUT, later.failure().kind());
    assertEquals(3, later.failure().epoch());
    assertEquals(2, later.epochsRun());
    assertEquals(first.bestEpoch(), later.bestEpoch());
    assertEquals(first.validLoss(), later.validLoss());
  }

  @Test
  void failureInALaterSegment_keepsTheEpochsOfEarlierOnes() {
    MemoryStore store = new MemoryStore(Integer.MAX_VALUE);
    TrialResult first = runner.run(Configs.quick(), 2, store, EpochListener.NONE);
    TrialResult training = runner.run(Configs.quick(), 3, store, (config, row) -> {
      throw new IllegalStateException("in epoch " + row.epoch());
    });
    assertEquals(Status.FAILED, training.status());
    assertEquals("in epoch 3", training.failure().message());
    assertEquals(3, training.epochs().size());
    assertEquals(first.epochs().get(0), training.epochs().get(0));

    // Nothing is left of the trial but its checkpoint, as when its process was lost.
    Failure lost = new Failure(Failure.EXECUTOR_LOST, "gone", "", 0);
    TrialResult gone = TrialResult.failed(Configs.quick(), "", lost, first.provenance(), store);
    assertEquals(2, gone.epochsRun());
    assertEquals(first.bestEpoch(), gone.bestEpoch());
    assertEquals(first.validLoss(), gone.validLoss());
    assertEquals(2, gone.failure().epoch());
  }

  @Test
  void float64_agreesWithFloat32AtFirst() {
    double single = run("train.epochs = 1").epochs().get(0).trainLoss();
    double wide = run("train.epochs = 1", "train.dtype = float64").epochs().get(0).trainLoss();
    assertEquals(wide, single, 1e-4 * wide);
    assertNotEquals(wide, single);
  }

  @Test
  void estimate_countsParameters() throws Exception {
    Estimate e = runner.check(Configs.quick());
    assertEquals(88 * 12 + 12 * 12 + 12 + 12 * 88 + 88, e.parameters());
    assertTrue(e.flopsPerEpoch() > 0 && e.peakBytes() > 0 && e.dataBytes() > 0);
  }

  @Test
  void savedModel_holdsTheWeightsInSafetensors(@TempDir Path folder) throws Exception {
    runner.runAndSave(Configs.quick(), EpochListener.NONE, folder);
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(folder.resolve("model.safetensors"))).order(ByteOrder.LITTLE_ENDIAN);
    int length = (int) bytes.getLong();
    String header = new String(bytes.array(), 8, length, StandardCharsets.UTF_8);
    assertTrue(header.contains("\"recurrent\":{\"dtype\":\"F32\",\"shape\":[12,12],"), header);
    assertEquals(8 + length + 4 * (88 * 12 + 12 * 12 + 12 + 12 * 88 + 88), bytes.capacity());
    assertEquals(Configs.quick(), TrialConfig.fromJson(Files.readString(folder.resolve("config.json")).strip()));
    try (var files = Files.list(folder)) {
      assertEquals(2, files.count());
    }
  }

  @Test
  void savedModel_ofDropConnect_holdsTheWeightsThatEvaluationUses(@TempDir Path folder) throws Exception {
    String[] settings = {"train.epochs = 1", "perturbation { kind = dropconnect, p = 0.75, scale = "};
    double[][] weights = new double[2][];
    for (String scale : new String[] {"none", "test"}) {
      TrialConfig c = Configs.quick(settings[0], settings[1] + scale + " }", "optimizer { kind = sgd, step-rate = 0 }");
      Path target = folder.resolve(scale);
      runner.runAndSave(new TrialConfig(c.sweep(), c.variant(), 0, 5, c.values()), EpochListener.NONE, target);
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(target.resolve("model.safetensors"))).order(ByteOrder.LITTLE_ENDIAN);
      int recurrent = 8 + (int) bytes.getLong() + 4 * 88 * 12;
      double[] values = new double[12 * 12];
      for (int i = 0; i < values.length; i++) {
        values[i] = bytes.getFloat(recurrent + 4 * i);
      }
      weights[scale.equals("none") ? 0 : 1] = values;
    }
    for (int i = 0; i < weights[0].length; i++) {
      assertEquals(0.25 * weights[0][i], weights[1][i], 1e-7);
    }
  }
}

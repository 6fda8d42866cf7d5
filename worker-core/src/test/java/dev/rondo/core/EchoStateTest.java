package dev.rondo.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.spec.TrialConfig;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Echo-state networks end to end: readouts in closed form and by gradients. */
class EchoStateTest {
  private static final String[] MACKEY_GLASS = {
    "task { kind = mackey-glass, length = 600, washout = 100, train-size = 4, valid-size = 2, test-size = 2 }",
    "model { cell { kind = echo-state, expansion = inputs }, hidden = 100 }",
    "init { recurrent { kind = sparse, sigma = 1, connections = 10, spectral-radius = 0.8 }, input { kind = uniform, range = 0.5 } }"
  };

  private final TrialRunner runner = new TrialRunner(null, null);

  @TempDir
  Path folder;

  @Test
  void mackeyGlass_isPredictedByAReadoutInClosedForm() {
    for (String kind : new String[] {"ridge", "pseudo-inverse"}) {
      TrialConfig config = Configs.first(String.join("\n", MACKEY_GLASS), "optimizer.kind = " + kind);
      TrialResult r = runner.run(config, EpochListener.NONE);
      assertEquals(Status.OK, r.status(), () -> r.failure().message());
      assertEquals(1, r.epochsRun());
      double error = r.metrics().get("test.normalised-root-mean-squared-error");
      assertTrue(error < 1e-2, kind + ": " + error);
      assertEquals(Math.sqrt(r.validLoss()), Math.sqrt(r.trainLoss()), 0.5 * Math.sqrt(r.validLoss()), kind);
      TrialResult again = runner.run(config, EpochListener.NONE);
      assertEquals(r.testLoss(), again.testLoss());
      assertEquals(r.trainLoss(), again.trainLoss());
    }
  }

  @Test
  void gradients_trainTheReadoutAlone_penaltiesIncluded() throws Exception {
    float[][] before = new float[2][];
    for (int i = 0; i < 2; i++) {
      TrialConfig c = Configs.quick(
          "model.cell.kind = echo-state", "penalty { kind = weight-norm, lambda = 0.1 }",
          "optimizer { kind = rmsprop, step-rate = " + (i == 0 ? 0 : 0.01) + " }");
      Path target = folder.resolve("model" + i);
      TrialResult r = runner.runAndSave(new TrialConfig(c.sweep(), c.variant(), 0, 5, c.values()), EpochListener.NONE, target);
      assertEquals(Status.OK, r.status(), () -> r.failure().message());
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(target.resolve("model.safetensors"))).order(ByteOrder.LITTLE_ENDIAN);
      int start = 8 + (int) bytes.getLong();
      before[i] = new float[88 * 12 + 12 * 12 + 12 * 88];
      bytes.position(start).slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(before[i]);
    }
    int reservoir = 88 * 12 + 12 * 12;
    assertArrayEquals(Arrays.copyOf(before[0], reservoir), Arrays.copyOf(before[1], reservoir), "reservoirs stay");
    assertNotEquals(before[0][reservoir], before[1][reservoir], "readouts learn");
  }

  @Test
  void closedForms_refuseWhatTheyWouldIgnore() {
    for (String[] pair : new String[][] {
        {"model.readout.kind = logistic", "model.readout.kind = linear"},
        {"model.readout.kind = linear, penalty.kind = weight-norm", "penalty.kind = none"},
        {"model.readout.kind = linear, perturbation.kind = dropconnect", "perturbation.kind = none"},
        {"model.readout.kind = linear, model.cell.kind = fast-dropout-elman", "model.readout.kind = linear"}}) {
      IllegalArgumentException e = assertThrows(
          IllegalArgumentException.class, () -> runner.check(Configs.quick("optimizer.kind = ridge", pair[0])));
      assertTrue(e.getMessage().startsWith("optimizer.kind = ridge with") && e.getMessage().contains(pair[1]), e.getMessage());
    }
  }
}

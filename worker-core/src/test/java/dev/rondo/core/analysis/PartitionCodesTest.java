package dev.rondo.core.analysis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.core.Configs;
import dev.rondo.core.EpochListener;
import dev.rondo.core.TrialResult;
import dev.rondo.core.TrialRunner;
import dev.rondo.core.TrialRunner.Trained;
import dev.rondo.core.data.Sequence;
import dev.rondo.core.model.ParameterSet.View;
import dev.rondo.spec.TrialConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A network saved, loaded, and followed in plain loops. */
class PartitionCodesTest {
  private static final int H = 7;
  private static final TrialRunner RUNNER = new TrialRunner(null, null);

  @TempDir private Path folder;

  private static TrialConfig config(String... more) {
    return Configs.first(
        "task { kind = temporal-order, length = 10, train-size = 300, valid-size = 20, test-size = 60 }", "search.trials = 1",
        "model { cell { kind = elman, activation = relu }, hidden = " + H + " }", "train { batch = 20, epochs = 3 }",
        "init.recurrent { kind = orthogonal, gain = 1 }", "optimizer.kind = adam", String.join("\n", more));
  }

  private Trained trained(TrialConfig config) throws Exception {
    RUNNER.runAndSave(config, EpochListener.NONE, folder);
    return RUNNER.load(folder);
  }

  /** States of the one layer after each step, by loops. */
  private static double[][] states(Trained t, Sequence x) {
    double[][] all = new double[x.steps()][H];
    float[] step = new float[x.width()];
    double[] before = new double[H];
    for (int s = 0; s < x.steps(); s++) {
      x.copyStep(s, step, 0);
      for (int j = 0; j < H; j++) {
        double a = weight(t, "bias", 0, j);
        for (int i = 0; i < step.length; i++) {
          a += step[i] * weight(t, "input", i, j);
        }
        for (int i = 0; i < H; i++) {
          a += before[i] * weight(t, "recurrent", i, j);
        }
        all[s][j] = Math.max(a, 0);
      }
      before = all[s];
    }
    return all;
  }

  private static double weight(Trained t, String name, int i, int j) {
    View v = t.model().network().layout().views().stream().filter(view -> view.name().equals(name)).findFirst().orElseThrow();
    return t.parameters()[v.offset() + i * v.cols() + j];
  }

  @Test
  void codesAreTheUnitsThatAreOn_andTheNetworkIsTheOneThatWasTrained() throws Exception {
    TrialConfig config = config();
    Trained t = trained(config);
    PartitionCodes codes = PartitionCodes.of(t.model(), t.parameters());
    var examples = t.model().task().test().examples();
    int on = 0;
    int differ = 0;
    for (int e = 0; e < examples.size(); e++) {
      Sequence x = examples.get(e).inputs();
      double[][] h = states(t, x);
      for (int bit = 0; bit < codes.codes()[e].length * 64; bit++) {
        boolean expected = bit / H < x.steps() && h[bit / H][bit % H] > 0;
        boolean found = (codes.codes()[e][bit / 64] >>> bit % 64 & 1) == 1;
        // A sum that rounding decides may fall either way.
        differ += expected == found ? 0 : 1;
        on += found ? 1 : 0;
      }
      float[] step = new float[x.width()];
      x.copyStep(x.steps() - 1, step, 0);
      int at = (x.steps() - 1) * x.width();
      assertArrayEquals(step, Arrays.copyOfRange(codes.inputs()[e], at, at + x.width()));
    }
    assertTrue(on > 100, "some units are on: " + on);
    assertTrue(differ < 3, differ + " bits differ");
    TrialResult result = RUNNER.run(config, EpochListener.NONE);
    assertEquals(result.metrics().get("test.success"), codes.accuracy(), 1e-12);
    assertEquals(4, Arrays.stream(codes.labels()).distinct().count());
  }

  @Test
  void distancesAreSquared() throws Exception {
    PartitionCodes codes = new PartitionCodes(
        new long[][] {{0b1011, 1L << 63}, {0b0110, 0}}, new float[][] {{1, 2, 3}, {1, 0, 6}}, new int[] {0, 1}, new int[] {0, 0});
    assertEquals(4, codes.codeDistance(0, 1));
    assertEquals(13, codes.inputDistance(0, 1));
    assertEquals(0.5, codes.accuracy());
  }

  @Test
  void layersAndTypesOfOtherModels() throws Exception {
    Trained t = trained(config("model.layers = 2", "model.dropout { kind = units, rate = 0.3, scale = test }", "train.dtype = float64"));
    PartitionCodes codes = PartitionCodes.of(t.model(), t.parameters());
    int steps = t.model().task().test().examples().stream().mapToInt(e -> e.inputs().steps()).max().orElseThrow();
    assertEquals((steps * 2 * H + 63) / 64, codes.codes()[0].length);
    assertEquals(
        RUNNER.run(t.model().config(), EpochListener.NONE).metrics().get("test.success"), codes.accuracy(), 1e-12,
        "evaluation as training had it");
  }

  @Test
  void tasksWithoutClassesAreRefused() throws Exception {
    Trained t = trained(Configs.first(
        "task { kind = sine, train-size = 4, valid-size = 2, test-size = 2 }", "search.trials = 1", "model.hidden = 5", "train.epochs = 1"));
    String message =
        assertThrows(IllegalArgumentException.class, () -> PartitionCodes.of(t.model(), t.parameters())).getMessage();
    assertTrue(message.contains("task.kind = sine"), message);
  }

  @Test
  void damagedModelsAreTold() throws Exception {
    trained(config());
    Path weights = folder.resolve("model.safetensors");
    byte[] whole = Files.readAllBytes(weights);
    for (int size : List.of(0, 7, 8, whole.length / 2, whole.length - 1)) {
      Files.write(weights, Arrays.copyOf(whole, size));
      String message = assertThrows(IllegalArgumentException.class, () -> RUNNER.load(folder)).getMessage();
      assertTrue(message.contains("cut short"), message);
    }
    Files.writeString(folder.resolve("config.json"), "{");
    assertTrue(assertThrows(IllegalArgumentException.class, () -> RUNNER.load(folder)).getMessage().contains("is no trial"));
  }
}

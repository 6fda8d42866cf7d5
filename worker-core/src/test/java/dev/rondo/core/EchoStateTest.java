package dev.rondo.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.core.compute.Kernels;
import dev.rondo.core.compute.Memory;
import dev.rondo.core.model.Batch;
import dev.rondo.core.model.Bptt;
import dev.rondo.core.model.ParameterSet;
import dev.rondo.core.task.BatchBuilder;
import dev.rondo.core.task.Task;
import dev.rondo.spec.Params;
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
  private static final int TRAIN = 2000;
  private static final int OTHERS = 1000;
  private static final String RESERVOIR = "model { cell { kind = echo-state, expansion = inputs }, hidden = 100 },"
      + " init { recurrent { kind = sparse, sigma = 1, connections = 10, spectral-radius = 0.8 },"
      + " input { kind = uniform, range = 0.5 } }";

  private final TrialRunner runner = new TrialRunner(null, null);

  @TempDir
  Path folder;

  /** x' = 0.2 x(t - 17) / (1 + x(t - 17)^10) - 0.1 x, by Euler's method in steps of 0.1, once a unit of time. */
  private static double[] mackeyGlass(int n) {
    int delay = 170;
    double[] x = new double[delay + 10 * (n + 500)];
    Arrays.fill(x, 0, delay + 1, 1.2);
    for (int i = delay; i + 1 < x.length; i++) {
      double late = x[i - delay];
      x[i + 1] = x[i] + 0.1 * (0.2 * late / (1 + Math.pow(late, 10)) - 0.1 * x[i]);
    }
    double[] series = new double[n];
    Arrays.setAll(series, i -> x[delay + 10 * (i + 500) - 1]);
    return series;
  }

  private TrialConfig config(String... settings) throws Exception {
    double[] series = mackeyGlass(TRAIN + 2 * OTHERS);
    StringBuilder csv = new StringBuilder("id,step,x,part\n");
    for (int i = 0; i < series.length; i++) {
      int part = i < TRAIN ? 0 : i < TRAIN + OTHERS ? 1 : 2;
      csv.append(part).append(',').append(i).append(',').append(series[i]).append(',')
          .append(part == 0 ? "train" : part == 1 ? "valid" : "test").append('\n');
    }
    Path file = Files.writeString(folder.resolve("mackey-glass.csv"), csv);
    return Configs.first(
        "task { kind = sequences, path = \"" + file + "\", split = part, columns = [x] }", RESERVOIR,
        String.join("\n", settings));
  }

  /** Root of the mean squared error of the next value, in standard deviations of the test split. */
  private static double normalisedError(double loss) {
    double[] test = Arrays.copyOfRange(mackeyGlass(TRAIN + 2 * OTHERS), TRAIN + OTHERS, TRAIN + 2 * OTHERS);
    double mean = Arrays.stream(test).average().orElseThrow();
    double variance = Arrays.stream(test).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
    return Math.sqrt(loss / variance);
  }

  /** Test loss without the first steps, in which the reservoir forgets that it was 0. */
  private static double lossAfterWashout(TrialConfig config) throws Exception {
    Task task = Task.of(Params.of(config).at("task"), null);
    Model model = Model.of(config, task);
    try (Memory memory = new Memory(model.precision())) {
      Kernels kernels = model.precision().kernels();
      ParameterSet parameters = model.network().layout().build(memory);
      Bptt bptt = new Bptt(model.network(), parameters, null, config.seed(), model.capacity(), kernels, memory);
      BatchBuilder batches = new BatchBuilder(task, model.capacity(), memory);
      model.optimizer().bind(parameters, kernels, memory);
      model.initialize(parameters);
      Batch train = batches.build(task.train(), new int[] {0}, 0, 1);
      model.optimizer().step(new TrainingObjective(bptt, null, Double.POSITIVE_INFINITY, kernels).on(train, 1, 0));
      model.optimizer().solve(() -> 0);
      Batch test = batches.build(task.test(), new int[] {0}, 0, 1);
      float[] weights = new float[test.T()];
      Arrays.fill(weights, 100, test.T(), 1f);
      return bptt.evaluate(new Batch(
          test.T(), 1, test.inputs(), test.targets(), test.targetsAt(), weights, test.T() - 100)) / (test.T() - 100);
    }
  }

  @Test
  void mackeyGlass_isPredictedByAReadoutInClosedForm() throws Exception {
    for (String optimizer : new String[] {
        "kind = ridge, washout = 100, lambdas = [\"1e-7\"]", "kind = pseudo-inverse, washout = 100"}) {
      TrialConfig config = config("optimizer { " + optimizer + " }");
      TrialResult r = runner.run(config, EpochListener.NONE);
      assertEquals(Status.OK, r.status(), () -> r.failure().message());
      assertEquals(1, r.epochsRun());
      double test = normalisedError(lossAfterWashout(config));
      assertTrue(normalisedError(r.trainLoss()) < 1e-2, optimizer + ": " + normalisedError(r.trainLoss()));
      assertTrue(test < 1e-2, optimizer + ": " + test);
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

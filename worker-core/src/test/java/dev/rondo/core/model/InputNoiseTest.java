package dev.rondo.core.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.core.Configs;
import dev.rondo.core.EpochListener;
import dev.rondo.core.TrialRunner;
import dev.rondo.core.compute.Loss;
import dev.rondo.core.compute.Precision;
import dev.rondo.core.model.ParameterSet.View;
import dev.rondo.spec.Params;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class InputNoiseTest {
  private static final int ROWS = SmallNetwork.T * SmallNetwork.B;
  private static final String NOISE = "model.input-noise { kind = gaussian, sigma = 0.3 }";

  private static SmallNetwork network(Precision precision, String... settings) {
    return new SmallNetwork(precision, Loss.SQUARED, false, settings);
  }

  /** Linear units that hand on each input for itself, and no recurrence. */
  private static SmallNetwork handsOn(Precision precision, String noise) {
    SmallNetwork s = network(precision, "model.cell.activation = identity", noise);
    double[] values = new double[s.parameters.size()];
    View w = s.parameters.view("input");
    for (int i = 0; i < SmallNetwork.D; i++) {
      values[w.offset() + i * w.cols() + i] = 1;
    }
    s.parameters.values().put(0, values);
    return s;
  }

  private static double[] states(SmallNetwork s) {
    return s.bptt.tape().layers().get(0).states().toArray(SmallNetwork.B * SmallNetwork.H, ROWS * SmallNetwork.H);
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void eachInputHasItsOwnNoise_anewAtEveryStepOfEverySequenceAndBatch(Precision precision) {
    try (SmallNetwork clean = handsOn(precision, ""); SmallNetwork noisy = handsOn(precision, NOISE)) {
      clean.objective();
      double[] without = states(clean);
      double sum = 0;
      double squares = 0;
      int n = 0;
      double[] before = new double[without.length];
      for (long number = 0; number < 200; number++) {
        noisy.bptt.gradient(noisy.batch, 1, number);
        double[] with = states(noisy);
        for (int i = 0; i < with.length; i++) {
          double noise = with[i] - without[i];
          if (i % SmallNetwork.H < SmallNetwork.D) {
            assertNotEquals(before[i], with[i]);
            sum += noise;
            squares += noise * noise;
            n++;
          } else {
            assertEquals(0, noise);
          }
        }
        assertEquals(n / (number + 1), (int) Arrays.stream(with).filter(h -> h != 0).distinct().count(), "no two draws agree");
        before = with;
      }
      assertEquals(0, sum / n, 5 * 0.3 / Math.sqrt(n));
      assertEquals(0.09, squares / n, 5 * 0.09 * Math.sqrt(2.0 / n));
    }
  }

  @Test
  void theSameEpochAndBatchGiveTheSameNoise_andEvaluationHasNone() {
    try (SmallNetwork clean = network(Precision.FLOAT32); SmallNetwork noisy = network(Precision.FLOAT32, NOISE)) {
      double loss = noisy.bptt.gradient(noisy.batch, 3, 4);
      assertEquals(loss, noisy.bptt.gradient(noisy.batch, 3, 4));
      assertNotEquals(loss, noisy.bptt.gradient(noisy.batch, 4, 3));
      assertEquals(clean.bptt.evaluate(clean.batch), noisy.bptt.evaluate(noisy.batch));
      assertArrayEquals(states(clean), states(noisy));
    }
  }

  /** On a linear network the mean squared error grows by sigma^2 times the squared norm of what stands between inputs and outputs. */
  @Test
  void onALinearNetworkItIsATikhonovRegularizer() {
    try (SmallNetwork clean = handsOn(Precision.FLOAT64, ""); SmallNetwork noisy = handsOn(Precision.FLOAT64, NOISE)) {
      View out = clean.parameters.view("output");
      double[] readout = {1, -2, 0.5, 0.3, 0.7, 1.1, -0.4, 0.9, 0.2, -1.3, 0.8, 0.6};
      double norm = 0;
      for (int i = 0; i < SmallNetwork.D * SmallNetwork.O; i++) {
        double w = readout[i % readout.length];
        norm += w * w;
        clean.parameters.values().set(out.offset() + i, w);
        noisy.parameters.values().set(out.offset() + i, w);
      }
      int draws = 40_000;
      double mean = 0;
      for (long number = 0; number < draws; number++) {
        mean += noisy.bptt.gradient(noisy.batch, 1, number) / draws;
      }
      assertEquals(clean.objective() + 0.09 * norm, mean, 0.06);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"cell.kind = elman, layers = 2", "cell.kind = lstm, front { kind = embedding, size = 4 }", "cell.kind = gru",
      "cell.kind = fast-dropout-elman, cell.drop-input = 0.2",
      "cell.kind = elman, dropout { kind = units, rate = 0.4, places = [inputs, output] }"})
  void slopesAreThoseOfTheNoisyLoss(String model) {
    try (SmallNetwork s = network(Precision.FLOAT64, NOISE, "model { " + model + " }")) {
      s.objective();
      double[] analytic = s.gradient();
      double[] numeric = s.numericGradient();
      for (View v : s.parameters.views()) {
        assertEquals(0, SmallNetwork.relativeError(v, analytic, numeric), 1e-6, v.name());
      }
    }
  }

  @Test
  void whatIsNotNamedLeavesNoTrace_andWhatDoesNotFitIsRefused() {
    assertTrue(Configs.quick().values().keySet().stream().noneMatch(path -> path.startsWith("model.input-noise")));
    String message = new TrialRunner(null, null).run(
        Configs.first(
            "task { kind = sine, train-size = 4, valid-size = 2, test-size = 2 }", "search.trials = 1", NOISE,
            "model { cell.kind = echo-state, hidden = 5 }", "optimizer.kind = ridge"),
        EpochListener.NONE).failure().message();
    assertTrue(message.contains("set model.input-noise.kind = none"), message);
  }

  @Test
  void memoryIsCounted() {
    Params plain = Params.of(Configs.quick("model.hidden = 5")).at("model");
    Params noisy = Params.of(Configs.quick("model.hidden = 5", NOISE)).at("model");
    long difference = Network.of(noisy, 10, 2, Loss.SQUARED).bytes(SmallNetwork.CAPACITY, null, 4)
        - Network.of(plain, 10, 2, Loss.SQUARED).bytes(SmallNetwork.CAPACITY, null, 4);
    assertEquals((4L + 4) * 10 * ROWS, difference);
  }
}

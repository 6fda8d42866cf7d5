package dev.rondo.core.penalty;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.core.Configs;
import dev.rondo.core.EpochListener;
import dev.rondo.core.TrialResult;
import dev.rondo.core.TrialRunner;
import dev.rondo.core.check.SmallNetwork;
import dev.rondo.core.compute.Loss;
import dev.rondo.core.compute.Precision;
import dev.rondo.core.model.ParameterSet.View;
import dev.rondo.spec.Params;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against loops of its own: slopes sent back by hand, and differences of the sum with the slopes held fixed. */
class NormPreservingTest {
  private static final int T = SmallNetwork.T;
  private static final int B = SmallNetwork.B;
  private static final int H = SmallNetwork.H;
  private static final int O = SmallNetwork.O;
  private static final double LAMBDA = 0.7;

  private static SmallNetwork network(Precision precision, boolean masked, String model) {
    Params params = Params.of(Configs.quick(
        "model { " + model + ", hidden = " + H + " }", "penalty { kind = norm-preserving, lambda = " + LAMBDA + " }"));
    return new SmallNetwork(precision, Loss.SQUARED, masked, params, 3);
  }

  private static double[] values(SmallNetwork s, String name) {
    View v = s.parameters.view(name);
    return s.parameters.values().toArray(v.offset(), v.size());
  }

  /** Slopes by states p and by sums u, [T][B][H] each, of one tanh layer after a pass. */
  private static double[][][][] slopes(SmallNetwork s) {
    double[] byOutputs = s.bptt.tape().outputs().toArray(0, T * B * O);
    double[] h = s.bptt.tape().top().states().toArray(B * H, T * B * H);
    double[] out = values(s, "output");
    double[] w = values(s, "recurrent");
    double[][][] p = new double[T][B][H];
    double[][][] u = new double[T][B][H];
    for (int t = T - 1; t >= 0; t--) {
      for (int b = 0; b < B; b++) {
        for (int i = 0; i < H; i++) {
          for (int k = 0; k < O; k++) {
            p[t][b][i] += byOutputs[(t * B + b) * O + k] * out[i * O + k];
          }
          for (int j = 0; j < H && t < T - 1; j++) {
            p[t][b][i] += u[t + 1][b][j] * w[i * H + j];
          }
          double state = h[(t * B + b) * H + i];
          u[t][b][i] = p[t][b][i] * (1 - state * state);
        }
      }
    }
    return new double[][][][] {p, u};
  }

  /** The penalty as a function of the recurrent weight, with given slopes. */
  private static double naive(double[][][] p, double[][][] u, double[] w) {
    double sum = 0;
    for (int t = 1; t < T; t++) {
      for (int b = 0; b < B; b++) {
        double squares = 0;
        for (int i = 0; i < H; i++) {
          double v = 0;
          for (int j = 0; j < H; j++) {
            v += u[t][b][j] * w[i * H + j];
          }
          squares += v * v;
        }
        double slope = Math.sqrt(Arrays.stream(p[t][b]).map(x -> x * x).sum());
        if (slope > 0) {
          sum += Math.pow(Math.sqrt(squares) / slope - 1, 2);
        }
      }
    }
    return LAMBDA * sum / B;
  }

  @ParameterizedTest
  @CsvSource({"FLOAT64, false, 1e-10, 1e-6", "FLOAT64, true, 1e-10, 1e-6", "FLOAT32, false, 1e-4, 1e-3"})
  void valueAndGradientAreThoseOfPlainLoops(Precision precision, boolean masked, double exact, double close) {
    try (SmallNetwork s = network(precision, masked, "cell { kind = elman, activation = tanh }")) {
      s.bptt.gradient(s.batch, 1, 1);
      double[][][][] slopes = slopes(s);
      double[] w = values(s, "recurrent");
      double expected = naive(slopes[0], slopes[1], w);
      assertTrue(expected > 0.1, "there is something to lose: " + expected);
      assertEquals(expected, s.penalty.value(s.parameters, s.kernels), exact * expected);

      double[] before = s.gradient();
      s.penalty.addGradient(s.parameters, s.kernels);
      double[] after = s.gradient();
      View v = s.parameters.view("recurrent");
      double[] numeric = before.clone();
      for (int i = 0; i < w.length; i++) {
        double at = w[i];
        w[i] = at + 1e-6;
        double above = naive(slopes[0], slopes[1], w);
        w[i] = at - 1e-6;
        numeric[v.offset() + i] += (above - naive(slopes[0], slopes[1], w)) / 2e-6;
        w[i] = at;
      }
      assertArrayEquals(numeric, after, close);
    }
  }

  /** Layers add up; each has the slopes that reach it from above too. */
  @Test
  void everyLayerCounts() {
    try (SmallNetwork two = network(Precision.FLOAT64, false, "cell { kind = elman, activation = tanh }, layers = 2")) {
      two.bptt.gradient(two.batch, 1, 1);
      double both = two.penalty.value(two.parameters, two.kernels);
      double top = naive(slopesOfTop(two)[0], slopesOfTop(two)[1], values(two, "layer2.recurrent"));
      assertTrue(both > top && top > 0, both + " and " + top);
      double[] before = two.gradient();
      two.penalty.addGradient(two.parameters, two.kernels);
      double[] after = two.gradient();
      for (View v : two.parameters.views()) {
        boolean changed = !Arrays.equals(before, v.offset(), v.offset() + v.size(), after, v.offset(), v.offset() + v.size());
        assertEquals(v.name().endsWith("recurrent"), changed, v.name());
      }
    }
  }

  private static double[][][][] slopesOfTop(SmallNetwork s) {
    double[] p = s.bptt.tape().top().stateSlopes().toArray(0, T * B * H);
    double[] u = s.bptt.tape().top().slopes().toArray(0, T * B * H);
    double[][][][] all = new double[2][T][B][H];
    for (int i = 0; i < T * B * H; i++) {
      all[0][i / (B * H)][i / H % B][i % H] = p[i];
      all[1][i / (B * H)][i / H % B][i % H] = u[i];
    }
    return all;
  }

  /** Steps along it bring slopes that vanish nearer to those that keep their length. */
  @Test
  void slopesThatVanishAreStrengthened() {
    try (SmallNetwork s = network(Precision.FLOAT64, false, "cell { kind = elman, activation = tanh }")) {
      s.kernels.scale(0.1, s.parameters.values(), 0, s.parameters.size());
      s.bptt.gradient(s.batch, 1, 1);
      double before = s.penalty.value(s.parameters, s.kernels);
      assertEquals(LAMBDA * (T - 1), before, 0.3 * before, "nearly nothing goes back");
      for (int i = 0; i < 300; i++) {
        s.bptt.gradient(s.batch, 1, 1);
        s.kernels.fill(s.parameters.gradients(), 0, s.parameters.size(), 0);
        s.penalty.addGradient(s.parameters, s.kernels);
        s.kernels.axpy(-0.05, s.parameters.gradients(), 0, s.parameters.values(), 0, s.parameters.size());
      }
      s.bptt.gradient(s.batch, 1, 1);
      double after = s.penalty.value(s.parameters, s.kernels);
      assertTrue(after < before / 5, before + " then " + after);
    }
  }

  @Test
  void trialsTrainWithIt_andOthersThanElmanAreRefused() {
    String slopes = "probes { kinds = [hidden-gradients], every = 3 }";
    TrialResult r = new TrialRunner(null, null).run(
        Configs.quick("model.layers = 2", "penalty.kind = norm-preserving", slopes), EpochListener.NONE);
    assertEquals("ok", r.status().text());
    TrialResult without = new TrialRunner(null, null).run(Configs.quick("model.layers = 2", slopes), EpochListener.NONE);
    assertTrue(r.validLoss() != without.validLoss());
    String message = assertThrows(
        IllegalArgumentException.class, () -> network(Precision.FLOAT64, false, "cell.kind = lstm")).getMessage();
    assertTrue(message.contains("set model.cell.kind = elman"), message);
  }
}

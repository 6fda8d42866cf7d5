package dev.rondo.core.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.core.compute.Loss;
import dev.rondo.core.compute.Precision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Drawn sums have the mean and the variance that drawn weights give them, and are another estimator beyond that. */
class SampledSumsTest {
  private static final int DRAWS = 20_000;

  /** Mean and variance over draws of each first-step output of a network whose output weights are perturbed. */
  private static double[][] moments(String perturbation) {
    try (SmallNetwork small = new SmallNetwork(
        Precision.FLOAT64, Loss.SQUARED, false, "perturbation { target = feedforward, refresh = step, " + perturbation + " }",
        "model.cell.activation = identity")) {
      int n = SmallNetwork.B * SmallNetwork.O;
      double[] targets = small.batch.targets().toArray(0, n);
      double[] sum = new double[n];
      double[] squares = new double[n];
      double scale = 2 / small.batch.count();
      for (int i = 0; i < DRAWS; i++) {
        small.bptt.gradient(small.batch, 1, i);
        // After the loss the tape holds the slopes 2 (o - x) / count.
        double[] slopes = small.bptt.tape().outputs().toArray(0, n);
        for (int j = 0; j < n; j++) {
          double output = slopes[j] / scale + targets[j];
          sum[j] += output / DRAWS;
          squares[j] += output * output / DRAWS;
        }
      }
      double[] variance = new double[n];
      for (int j = 0; j < n; j++) {
        variance[j] = squares[j] - sum[j] * sum[j];
      }
      return new double[][] {sum, variance};
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "kind = gaussian-noise, sigma = 0.2, form = additive",
      "kind = gaussian-noise, sigma = 0.2, form = multiplicative",
      "kind = dropconnect, p = 0.3, scale = none",
      "kind = dropconnect, p = 0.3, scale = inverted"
  })
  void momentsMatchThoseOfDrawnWeights(String perturbation) {
    double[][] weights = moments(perturbation + ", sampling = weights");
    double[][] sums = moments(perturbation + ", sampling = pre-activation");
    for (int j = 0; j < weights[0].length; j++) {
      double deviation = Math.sqrt(weights[1][j]);
      assertEquals(weights[0][j], sums[0][j], 6 * deviation * Math.sqrt(2.0 / DRAWS), "mean of output " + j);
      // Products of perturbed inputs and outputs have heavier tails than a normal, so the variance gets a wide margin.
      assertEquals(1, sums[1][j] / weights[1][j], 0.12, "variance of output " + j);
      assertTrue(weights[1][j] > 1e-4, "there is noise");
    }
  }

  /** Appendix A as printed: given the states, the variance of a sum is s^2 (x W)^2, not s^2 sum x^2 w^2. */
  @ParameterizedTest
  @ValueSource(doubles = {0.05, 0.2})
  void sharedSumsHaveTheVarianceOfOneFactor(double sigma) {
    try (SmallNetwork small = new SmallNetwork(
        Precision.FLOAT64, Loss.SQUARED, false, "model.cell.activation = identity",
        "perturbation { kind = gaussian-noise, form = multiplicative, sampling = pre-activation-shared, sigma = " + sigma + " }")) {
      // At the second step the recurrent sums z are known from the first: h_2 - u_2 = f z.
      int n = SmallNetwork.B * SmallNetwork.H;
      double[] clean = secondStates(small, -1);
      double[] squares = new double[n];
      for (int i = 0; i < DRAWS; i++) {
        double[] noisy = secondStates(small, i);
        for (int j = 0; j < n; j++) {
          squares[j] += (noisy[j] - clean[j]) * (noisy[j] - clean[j]) / DRAWS;
        }
      }
      double[] sums = recurrentSums(small);
      for (int j = 0; j < n; j++) {
        assertEquals(1, squares[j] / (sigma * sigma * sums[j] * sums[j]), 0.08);
      }
    }
  }

  /** States after the second step, of a clean pass or of a draw. */
  private static double[] secondStates(SmallNetwork small, int draw) {
    if (draw < 0) {
      small.bptt.evaluate(small.batch);
    } else {
      small.bptt.gradient(small.batch, 1, draw);
    }
    int n = SmallNetwork.B * SmallNetwork.H;
    return small.bptt.tape().top().states().toArray(2 * n, n);
  }

  /** h_1 W, from the first states of a clean pass. */
  private static double[] recurrentSums(SmallNetwork small) {
    small.bptt.evaluate(small.batch);
    int h = SmallNetwork.H;
    double[] states = small.bptt.tape().top().states().toArray(SmallNetwork.B * h, SmallNetwork.B * h);
    ParameterSet.View view = small.parameters.views().stream()
        .filter(v -> v.group() == ParameterSet.Group.RECURRENT).findFirst().orElseThrow();
    double[] w = small.parameters.values().toArray(view.offset(), view.size());
    double[] sums = new double[SmallNetwork.B * h];
    for (int b = 0; b < SmallNetwork.B; b++) {
      for (int i = 0; i < h; i++) {
        for (int j = 0; j < h; j++) {
          sums[b * h + j] += states[b * h + i] * w[i * h + j];
        }
      }
    }
    return sums;
  }

  @Test
  void sharedSumsOfAdditiveNoise_areRefused() {
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> new SmallNetwork(
        Precision.FLOAT64, Loss.SQUARED, false,
        "perturbation { kind = gaussian-noise, form = additive, sampling = pre-activation-shared }"));
    assertTrue(e.getMessage().contains("set form = multiplicative"), e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"refresh = sequence", "pass = backward-only"})
  void combinationsThatMakeNoSense_areRefused(String setting) {
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> new SmallNetwork(
        Precision.FLOAT64, Loss.SQUARED, false,
        "perturbation { kind = gaussian-noise, sampling = pre-activation, " + setting + " }"));
    assertTrue(e.getMessage().contains("set refresh = step and pass = train-graph"), e.getMessage());
  }
}

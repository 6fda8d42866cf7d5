package dev.rondo.core.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.core.Configs;
import dev.rondo.core.compute.Memory;
import dev.rondo.core.compute.Precision;
import dev.rondo.core.compute.Tensor;
import dev.rondo.core.model.ParameterSet.Group;
import dev.rondo.core.perturb.Perturbation;
import dev.rondo.spec.Params;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The noise of every variant of the first paper, seen where the network meets it: a weight that multiplies the identity matrix
 * shows what the passes multiply by, step after step. Plain, the penalty and fast dropout (which draws nothing) stay clean.
 */
class StudyNoiseTest {
  private static final int N = 60;
  private static final int T = 8;
  private static final double SIGMA = 0.3;
  private static final double P = 0.3;

  private static final String NOISE = "kind = gaussian-noise, sigma = 0.3, ";
  private static final String DROP = "kind = dropconnect, p = 0.3, ";

  private static Perturbation perturbation(String settings) {
    return Perturbation.Kind.of(Params.of(Configs.quick("perturbation { " + settings + " }")).at("perturbation"));
  }

  /** What multiplies the states at each step of one update, less the clean weight (or divided by it). */
  private static List<double[]> draws(Perturbation perturbation, long epoch, long batch) {
    try (Memory memory = new Memory(Precision.FLOAT64)) {
      ParameterSet parameters = new ParameterSet.Builder().add("w", Group.RECURRENT, N, N).build(memory);
      double[] values = new double[N * N];
      for (int i = 0; i < values.length; i++) {
        values[i] = 0.5 + i % 7;
      }
      parameters.values().put(0, values);
      Weight weight = new Weight(
          parameters, parameters.view("w"), perturbation, 42, new Tape.Capacity(T, T * N, N, T * N), Precision.FLOAT64.kernels(), memory);
      Tensor identity = memory.tensor(N, N);
      for (int i = 0; i < N; i++) {
        identity.set(i * N + i, 1);
      }
      weight.perturb(epoch, batch, T, N);
      List<double[]> draws = new ArrayList<>();
      for (int t = 0; t < T; t++) {
        Tensor out = memory.tensor(N, N);
        weight.addStep(t, identity, 0, out, 0, N);
        double[] seen = out.toArray(0, N * N);
        for (int i = 0; i < seen.length; i++) {
          seen[i] = perturbation != null && perturbation.multiplicative() ? seen[i] / values[i] : seen[i] - values[i];
        }
        draws.add(seen);
      }
      weight.useClean();
      Tensor clean = memory.tensor(N, N);
      weight.addStep(0, identity, 0, clean, 0, N);
      double scale = perturbation == null ? 1 : perturbation.evaluationScale();
      for (int i = 0; i < values.length; i++) {
        assertEquals(scale * values[i], clean.get(i), 1e-12, "evaluation sees the clean weight");
      }
      return draws;
    }
  }

  private static double mean(double[] x) {
    double sum = 0;
    for (double v : x) {
      sum += v;
    }
    return sum / x.length;
  }

  private static double covariance(double[] x, double[] y) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += (x[i] - mean(x)) * (y[i] - mean(y));
    }
    return sum / x.length;
  }

  private static double correlation(double[] x, double[] y) {
    return covariance(x, y) / Math.sqrt(covariance(x, x) * covariance(y, y));
  }

  @ParameterizedTest
  @CsvSource({
      "rnn-n, additive, step, 0, 0.3", "rnn-ns, additive, sequence, 0, 0.3",
      "rnn-mn, multiplicative, step, 1, 0.3", "rnn-mns, multiplicative, sequence, 1, 0.3",
      "rnn-do, dropconnect, step, 0.7, 0.4583", "rnn-dos, dropconnect, sequence, 0.7, 0.4583"
  })
  void momentsAndIndependence(String variant, String form, String refresh, double mean, double deviation) {
    Perturbation perturbation = perturbation(
        (form.equals("dropconnect") ? DROP : NOISE + "form = " + form + ", ") + "refresh = " + refresh);
    List<double[]> draws = draws(perturbation, 3, 5);
    double[] other = draws(perturbation, 3, 6).get(0);
    double error = 5.0 / N; // five standard errors of a mean, of the deviation's share, and of a correlation
    for (int t = 0; t < T; t++) {
      double[] now = draws.get(t);
      assertEquals(mean, mean(now), error * deviation, variant);
      assertEquals(deviation, Math.sqrt(covariance(now, now)), error * deviation, variant);
      assertEquals(0, correlation(now, other), error, "updates have draws of their own");
      if (refresh.equals("sequence")) {
        assertArrayEquals(draws.get(0), now, 1e-12, "one draw for all steps");
      } else if (t > 0) {
        assertEquals(0, correlation(draws.get(t - 1), now), error, "steps have draws of their own");
      }
    }
    if (form.equals("dropconnect")) {
      for (double factor : draws.get(0)) {
        assertTrue(Math.abs(factor) < 1e-12 || Math.abs(factor - 1) < 1e-12, "kept or dropped, but " + factor);
      }
      assertEquals(1 - P, perturbation.evaluationScale(), 1e-12);
    } else {
      assertEquals(SIGMA * SIGMA, perturbation.variance(), 1e-7);
    }
    assertArrayEquals(draws.get(1), draws(perturbation, 3, 5).get(1), "the same update has the same draws");
  }

  @ParameterizedTest
  @ValueSource(strings = {"recurrent", "feedforward"})
  void onlyTheTargetsAreNoisy(String target) {
    Perturbation noise = perturbation(NOISE + "target = " + target);
    assertEquals(target.equals("recurrent"), noise.perturbs(Group.RECURRENT));
    assertEquals(target.equals("feedforward"), noise.perturbs(Group.INPUT));
    assertEquals(target.equals("feedforward"), noise.perturbs(Group.OUTPUT));
    assertEquals(false, noise.perturbs(Group.BIAS));
  }

  @Test
  void withoutAPerturbationWeightsStayClean() {
    for (double[] step : draws(perturbation("kind = none"), 3, 5)) {
      assertArrayEquals(new double[N * N], step);
    }
  }
}

package dev.rondo.core.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.core.Configs;
import dev.rondo.core.TrainingObjective;
import dev.rondo.core.TrialRunner;
import dev.rondo.core.cell.TemporalComponents;
import dev.rondo.core.cell.TemporalComponents.Variable;
import dev.rondo.core.check.SmallNetwork;
import dev.rondo.core.compute.Loss;
import dev.rondo.core.compute.Precision;
import dev.rondo.core.model.ParameterSet.View;
import dev.rondo.spec.Params;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Temporal components against plain loops over the slopes of each step, and the direction and step made of them. */
class GalvanDescentTest {
  private static final int T = SmallNetwork.T;
  private static final int B = SmallNetwork.B;
  private static final int H = SmallNetwork.H;
  private static final List<Variable> ALL = List.of(Variable.values());

  private static Params params(String... settings) {
    return Params.of(Configs.quick("model.hidden = " + H, String.join("\n", settings)));
  }

  private static SmallNetwork network(Precision precision, String... settings) {
    SmallNetwork s = new SmallNetwork(precision, Loss.BERNOULLI, false, params(settings), 5);
    s.bptt.keepComponents();
    return s;
  }

  /** The component of each step in each variable, by loops over the tape that the last gradient left. */
  private static double[][][] naive(SmallNetwork s) {
    double[] d = s.bptt.tape().top().slopes().toArray(0, T * B * H);
    double[] h = s.bptt.tape().top().states().toArray(0, T * B * H);
    double[] x = s.batch.inputs().values().toArray(0, T * B * SmallNetwork.D);
    double[] ones = new double[T * B];
    Arrays.fill(ones, 1);
    double[][][] c = new double[T][3][];
    for (int t = 0; t < T; t++) {
      c[t][Variable.RECURRENT.ordinal()] = product(h, H, d, t);
      c[t][Variable.INPUT.ordinal()] = product(x, SmallNetwork.D, d, t);
      c[t][Variable.BIAS.ordinal()] = product(ones, 1, d, t);
    }
    return c;
  }

  private static double[] product(double[] y, int width, double[] d, int t) {
    double[] sum = new double[width * H];
    for (int row = t * B; row < (t + 1) * B; row++) {
      for (int i = 0; i < width; i++) {
        for (int j = 0; j < H; j++) {
          sum[i * H + j] += y[row * width + i] * d[row * H + j];
        }
      }
    }
    return sum;
  }

  private static double square(double[] a) {
    return Arrays.stream(a).map(v -> v * v).sum();
  }

  private static double[] part(double[] gradient, View v) {
    return Arrays.copyOfRange(gradient, v.offset(), v.offset() + v.size());
  }

  private static void assertClose(double[] expected, double[] found, double tolerance) {
    assertArrayEquals(expected, found, tolerance * Math.sqrt(square(expected)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"model.cell.activation = tanh", "model.cell { activation = relu, gain = 1.3 }", "model.initial-state.kind = learned"})
  void componentsAddUpToTheGradient(String settings) {
    try (SmallNetwork s = network(Precision.FLOAT64, settings)) {
      s.objective();
      double[] gradient = s.gradient();
      double[][][] naive = naive(s);
      TemporalComponents c = s.bptt.components(s.batch);
      double[] joint = new double[T];
      for (int t = 0; t < T; t++) {
        double sum = 0;
        for (Variable v : ALL) {
          double square = square(naive[t][v.ordinal()]);
          assertEquals(Math.sqrt(square), c.norm(List.of(v), t), 1e-12 * (1 + square));
          sum += square;
        }
        joint[t] = Math.sqrt(sum);
        assertEquals(joint[t], c.norm(ALL, t), 1e-12 * joint[t]);
      }
      for (Variable v : ALL) {
        double[] sum = new double[naive[0][v.ordinal()].length];
        for (double[][] step : naive) {
          Arrays.setAll(sum, i -> sum[i] + step[v.ordinal()][i]);
        }
        assertClose(part(gradient, c.view(v)), sum, 1e-12);
      }
      // Weighted by their norms, components of length 1 are themselves again: one variable after the other, and all at once.
      for (Variable v : ALL) {
        double[] own = new double[T];
        Arrays.setAll(own, t -> c.norm(List.of(v), t));
        c.combine(List.of(v), own);
        assertClose(part(gradient, c.view(v)), part(s.gradient(), c.view(v)), 1e-12);
      }
      c.combine(ALL, joint);
      assertClose(gradient, s.gradient(), 1e-12);
    }
  }

  private static TrainingObjective objective(SmallNetwork s, long batch) {
    return new TrainingObjective(s.bptt, null, Double.POSITIVE_INFINITY, s.kernels, 5).on(s.batch, SmallNetwork.EPOCH, batch);
  }

  /** Takes a step from the network's values. */
  private static void step(SmallNetwork s, long batch, String settings) {
    Optimizer optimizer =
        Optimizer.Kind.of(params("optimizer { kind = galvan, step-rate = 0.5, " + settings + " }").at("optimizer"));
    optimizer.bind(s.parameters, s.kernels, s.memory);
    optimizer.step(objective(s, batch));
  }

  /** What the optimizer subtracts at the network's values, over its step rate. */
  private static double[] direction(long batch, String settings) {
    try (SmallNetwork s = network(Precision.FLOAT64)) {
      double[] before = s.parameters.values().toArray(0, s.parameters.size());
      step(s, batch, settings);
      double[] after = s.parameters.values().toArray(0, before.length);
      Arrays.setAll(after, i -> (before[i] - after[i]) / 0.5);
      return after;
    }
  }

  private static double[] direction(String settings) {
    return direction(1, settings);
  }

  @Test
  void directionIsTheMixture_asLongAsTheGradient() {
    try (SmallNetwork s = network(Precision.FLOAT64)) {
      s.objective();
      double[] gradient = s.gradient();
      double[][][] c = naive(s);
      TemporalComponents components = s.bptt.components(s.batch);
      double[] joint = direction("step-rule = none, weights = uniform");
      double[] each = direction("step-rule = none, weights = uniform, variables = each");
      double[] norms = new double[T];
      Arrays.setAll(norms, t -> Math.sqrt(Arrays.stream(c[t]).mapToDouble(GalvanDescentTest::square).sum()));
      double lengthOfMixture = 0;
      double lengthOfGradient = 0;
      double[][] mixture = new double[3][];
      for (Variable v : ALL) {
        double[] own = new double[c[0][v.ordinal()].length];
        mixture[v.ordinal()] = new double[own.length];
        for (int t = 0; t < T; t++) {
          double[] step = c[t][v.ordinal()];
          double norm = Math.sqrt(square(step));
          for (int i = 0; i < own.length; i++) {
            mixture[v.ordinal()][i] += step[i] / norms[t];
            own[i] += norm == 0 ? 0 : step[i] / norm;
          }
        }
        double[] plain = part(gradient, components.view(v));
        double scale = Math.sqrt(square(plain) / square(own));
        Arrays.setAll(own, i -> own[i] * scale);
        assertClose(own, part(each, components.view(v)), 1e-12);
        lengthOfMixture += square(mixture[v.ordinal()]);
        lengthOfGradient += square(plain);
      }
      double scale = Math.sqrt(lengthOfGradient / lengthOfMixture);
      for (Variable v : ALL) {
        double[] expected = Arrays.stream(mixture[v.ordinal()]).map(a -> a * scale).toArray();
        assertClose(expected, part(joint, components.view(v)), 1e-12);
      }
      assertEquals(square(gradient), square(joint), 1e-12 * square(gradient));
      for (String readout : List.of("output", "output-bias")) {
        View v = s.parameters.view(readout);
        assertClose(part(gradient, v), part(joint, v), 1e-12);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"dirichlet", "normalised"})
  void drawnWeights_dependOnTheBatch_andKeepTheLength(String weights) {
    String settings = "step-rule = none, weights = " + weights;
    double[] first = direction(settings);
    assertArrayEquals(first, direction(settings));
    double[] second = direction(2, settings);
    assertFalse(Arrays.equals(first, second));
    assertEquals(square(direction("step-rule = none, weights = uniform")), square(second), 1e-12 * square(second));
  }

  /** Their squares would be 0 in single precision. */
  @Test
  void smallSlopesHaveADirection() {
    double[][] directions = new double[2][];
    for (Precision precision : Precision.values()) {
      try (SmallNetwork s = network(precision)) {
        View output = s.parameters.view("output");
        s.kernels.scale(1e-24, s.parameters.values(), output.offset(), output.size());
        step(s, 1, "step-rule = none");
        View recurrent = s.parameters.view("recurrent");
        directions[precision.ordinal()] = part(s.gradient(), recurrent);
      }
    }
    assertTrue(square(directions[0]) > 0);
    assertClose(directions[0], directions[1], 1e-4);
  }

  @Test
  void stepRules() {
    double[] d = direction("step-rule = none");
    double norm = Math.sqrt(square(d));
    assertClose(d, direction("step-rule = clip, threshold = " + 2 * norm), 1e-12);
    assertClose(d, direction("step-rule = literal, threshold = " + 2 * norm), 1e-12);
    assertClose(Arrays.stream(d).map(v -> v / 2).toArray(), direction("step-rule = clip, threshold = " + norm / 2), 1e-12);
    assertClose(Arrays.stream(d).map(v -> v / norm).toArray(), direction("step-rule = literal, threshold = " + norm / 2), 1e-12);
  }

  @Test
  void itDescends() {
    try (SmallNetwork s = network(Precision.FLOAT64)) {
      double before = s.objective();
      double[] gradient = s.gradient();
      double[] d = direction("step-rule = none");
      double product = 0;
      for (int i = 0; i < d.length; i++) {
        product += gradient[i] * d[i];
      }
      double cosine = product / Math.sqrt(square(d) * square(gradient));
      assertTrue(cosine > 0, "cosine " + cosine);
      Optimizer optimizer = Optimizer.Kind.of(params("optimizer { kind = galvan, step-rate = 0.1 }").at("optimizer"));
      optimizer.bind(s.parameters, s.kernels, s.memory);
      optimizer.step(objective(s, 1));
      assertEquals(cosine, optimizer.directions().meanCosine(), 1e-12);
      assertEquals(1, optimizer.directions().meanRatio(), 1e-12);
      for (int i = 2; i < 50; i++) {
        optimizer.step(objective(s, i));
      }
      assertTrue(optimizer.directions().lowestCosine() < optimizer.directions().meanCosine());
      assertTrue(s.objective() < 0.8 * before, before + " became " + s.objective());
    }
  }

  @Test
  void itRefusesWhatHasNoComponents() {
    TrialRunner runner = new TrialRunner(null, null);
    for (String[] pair : new String[][] {
        {"model.cell.kind = gru", "set model.cell.kind = elman"},
        {"model.layers = 2", "set model.layers = 1"},
        {"penalty.kind = weight-norm", "set penalty.kind = none"},
        {"manifold.kind = geodesic-sgd, init.recurrent.kind = orthogonal", "set manifold.kind = none"},
        {"perturbation.kind = dropconnect", "set perturbation.kind = none"}}) {
      IllegalArgumentException e = assertThrows(
          IllegalArgumentException.class, () -> runner.check(Configs.quick("optimizer.kind = galvan", pair[0])));
      assertTrue(e.getMessage().startsWith("optimizer.kind = galvan with") && e.getMessage().contains(pair[1]), e.getMessage());
    }
  }
}

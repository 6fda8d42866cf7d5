package dev.rondo.core.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.core.Configs;
import dev.rondo.core.TrialRunner;
import dev.rondo.core.compute.Loss;
import dev.rondo.core.compute.Memory;
import dev.rondo.core.compute.Precision;
import dev.rondo.core.model.Network;
import dev.rondo.core.model.ParameterSet;
import dev.rondo.core.model.ParameterSet.View;
import dev.rondo.core.random.RandomStream;
import dev.rondo.spec.Params;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** On f(theta) = the sum of c theta for given numbers c, whose gradient is c everywhere. */
class GeodesicSgdTest {
  private static final int H = 5;

  /** A network of one factorised layer whose bases are orthogonal, and its optimizer. */
  private static final class Trial implements AutoCloseable {
    final Memory memory;
    final ParameterSet parameters;
    final Optimizer optimizer;
    final double[] c;

    Trial(Precision precision, String cell, String optimizerSettings, String manifold) {
      Params params = Params.of(Configs.quick(
          "model { hidden = " + H + ", cell { " + cell + " } }", "init.recurrent = { kind = orthogonal }",
          "optimizer { " + optimizerSettings + " }", "manifold { kind = geodesic-sgd, " + manifold + " }"));
      Network network = Network.of(params.at("model"), 2, 3, Loss.BERNOULLI);
      memory = new Memory(precision);
      parameters = network.layout().build(memory);
      optimizer = Manifold.over(Optimizer.Kind.of(params.at("optimizer")), params, network);
      optimizer.bind(parameters, precision.kernels(), memory);
      network.layers().get(0).cell().initialize(new ParameterSet.Scope(parameters, ""), 1);
      c = new double[parameters.size()];
      RandomStream stream = new RandomStream(9, "slopes");
      Arrays.setAll(c, i -> stream.nextNormal());
      double[] random = new double[H * H];
      Arrays.setAll(random, i -> stream.nextNormal());
      View left = parameters.view("recurrent-left");
      parameters.values().put(left.offset(), random);
      network.layers().get(0).cell().initialize(new ParameterSet.Scope(parameters, ""), 1);
    }

    double step() {
      return optimizer.step(() -> {
        parameters.gradients().put(0, c);
        return value();
      });
    }

    double value() {
      double[] theta = parameters.values().toArray(0, parameters.size());
      double sum = 0;
      for (int i = 0; i < theta.length; i++) {
        sum += c[i] * theta[i];
      }
      return sum;
    }

    double[] of(String name) {
      View v = parameters.view(name);
      return parameters.values().toArray(v.offset(), v.size());
    }

    double[] slopes(String name) {
      View v = parameters.view(name);
      return Arrays.copyOfRange(c, v.offset(), v.offset() + v.size());
    }

    @Override
    public void close() {
      memory.close();
    }
  }

  private static double[] times(double[] a, double[] b) {
    double[] p = new double[H * H];
    for (int i = 0; i < H * H; i++) {
      for (int k = 0; k < H; k++) {
        p[i] += a[i / H * H + k] * b[k * H + i % H];
      }
    }
    return p;
  }

  private static double[] transposed(double[] a) {
    double[] t = new double[H * H];
    Arrays.setAll(t, i -> a[i % H * H + i / H]);
    return t;
  }

  private static double excess(double[] m) {
    double[] square = times(transposed(m), m);
    double sum = 0;
    for (int i = 0; i < H * H; i++) {
      double r = square[i] - (i / H == i % H ? 1 : 0);
      sum += r * r;
    }
    return Math.sqrt(sum);
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void basesStayOrthogonal(Precision precision) {
    double limit = precision == Precision.FLOAT64 ? 1e-14 : 2e-6;
    for (String form : new String[] {"descent", "released-code"}) {
      try (Trial trial = new Trial(precision, "kind = factorised-elman", "kind = sgd", "step-rate = 0.1, form = " + form)) {
        double[] start = trial.of("recurrent-left");
        for (int i = 0; i < 300; i++) {
          trial.step();
        }
        assertEquals(0, excess(trial.of("recurrent-left")), limit, form);
        assertEquals(0, excess(trial.of("recurrent-right")), limit, form);
        assertTrue(Math.abs(trial.of("recurrent-left")[0] - start[0]) > 1e-3, "it did not move");
      }
    }
  }

  @Test
  void aStepSolvesTheEquationOfTheCayleyTransform() {
    double eta = 0.2;
    try (Trial trial = new Trial(Precision.FLOAT64, "kind = factorised-elman", "kind = sgd", "step-rate = " + eta)) {
      double[] m = trial.of("recurrent-left");
      double[] g = trial.slopes("recurrent-left");
      trial.step();
      double[] next = trial.of("recurrent-left");
      double[] gm = times(g, transposed(m));
      double[] a = new double[H * H];
      Arrays.setAll(a, i -> gm[i] - transposed(gm)[i]);
      double[] before = times(a, m);
      double[] after = times(a, next);
      for (int i = 0; i < H * H; i++) {
        assertEquals(m[i] - eta / 2 * before[i], next[i] + eta / 2 * after[i], 1e-13);
      }
    }
  }

  @Test
  void smallStepsGoDownAlongTheManifold() {
    double eta = 1e-5;
    try (Trial trial = new Trial(Precision.FLOAT64, "kind = factorised-elman", "kind = sgd, step-rate = 0", "step-rate = " + eta)) {
      double[] m = trial.of("recurrent-right");
      double[] g = trial.slopes("recurrent-right");
      double[] mgm = times(times(m, transposed(g)), m);
      double before = trial.value();
      trial.step();
      assertTrue(trial.value() < before);
      for (int i = 0; i < H * H; i++) {
        assertEquals(-(g[i] - mgm[i]), (trial.of("recurrent-right")[i] - m[i]) / eta, 1e-3);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"kind = sgd", "kind = momentum", "kind = nesterov", "kind = rmsprop", "kind = adam"})
  void theRestMovesAsWithoutAManifold(String rest) {
    try (Trial trial = new Trial(Precision.FLOAT64, "kind = factorised-elman", rest, "step-rate = 0")) {
      double[] left = trial.of("recurrent-left");
      double[] input = trial.of("input");
      double[] expected = input.clone();
      try (Memory memory = new Memory(Precision.FLOAT64)) {
        ParameterSet alone = new ParameterSet.Builder()
            .add("input", ParameterSet.Group.INPUT, 2, H).build(memory);
        alone.values().put(0, input);
        Optimizer optimizer = Optimizer.Kind.of(Params.of(Configs.quick("optimizer { " + rest + " }")).at("optimizer"));
        optimizer.bind(alone, Precision.FLOAT64.kernels(), memory);
        for (int i = 0; i < 3; i++) {
          trial.step();
          optimizer.step(() -> {
            alone.gradients().put(0, trial.slopes("input"));
            return 0;
          });
        }
        expected = alone.values().toArray(0, 2 * H);
      }
      assertArrayEquals(expected, trial.of("input"), 1e-15);
      assertArrayEquals(left, trial.of("recurrent-left"), 1e-14);
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "kind = factorised-elman, margin = 0.25 | 0.02", "kind = factorised-elman, margin = 2 | 0.0025",
      "kind = factorised-elman-free | 0.01"})
  void singularValuesHaveARateOfTheirOwn(String cell, double rate) {
    try (Trial trial = new Trial(Precision.FLOAT64, cell, "kind = sgd, step-rate = 0.5", "spectrum-rate = 0.01")) {
      double[] p = trial.of("spectrum");
      trial.step();
      for (int i = 0; i < H; i++) {
        assertEquals(p[i] - rate * trial.slopes("spectrum")[i], trial.of("spectrum")[i], 1e-14);
      }
    }
  }

  @Test
  void gradientsThatAreNotFiniteLeaveTheBasesAlone() {
    try (Trial trial = new Trial(Precision.FLOAT64, "kind = factorised-elman", "kind = sgd", "step-rate = 0.1")) {
      double[] left = trial.of("recurrent-left");
      trial.c[trial.parameters.view("recurrent-left").offset()] = Double.NaN;
      trial.step();
      assertArrayEquals(left, trial.of("recurrent-left"));
    }
  }

  @Test
  void closedFormsAreRefused() {
    String message = assertThrows(IllegalArgumentException.class, () -> new TrialRunner(null, null).check(Configs.quick(
        "model { cell.kind = elman, readout.kind = linear }", "init.recurrent = { kind = orthogonal }",
        "optimizer = { kind = ridge }", "manifold.kind = geodesic-sgd"))).getMessage();
    assertTrue(message.contains("manifold.kind = geodesic-sgd"), message);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "kind = lstm | kind = orthogonal | model.cell.kind = lstm", "kind = elman | kind = gaussian, sigma = 0.1 | init.recurrent",
      "kind = elman | kind = orthogonal, gain = 1.2 | gain = 1"})
  void weightsThatAreNotOrthogonalAreRefused(String cell, String init, String expected) {
    Params params = Params.of(Configs.quick(
        "model { hidden = 4, cell { " + cell + " } }", "init.recurrent = { " + init + " }", "manifold { kind = geodesic-sgd }"));
    Network network = Network.of(params.at("model"), 2, 3, Loss.BERNOULLI);
    String message = assertThrows(
        IllegalArgumentException.class,
        () -> Manifold.over(Optimizer.Kind.of(params.at("optimizer")), params, network)).getMessage();
    assertTrue(message.contains(expected), message);
  }
}

package dev.rondo.core.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.core.Configs;
import dev.rondo.core.compute.Loss;
import dev.rondo.core.compute.Precision;
import dev.rondo.spec.Params;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Relatives of the simple recurrent network against their formulas in plain loops, and single against double precision. */
class FurtherCellsTest {
  private static final int H = SmallNetwork.H;

  /** f on the sums of all units. */
  private static UnaryOperator<double[]> bend(double slope) {
    return a -> {
      double[] h = a.clone();
      for (int j = 0; j < H; j++) {
        h[j] = a[j] > 0 ? a[j] : slope * a[j];
      }
      return h;
    };
  }

  private static double[] oplu(double[] a) {
    double[] h = a.clone();
    for (int j = 0; j < H; j += 2) {
      h[j] = Math.max(a[j], a[j + 1]);
      h[j + 1] = Math.min(a[j], a[j + 1]);
    }
    return h;
  }

  private static double[] tanh(double[] a) {
    double[] h = a.clone();
    for (int j = 0; j < H; j++) {
      h[j] = Math.tanh(a[j]);
    }
    return h;
  }

  static Stream<Arguments> cells() {
    UnaryOperator<double[]> tanh = FurtherCellsTest::tanh;
    UnaryOperator<double[]> oplu = FurtherCellsTest::oplu;
    return Stream.of(
        Arguments.of("kind = elman, activation = leaky-relu, slope = 0.2", bend(0.2), 1.0, 1.0),
        Arguments.of("kind = elman, activation = absolute", bend(-1), 1.0, 1.0),
        Arguments.of("kind = elman, activation = oplu, gain = 0.9", oplu, 0.9, 1.0),
        Arguments.of("kind = elman, activation = tanh, gain = 1.05", tanh, 1.05, 1.0),
        Arguments.of("kind = leaky-elman, leak-rate = 0.3, gain = 1.1", tanh, 1.1, 0.3),
        Arguments.of("kind = leaky-elman, leak-rate = 0.4, activation = oplu", oplu, 1.0, 0.4),
        Arguments.of("kind = echo-state, leak-rate = 0.6", tanh, 1.0, 0.6),
        Arguments.of("kind = factorised-elman, margin = 0.5", tanh, 1.0, 1.0),
        Arguments.of("kind = factorised-elman, margin = 3, activation = absolute, gain = 0.2", bend(-1), 0.2, 1.0),
        Arguments.of("kind = factorised-elman, margin = 3, rectify = false", tanh, 1.0, 1.0),
        Arguments.of("kind = factorised-elman-free", tanh, 1.0, 1.0));
  }

  @ParameterizedTest
  @MethodSource("cells")
  void statesFollowTheFormula(String cell, UnaryOperator<double[]> f, double gain, double leak) {
    for (Precision precision : Precision.values()) {
      try (SmallNetwork s = network(precision, cell)) {
        s.objective();
        double[][] recurrent = cell.contains("factorised") ? factors(s, cell) : NaiveTwinTest.matrix(s, "recurrent");
        double[][] input = NaiveTwinTest.matrix(s, "input");
        double[] bias = cell.contains("echo") ? new double[H] : NaiveTwinTest.matrix(s, "bias")[0];
        double[][][] x = NaiveTwinTest.rows(s.batch.inputs().values(), SmallNetwork.D);
        for (int b = 0; b < SmallNetwork.B; b++) {
          double[] h = new double[H];
          for (int t = 0; t < SmallNetwork.T; t++) {
            double[] a = bias.clone();
            add(x[t][b], input, a);
            add(h, recurrent, a);
            for (int j = 0; j < H; j++) {
              a[j] *= gain;
            }
            double[] value = f.apply(a);
            for (int j = 0; j < H; j++) {
              h[j] = (1 - leak) * h[j] + leak * value[j];
            }
            double[] state = s.bptt.tape().top().states().toArray(((t + 1) * SmallNetwork.B + b) * H, H);
            assertArrayEquals(h, state, precision == Precision.FLOAT64 ? 1e-12 : 1e-5, cell);
          }
        }
      }
    }
  }

  @Test
  void expansions_reachTheOutputs() {
    for (Precision precision : Precision.values()) {
      for (String expansion : List.of("inputs", "squares", "inputs-squares")) {
        try (SmallNetwork s = network(precision, "kind = echo-state, expansion = " + expansion)) {
          s.bptt.evaluate(s.batch);
          double[][] w = NaiveTwinTest.matrix(s, "output");
          double[][][] x = NaiveTwinTest.rows(s.batch.inputs().values(), SmallNetwork.D);
          for (int r = 0; r < SmallNetwork.T * SmallNetwork.B; r++) {
            double[] h = s.bptt.tape().top().states().toArray((r + SmallNetwork.B) * H, H);
            double[] o = NaiveTwinTest.matrix(s, "output-bias")[0].clone();
            double[] z = new double[w.length];
            int at = 0;
            for (int i = 0; i < SmallNetwork.D && expansion.contains("inputs"); i++) {
              z[at++] = x[r / SmallNetwork.B][r % SmallNetwork.B][i];
            }
            for (int j = 0; j < H; j++) {
              z[at++] = h[j];
            }
            for (int j = 0; j < H && expansion.contains("squares"); j++) {
              z[at++] = h[j] * h[j];
            }
            assertEquals(w.length, at);
            add(z, w, o);
            double[] output = s.bptt.tape().outputs().toArray(r * SmallNetwork.O, SmallNetwork.O);
            assertArrayEquals(o, output, precision == Precision.FLOAT64 ? 1e-12 : 1e-5, expansion);
          }
        }
      }
    }
  }

  private static SmallNetwork network(Precision precision, String cell) {
    return new SmallNetwork(precision, Loss.SQUARED, false, "model.cell { " + cell + " }");
  }

  private static void add(double[] x, double[][] w, double[] a) {
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < a.length; j++) {
        a[j] += x[i] * w[i][j];
      }
    }
  }

  /** U diag(s) V', with s from what is trained. */
  private static double[][] factors(SmallNetwork s, String cell) {
    double[][] u = NaiveTwinTest.matrix(s, "recurrent-left");
    double[][] v = NaiveTwinTest.matrix(s, "recurrent-right");
    double[] p = NaiveTwinTest.matrix(s, "spectrum")[0];
    double margin = cell.contains("margin = 0.5") ? 0.5 : 3;
    double[][] w = new double[H][H];
    for (int k = 0; k < H; k++) {
      double value = cell.contains("free") ? p[k] : 2 * margin * (1 / (1 + Math.exp(-p[k])) - 0.5) + 1;
      value = cell.contains("rectify = false") ? value : Math.max(value, 0);
      for (int i = 0; i < H; i++) {
        for (int j = 0; j < H; j++) {
          w[i][j] += u[i][k] * value * v[k][j];
        }
      }
    }
    return w;
  }

  /** Before training W is what the initialiser drew, or its orthogonal factor where all singular values start as 1. */
  @Test
  void factors_startAsThoseOfTheInitialWeight() {
    for (String cell : List.of("factorised-elman-free", "factorised-elman-free, start = ones", "factorised-elman, margin = 3")) {
      try (SmallNetwork s = network(Precision.FLOAT64, "kind = " + cell)) {
        double[][] drawn = NaiveTwinTest.matrix(s, "recurrent-left");
        s.network.layers().get(0).cell().initialize(new ParameterSet.Scope(s.parameters, ""), 1);
        double[][] w = factors(s, cell);
        double[][] u = NaiveTwinTest.matrix(s, "recurrent-left");
        double[][] v = NaiveTwinTest.matrix(s, "recurrent-right");
        for (int i = 0; i < H; i++) {
          for (int j = 0; j < H; j++) {
            double one = i == j ? 1 : 0;
            double us = 0;
            double vs = 0;
            double ws = 0;
            for (int k = 0; k < H; k++) {
              us += u[k][i] * u[k][j];
              vs += v[i][k] * v[j][k];
              ws += w[k][i] * w[k][j];
            }
            assertEquals(one, us, 1e-12);
            assertEquals(one, vs, 1e-12);
            assertEquals(cell.endsWith("free") ? drawn[i][j] : one, cell.endsWith("free") ? w[i][j] : ws, 1e-12, cell);
          }
        }
      }
    }
  }

  static List<String> alsoInSinglePrecision() {
    return Stream.concat(
        cells().map(c -> (String) c.get()[0]), Stream.of(
            "kind = elman, activation = prelu, slope = 0.7, gain = 1.2",
            "kind = echo-state, expansion = inputs-squares")).toList();
  }

  @ParameterizedTest
  @MethodSource("alsoInSinglePrecision")
  void gradientsOfBothPrecisionsAgree(String cell) {
    try (SmallNetwork wide = network(Precision.FLOAT64, cell); SmallNetwork single = network(Precision.FLOAT32, cell)) {
      wide.objective();
      single.objective();
      for (ParameterSet.View v : wide.parameters.views()) {
        double error = SmallNetwork.relativeError(v, wide.gradient(), single.gradient());
        assertTrue(error < 1e-5, () -> cell + ", " + v.name() + ": " + error);
      }
    }
  }

  @Test
  void activations_thatLackSomething_areRefused() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> network(Precision.FLOAT64, "activation = prelu"));
    assertTrue(e.getMessage().contains("model.cell.slope = 0.7"), e.getMessage());
    e = assertThrows(IllegalArgumentException.class, () -> Network.of(
        Params.of(Configs.quick("model { hidden = 7, cell.activation = oplu }")).at("model"), 3, 2, Loss.SQUARED));
    assertTrue(e.getMessage().startsWith("model.hidden = 7 with model.cell.activation = oplu"), e.getMessage());
  }

  @Test
  void slopeAndGain_leaveNoTraceInTrialsThatDoNotNameThem() {
    assertEquals(
        "{model.cell.activation=tanh, model.cell.kind=elman}",
        Configs.quick().values().subMap("model.cell.", "model.cell/").toString());
    assertEquals("1.05", Configs.quick("model.cell.gain = 1.05").values().get("model.cell.gain"));
  }
}

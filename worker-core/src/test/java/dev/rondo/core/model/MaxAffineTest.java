package dev.rondo.core.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.core.analysis.MaxAffineOperator;
import dev.rondo.core.compute.Loss;
import dev.rondo.core.compute.Precision;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Recurrent max-affine splines against the operator of the paper, step by step, and their gradients. */
class MaxAffineTest {
  private static final int D = SmallNetwork.D;
  private static final int H = SmallNetwork.H;
  private static final List<String> INITIAL_STATES = List.of("zero", "learned", "normal, sigma = 0.3");

  private static String model(int pieces, String rest) {
    return "model { cell { kind = max-affine, pieces = " + pieces + " }" + rest + " }";
  }

  /** With small weights: states of large ones grow from step to step. */
  private static SmallNetwork network(Precision precision, Loss loss, boolean masked, String... settings) {
    SmallNetwork s = new SmallNetwork(precision, loss, masked, settings);
    s.kernels.scale(0.4, s.parameters.values(), 0, s.parameters.size());
    return s;
  }

  /** The operator on [u_t, h_{t-1}] that the weights of a network are. */
  private static MaxAffineOperator operator(SmallNetwork s, int R) {
    double[][] w = NaiveTwinTest.matrix(s, "input");
    double[][] u = NaiveTwinTest.matrix(s, "recurrent");
    double[] bias = NaiveTwinTest.matrix(s, "bias")[0];
    double[][][] a = new double[H][R][D + H];
    double[][] b = new double[H][R];
    for (int k = 0; k < H; k++) {
      for (int r = 0; r < R; r++) {
        for (int i = 0; i < D + H; i++) {
          a[k][r][i] = i < D ? w[i][r * H + k] : u[i - D][r * H + k];
        }
        b[k][r] = bias[r * H + k];
      }
    }
    return new MaxAffineOperator(a, b);
  }

  private static double[] joined(double[] x, double[] h) {
    double[] z = Arrays.copyOf(x, D + H);
    System.arraycopy(h, 0, z, D, H);
    return z;
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void everyStepIsTheOperator(Precision precision) {
    for (int R : new int[] {1, 2, 5}) {
      try (SmallNetwork s = network(precision, Loss.BERNOULLI, true, model(R, ", initial-state.kind = learned"))) {
        double loss = s.objective();
        MaxAffineOperator operator = operator(s, R);
        double[][][] x = NaiveTwinTest.rows(s.batch.inputs().values(), D);
        double[][][] states = new double[SmallNetwork.T][SmallNetwork.B][];
        for (int b = 0; b < SmallNetwork.B; b++) {
          double[] h = NaiveTwinTest.matrix(s, "initial-state")[0];
          for (int t = 0; t < SmallNetwork.T; t++) {
            double[] z = joined(x[t][b], h);
            h = operator.apply(z);
            double[][] q = operator.selection(z);
            for (int k = 0; k < H; k++) {
              assertEquals(1, Arrays.stream(q[k]).sum());
            }
            states[t][b] = h;
            double[] state = s.bptt.tape().top().states().toArray(((t + 1) * SmallNetwork.B + b) * H, H);
            assertArrayEquals(h, state, precision == Precision.FLOAT64 ? 1e-12 : 1e-5);
          }
        }
        double naive = NaiveStates.loss(s, states);
        assertEquals(naive, loss, (precision == Precision.FLOAT64 ? 1e-12 : 1e-5) * naive);
      }
    }
  }

  /** ReLU has the pieces a and 0. */
  @Test
  void secondPieceOfZeros_isRelu() {
    try (SmallNetwork relu = new SmallNetwork(Precision.FLOAT64, Loss.BERNOULLI, false, "model.cell.activation = relu");
        SmallNetwork s = new SmallNetwork(Precision.FLOAT64, Loss.BERNOULLI, false, model(2, ""))) {
      for (ParameterSet.View v : s.parameters.views()) {
        double[][] from = NaiveTwinTest.matrix(relu, v.name());
        for (int i = 0; i < v.size(); i++) {
          int column = i % v.cols();
          double value = column < from[0].length ? from[i / v.cols()][column] : 0;
          s.parameters.values().set(v.offset() + i, value);
        }
      }
      double loss = relu.objective();
      assertEquals(loss, s.bptt.gradient(relu.batch, SmallNetwork.EPOCH, SmallNetwork.NUMBER), 1e-12 * loss);
      double[] expected = relu.gradient();
      double[] gradient = s.gradient();
      ParameterSet.View small = relu.parameters.view("recurrent");
      ParameterSet.View wide = s.parameters.view("recurrent");
      for (int i = 0; i < small.size(); i++) {
        int at = wide.offset() + i / H * wide.cols() + i % H;
        assertEquals(expected[small.offset() + i], gradient[at], 1e-12);
      }
    }
  }

  @Test
  void tiesGoToTheLowestPiece() {
    MaxAffineOperator operator = new MaxAffineOperator(
        new double[][][] {{{1, 0}, {0, 1}, {1, 0}}, {{0, 0}, {2, 0}, {0, 2}}}, new double[][] {{0, 0, 0}, {1, 0, 0}});
    double[] x = {3, 3};
    assertArrayEquals(new int[] {0, 1}, operator.selected(x));
    assertArrayEquals(new double[][] {{1, 0, 0}, {0, 1, 0}}, operator.selection(x));
    assertArrayEquals(new double[][] {{1, 0}, {2, 0}}, operator.at(x).A());
    assertArrayEquals(new double[] {3, 6}, operator.apply(x));
    assertThrows(IllegalArgumentException.class, () -> new MaxAffineOperator(new double[1][2][3], new double[1][1]));
    // The same in the cell: without weights, and with equal biases, all slopes are the first piece's.
    for (Precision precision : Precision.values()) {
      try (SmallNetwork s = new SmallNetwork(precision, Loss.BERNOULLI, false, model(3, ""))) {
        for (String name : List.of("input", "recurrent", "bias")) {
          ParameterSet.View v = s.parameters.view(name);
          s.kernels.fill(s.parameters.values(), v.offset(), v.size(), name.equals("bias") ? 0.3 : 0);
        }
        s.objective();
        double[] bias = s.parameters.gradients().toArray(s.parameters.view("bias").offset(), 3 * H);
        for (int j = 0; j < 3 * H; j++) {
          assertEquals(j < H, bias[j] != 0, "slope " + j + " by the biases");
        }
      }
    }
  }

  /**
   * Every other perturbation: how they meet a weight is the weight's matter. No L1: of that many weights some lie where its slope
   * jumps, which central differences cannot follow.
   */
  static Stream<Arguments> combinations() {
    List<String> penalties = GradientCheckTest.PENALTIES.stream().filter(p -> !p.contains("L1")).toList();
    List<Arguments> all = new ArrayList<>();
    List<String> perturbations = GradientCheckTest.perturbations();
    for (int i = 0; i < perturbations.size(); i += 2) {
      int n = all.size();
      String model = model(
          1 + n % 3, ", layers = " + (1 + n % 5 % 2) + ", initial-state { kind = " + INITIAL_STATES.get(n % 3) + " }");
      String penalty = penalties.get(n % penalties.size());
      all.add(Arguments.of(model, perturbations.get(i), penalty, Loss.values()[n / 2 % Loss.values().length], n % 3 != 0));
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("combinations")
  void gradientMatchesCentralDifferences(String model, String perturbation, String penalty, Loss loss, boolean masked) {
    try (SmallNetwork small = network(Precision.FLOAT64, loss, masked, model, perturbation, penalty)) {
      small.objective();
      double[] analytic = small.gradient();
      double[] numeric = small.numericGradient();
      for (ParameterSet.View v : small.parameters.views()) {
        double error = SmallNetwork.relativeError(v, analytic, numeric);
        assertTrue(error < 1e-6, () -> v.name() + ": relative error " + error);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void singlePrecisionGradient_agreesWithDouble_andTheEstimateCoversTheMemory(int pieces) {
    String model = model(pieces, ", layers = 2, initial-state.kind = learned");
    try (SmallNetwork wide = network(Precision.FLOAT64, Loss.BERNOULLI, true, model);
        SmallNetwork small = network(Precision.FLOAT32, Loss.BERNOULLI, true, model)) {
      wide.objective();
      small.objective();
      for (ParameterSet.View v : small.parameters.views()) {
        double error = SmallNetwork.relativeError(v, wide.gradient(), small.gradient());
        assertTrue(error < 1e-5, () -> v.name() + ": relative error " + error);
      }
      long batch = 8L * SmallNetwork.T * SmallNetwork.B * (D + SmallNetwork.O);
      long scratch = wide.parameters.views().stream().mapToLong(ParameterSet.View::size).max().orElseThrow() * (16 + 16);
      assertEquals(wide.memory.bytes() - batch, wide.network.bytes(SmallNetwork.CAPACITY, null, 8) - scratch);
    }
  }
}

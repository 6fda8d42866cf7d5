package dev.rondo.core.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.core.Configs;
import dev.rondo.core.cell.ReadoutLayer;
import dev.rondo.core.compute.Memory;
import dev.rondo.core.compute.Precision;
import dev.rondo.core.compute.Tensor;
import dev.rondo.core.model.Batch;
import dev.rondo.core.model.Inputs;
import dev.rondo.core.model.ParameterSet;
import dev.rondo.core.model.ParameterSet.Group;
import dev.rondo.core.model.ReadoutPass;
import dev.rondo.spec.Params;
import java.util.Arrays;
import java.util.Random;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;

/** Closed forms on random features, against the conditions that a solution fulfils. */
class LeastSquaresTest {
  private static final int T = 20;
  private static final int B = 2;
  private static final int FEATURES = 5;
  private static final int O = 2;
  private static final int BATCHES = 3;
  private static final int WASHOUT = 4;

  private final Random random = new Random(3);
  private final double[][] z = new double[BATCHES][T * B * FEATURES];
  private final double[][] y = new double[BATCHES][T * B * O];
  private final float[] weights = new float[T * B];
  private ParameterSet parameters;

  LeastSquaresTest() {
    for (int k = 0; k < BATCHES; k++) {
      Arrays.setAll(z[k], i -> random.nextGaussian());
      Arrays.setAll(y[k], i -> random.nextGaussian());
    }
    Arrays.fill(weights, 1f);
    weights[T * B - 1] = 0f;
  }

  /** Fits all batches, and leaves the solution in the parameters. */
  private double fit(Memory memory, String settings, DoubleSupplier validation) {
    parameters = new ParameterSet.Builder()
        .add(ReadoutLayer.WEIGHT, Group.OUTPUT, FEATURES, O).add(ReadoutLayer.BIAS, Group.BIAS, 1, O).build(memory);
    Optimizer optimizer = Optimizer.Kind.of(
        Params.of(Configs.quick("optimizer { " + settings + " }", "model.readout.kind = linear")).at("optimizer"));
    optimizer.bind(parameters, memory.precision().kernels(), memory);
    Tensor features = memory.tensor(T * B, FEATURES);
    Tensor targets = memory.tensor(T * B, O);
    for (int k = 0; k < BATCHES; k++) {
      features.put(0, z[k]);
      targets.put(0, y[k]);
      Batch batch = new Batch(T, B, null, targets, 0, weights, T * B - 1);
      assertEquals(7, optimizer.step(new Objective() {
        @Override
        public double gradient() {
          throw new AssertionError("no gradient is needed");
        }

        @Override
        public ReadoutPass readoutPass() {
          return new ReadoutPass(batch, new Inputs(features, 0, null), 7);
        }
      }));
    }
    return optimizer.solve(validation);
  }

  private double weight(int feature, int o) {
    return feature == FEATURES
        ? parameters.values().get(parameters.view(ReadoutLayer.BIAS).offset() + o)
        : parameters.values().get(parameters.view(ReadoutLayer.WEIGHT).offset() + feature * O + o);
  }

  /** The slope of ||Z W - Y||^2 / 2 by W, one feature (the last is the 1) and one output; and the squared error itself. */
  private double[] residual(int feature, int o) {
    double slope = 0;
    double squares = 0;
    for (int k = 0; k < BATCHES; k++) {
      for (int r = WASHOUT * B; r < T * B - 1; r++) {
        double e = weight(FEATURES, o) - y[k][r * O + o];
        for (int i = 0; i < FEATURES; i++) {
          e += z[k][r * FEATURES + i] * weight(i, o);
        }
        slope += e * (feature == FEATURES ? 1 : z[k][r * FEATURES + feature]);
        squares += e * e;
      }
    }
    return new double[] {slope, squares};
  }

  @Test
  void solutions_fulfilTheNormalEquations_overTheStepsThatCount() {
    try (Memory memory = new Memory(Precision.FLOAT64)) {
      for (double lambda : new double[] {0, 0.7, 30}) {
        String settings = lambda == 0 ? "kind = pseudo-inverse" : "kind = ridge, lambdas = [\"" + lambda + "\"]";
        double loss = fit(memory, settings + ", washout = " + WASHOUT, () -> {
          throw new AssertionError("nothing to choose");
        });
        double squares = 0;
        for (int o = 0; o < O; o++) {
          for (int i = 0; i <= FEATURES; i++) {
            assertEquals(-lambda * weight(i, o), residual(i, o)[0], 1e-11, settings);
          }
          squares += residual(0, o)[1];
        }
        assertEquals(squares / (BATCHES * ((T - WASHOUT) * B - 1)), loss, 1e-12);
      }
    }
  }

  @Test
  void pseudoInverse_sharesAmongEqualFeatures() {
    for (double[] batch : z) {
      for (int r = 0; r < T * B; r++) {
        batch[r * FEATURES + 1] = batch[r * FEATURES];
      }
    }
    for (Precision precision : Precision.values()) {
      try (Memory memory = new Memory(precision)) {
        fit(memory, "kind = pseudo-inverse, washout = " + WASHOUT, () -> 0);
        assertEquals(weight(0, 0), weight(1, 0), 1e-6);
        assertTrue(Math.abs(weight(0, 0)) < 1, "of minimal norm");
        assertEquals(0, residual(0, 0)[0], 1e-4);
      }
    }
  }

  @Test
  void ridge_takesTheLambdaOfTheLowestValidationLoss() {
    try (Memory memory = new Memory(Precision.FLOAT64)) {
      fit(memory, "kind = ridge, washout = 4, lambdas = [\"30\"]", () -> 0);
      double wanted = weight(2, 1);
      fit(memory, "kind = ridge, washout = 4, lambdas = [\"1e-3\", \"30\", \"1000\"]", () -> Math.abs(weight(2, 1) - wanted));
      assertEquals(wanted, weight(2, 1), 1e-14);
    }
  }

  @Test
  void whatCannotBeFitted_isRefused() {
    try (Memory memory = new Memory(Precision.FLOAT64)) {
      assertTrue(assertThrows(
          IllegalArgumentException.class, () -> fit(memory, "kind = ridge, washout = 20", () -> 0)).getMessage()
          .contains("optimizer.washout = 20 leaves no step"));
      assertTrue(assertThrows(
          IllegalArgumentException.class, () -> fit(memory, "kind = ridge, lambdas = [\"a\"]", () -> 0)).getMessage()
          .contains("optimizer.lambdas: a is not"));
    }
  }
}

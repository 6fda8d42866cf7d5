package dev.rondo.core.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.core.Configs;
import dev.rondo.core.compute.Kernels;
import dev.rondo.core.compute.Memory;
import dev.rondo.core.compute.Precision;
import dev.rondo.core.compute.Tensor;
import dev.rondo.core.model.ParameterSet;
import dev.rondo.core.model.ParameterSet.Group;
import dev.rondo.spec.Params;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each optimizer's first updates against its formula written out in numbers, on f(x) = sum c_i x_i^2 / 2. */
class OptimizerTest {
  private static final double[] CURVATURE = {1, 10};
  private static final double[] START = {1, -2};

  private record Quadratic(ParameterSet p) implements Objective {
    @Override
    public double gradient() {
      for (int j = 0; j < 2; j++) {
        p.gradients().set(j, CURVATURE[j] * p.values().get(j));
      }
      return loss();
    }

    @Override
    public double loss() {
      double sum = 0;
      for (int j = 0; j < 2; j++) {
        double x = p.values().get(j);
        sum += CURVATURE[j] * x * x / 2;
      }
      return sum;
    }

    @Override
    public void linearise() {}

    @Override
    public void gaussNewton(Tensor direction, double structural) {
      for (int j = 0; j < 2; j++) {
        p.gradients().set(j, CURVATURE[j] * direction.get(j));
      }
    }
  }

  /** The iterates of a spec's optimizer. */
  private static double[][] run(String settings, int updates) {
    try (Memory memory = new Memory(Precision.FLOAT64)) {
      Kernels kernels = Precision.FLOAT64.kernels();
      ParameterSet p = new ParameterSet.Builder().add("x", Group.INPUT, 1, 2).build(memory);
      p.values().put(0, START);
      Optimizer optimizer = Optimizer.Kind.of(Params.of(Configs.quick("optimizer { " + settings + " }")).at("optimizer"));
      optimizer.bind(p, kernels, memory);
      double[][] path = new double[updates][];
      for (int i = 0; i < updates; i++) {
        optimizer.step(new Quadratic(p));
        path[i] = p.values().toArray(0, 2);
      }
      return path;
    }
  }

  /** One coordinate's rule: (x, state) to x, the state changed in place. */
  private interface Rule {
    double next(double x, double c, double[] state);
  }

  private static void follows(String settings, double firstState, Rule rule) {
    double[][] path = run(settings, 4);
    for (int j = 0; j < 2; j++) {
      double x = START[j];
      double[] state = {0, firstState, 0};
      for (double[] point : path) {
        x = rule.next(x, CURVATURE[j], state);
        assertEquals(x, point[j], 1e-12, settings);
      }
    }
  }

  @Test
  void updates_followTheFormulas() {
    follows("kind = sgd, step-rate = 0.05", 0, (x, c, s) -> x - 0.05 * c * x);
    follows("kind = momentum, step-rate = 0.05, momentum = 0.8", 0, (x, c, s) -> {
      s[0] = 0.8 * s[0] - 0.05 * c * x;
      return x + s[0];
    });
    follows("kind = nesterov, step-rate = 0.05, momentum = 0.8", 0, (x, c, s) -> {
      s[0] = 0.8 * s[0] - 0.05 * c * (x + 0.8 * s[0]);
      return x + s[0];
    });
    // climin: momentum first, gradient there, mean of squares from 1, epsilon under the root.
    follows("kind = rmsprop, step-rate = 0.01, momentum = 0.9, decay = 0.8", 1, (x, c, s) -> {
      double g = c * (x + 0.9 * s[0]);
      s[1] = 0.8 * s[1] + 0.2 * g * g;
      s[0] = 0.9 * s[0] - 0.01 * g / Math.sqrt(s[1] + 1e-8);
      return x + s[0];
    });
    // PyTorch: no momentum, mean of squares from 0, epsilon outside the root.
    follows("kind = rmsprop, step-rate = 0.01, momentum = 0, decay = 0.99, start = 0, epsilon-place = outside, epsilon = 0.1",
        0, (x, c, s) -> {
          double g = c * x;
          s[1] = 0.99 * s[1] + 0.01 * g * g;
          return x - 0.01 * g / (Math.sqrt(s[1]) + 0.1);
        });
    follows("kind = adam, step-rate = 0.1, epsilon = 0.01", 0, (x, c, s) -> {
      double g = c * x;
      s[2]++;
      s[0] = 0.9 * s[0] + 0.1 * g;
      s[1] = 0.999 * s[1] + 0.001 * g * g;
      double m = s[0] / (1 - Math.pow(0.9, s[2]));
      double v = s[1] / (1 - Math.pow(0.999, s[2]));
      return x - 0.1 * m / (Math.sqrt(v) + 0.01);
    });
  }

  @ParameterizedTest
  @EnumSource(value = Optimizer.Kind.class, mode = EnumSource.Mode.EXCLUDE, names = {"PSEUDO_INVERSE", "RIDGE", "GALVAN"})
  void everyKind_reachesTheMinimumOfAQuadratic_andIsDeterministic(Optimizer.Kind kind) {
    String settings = "kind = " + kind.text() + switch (kind) {
      case HESSIAN_FREE -> "";
      case ADAM -> ", step-rate = 0.05";
      default -> ", step-rate = 0.01";
    };
    double[][] path = run(settings, 2000);
    double[] end = path[path.length - 1];
    assertTrue(Math.hypot(end[0], end[1]) < 0.05, kind + " ends at " + end[0] + ", " + end[1]);
    assertArrayEquals(end, run(settings, 2000)[1999]);
  }
}

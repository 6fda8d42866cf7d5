package dev.rondo.core.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.core.Configs;
import dev.rondo.core.EpochListener;
import dev.rondo.core.EpochRow;
import dev.rondo.core.TrialResult;
import dev.rondo.core.TrialRunner;
import dev.rondo.core.check.SmallNetwork;
import dev.rondo.core.compute.Kernels;
import dev.rondo.core.compute.Loss;
import dev.rondo.core.compute.Memory;
import dev.rondo.core.compute.Precision;
import dev.rondo.core.compute.Tensor;
import dev.rondo.core.model.ParameterSet;
import dev.rondo.core.model.ParameterSet.Group;
import dev.rondo.core.random.RandomStream;
import dev.rondo.spec.Params;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HessianFreeTest {
  private static final int ROWS = SmallNetwork.T * SmallNetwork.B;
  private static final int O = SmallNetwork.O;
  private static final double STEP = 1e-5;

  /** d outputs or states / d parameters by central differences, [parameters][numbers]. */
  private static double[][] jacobian(SmallNetwork s, Supplier<double[]> numbers) {
    double[][] rows = new double[s.parameters.size()][];
    for (int i = 0; i < rows.length; i++) {
      double at = s.parameters.values().get(i);
      s.parameters.values().set(i, at + STEP);
      s.bptt.trainingLoss(s.batch, 1, 1);
      double[] above = numbers.get();
      s.parameters.values().set(i, at - STEP);
      s.bptt.trainingLoss(s.batch, 1, 1);
      double[] below = numbers.get();
      s.parameters.values().set(i, at);
      rows[i] = new double[above.length];
      for (int j = 0; j < above.length; j++) {
        rows[i][j] = (above[j] - below[j]) / (2 * STEP);
      }
    }
    return rows;
  }

  /** J'(H (J v)) with H by the outputs of each row. */
  private static double[] naive(SmallNetwork s, Loss loss, double[][] J, double[] v) {
    s.bptt.trainingLoss(s.batch, 1, 1);
    double[] o = s.bptt.tape().outputs().toArray(0, ROWS * O);
    double[] moved = along(J, v);
    double[] bent = new double[ROWS * O];
    for (int r = 0; r < ROWS; r++) {
      double weight = (s.batch.weights() == null ? 1 : s.batch.weights()[r]) / s.batch.count();
      double[] y = new double[O];
      double sum = 0;
      double mass = 0;
      for (int i = 0; i < O; i++) {
        y[i] = Math.exp(o[r * O + i]);
        sum += y[i];
        mass += s.batch.targets().get(s.batch.targetsAt() + r * O + i);
      }
      for (int i = 0; i < O; i++) {
        for (int j = 0; j < O; j++) {
          double second = switch (loss) {
            case BERNOULLI -> i == j ? y[i] / (1 + y[i]) / (1 + y[i]) : 0;
            case SOFTMAX -> mass * ((i == j ? y[i] / sum : 0) - y[i] * y[j] / sum / sum);
            case SQUARED -> i == j ? 2 : 0;
          };
          bent[r * O + i] += weight * second * moved[r * O + j];
        }
      }
    }
    return back(J, bent);
  }

  private static double[] along(double[][] J, double[] v) {
    double[] sum = new double[J[0].length];
    for (int i = 0; i < J.length; i++) {
      for (int j = 0; j < sum.length; j++) {
        sum[j] += J[i][j] * v[i];
      }
    }
    return sum;
  }

  private static double[] back(double[][] J, double[] e) {
    return Arrays.stream(J).mapToDouble(row -> {
      double sum = 0;
      for (int j = 0; j < e.length; j++) {
        sum += row[j] * e[j];
      }
      return sum;
    }).toArray();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "BERNOULLI | false | activation = tanh | 1", "BERNOULLI | true | activation = logistic | 2",
      "SOFTMAX | false | activation = tanh, gain = 1.3 | 2", "SOFTMAX | true | activation = identity | 1",
      "SQUARED | false | activation = relu | 1", "SQUARED | true | activation = tanh | 3"})
  void productsAreThoseOfTheJacobian(Loss loss, boolean masked, String cell, int layers) {
    Params params = Params.of(Configs.quick(
        "model { hidden = " + SmallNetwork.H + ", layers = " + layers + ", cell { kind = elman, " + cell + " } }"));
    try (SmallNetwork s = new SmallNetwork(Precision.FLOAT64, loss, masked, params, 3)) {
      int n = s.parameters.size();
      s.bptt.keepCurvature(SmallNetwork.CAPACITY, s.memory);
      RandomStream stream = new RandomStream(8, "direction");
      double[] v = new double[n];
      Arrays.setAll(v, i -> stream.nextNormal());
      Tensor direction = s.memory.tensor(1, n);
      direction.put(0, v);
      double[][] byOutputs = jacobian(s, () -> s.bptt.tape().outputs().toArray(0, ROWS * O));
      double[] expected = naive(s, loss, byOutputs, v);
      s.bptt.linearise(s.batch, 1, 1);
      for (int again = 0; again < 2; again++) {
        s.bptt.gaussNewton(s.batch, direction, 0);
        assertArrayEquals(expected, s.gradient(), 1e-7);
      }

      // Structural damping: the squared change of the states of all layers.
      for (int layer = 0; layer < layers; layer++) {
        int l = layer;
        double[][] byStates = jacobian(s, () -> s.bptt.tape().layers().get(l).states()
            .toArray(SmallNetwork.B * SmallNetwork.H, ROWS * SmallNetwork.H));
        double[] change = along(byStates, v);
        double[] added = back(byStates, Arrays.stream(change).map(c -> 0.3 * c / s.batch.count()).toArray());
        Arrays.setAll(expected, i -> expected[i] + added[i]);
      }
      s.bptt.linearise(s.batch, 1, 1);
      s.bptt.gaussNewton(s.batch, direction, 0.3);
      assertArrayEquals(expected, s.gradient(), 1e-6);
    }
  }

  /** f(x) = sum c_i x_i^2 / 2, whose curvature is c. */
  private static final class Bowl implements Objective {
    static final double[] C = {1, 10, 0.1};
    final ParameterSet p;
    int losses;

    Bowl(ParameterSet p) {
      this.p = p;
    }

    @Override
    public double gradient() {
      for (int i = 0; i < C.length; i++) {
        p.gradients().set(i, C[i] * p.values().get(i));
      }
      return loss();
    }

    @Override
    public double loss() {
      losses++;
      double sum = 0;
      for (int i = 0; i < C.length; i++) {
        sum += C[i] * p.values().get(i) * p.values().get(i) / 2;
      }
      return sum;
    }

    @Override
    public void linearise() {}

    @Override
    public void gaussNewton(Tensor direction, double structural) {
      for (int i = 0; i < C.length; i++) {
        p.gradients().set(i, C[i] * direction.get(i));
      }
    }
  }

  /** The points of a spec's optimizer in a bowl, the first damping and those after each update behind them. */
  private static double[][] run(String settings, int updates) {
    try (Memory memory = new Memory(Precision.FLOAT64)) {
      Kernels kernels = Precision.FLOAT64.kernels();
      ParameterSet p = new ParameterSet.Builder().add("x", Group.INPUT, 1, 3).build(memory);
      p.values().put(0, new double[] {1, -2, 3});
      HessianFree optimizer =
          (HessianFree) Optimizer.Kind.of(Params.of(Configs.quick("optimizer { kind = hessian-free, " + settings + " }")).at("optimizer"));
      optimizer.bind(p, kernels, memory);
      Bowl bowl = new Bowl(p);
      double[][] path = new double[updates][];
      for (int i = 0; i < updates; i++) {
        optimizer.step(bowl);
        path[i] = Arrays.copyOf(p.values().toArray(0, 3), 4);
        path[i][3] = optimizer.damping();
      }
      return path;
    }
  }

  @Test
  void withoutDampingTheBottomOfABowlIsOneUpdateAway() {
    assertArrayEquals(new double[] {0, 0, 0, 0}, run("damping = 0", 1)[0], 1e-12);
  }

  @Test
  void dampingShortensUpdates_andFallsWhereTheModelHolds() {
    double[][] path = run("damping = 2", 2);
    double[] x = {1, -2, 3};
    double lambda = 2;
    for (double[] point : path) {
      for (int i = 0; i < 3; i++) {
        x[i] -= Bowl.C[i] * x[i] / (Bowl.C[i] + lambda);
        assertEquals(x[i], point[i], 1e-10);
      }
      lambda /= 1.5;
      assertEquals(lambda, point[3], 1e-15, "the model is exact");
    }
  }

  @Test
  void fewIterationsGoPartOfTheWay() {
    double[] one = run("damping = 0, iterations = 1", 1)[0];
    // Along the gradient to its lowest point.
    double[] g = {1, -20, 0.3};
    double length = (1 + 400 + 0.09) / (1 + 10 * 400 + 0.1 * 0.09);
    assertArrayEquals(new double[] {1 - length * g[0], -2 - length * g[1], 3 - length * g[2]}, Arrays.copyOf(one, 3), 1e-12);
  }

  private static TrialResult train(String... settings) {
    return new TrialRunner(null, null).run(Configs.quick(settings), EpochListener.NONE);
  }

  private static double last(TrialResult r) {
    List<EpochRow> rows = r.epochs();
    return rows.get(rows.size() - 1).trainLoss();
  }

  @Test
  void fewUpdatesGoFar() {
    String all = "train { batch = 1000, epochs = 8 }";
    TrialResult free = train(all, "optimizer { kind = hessian-free, structural = 0.1 }");
    assertEquals("ok", free.status().text());
    for (int i = 1; i < 8; i++) {
      assertTrue(free.epochs().get(i).trainLoss() <= free.epochs().get(i - 1).trainLoss(), "the loss never rises");
    }
    TrialResult adam = train(all, "optimizer { kind = adam, step-rate = 0.01 }");
    assertTrue(last(free) < last(adam) - 0.5, last(free) + " and " + last(adam));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "model.cell.kind = lstm | set model.cell.kind = elman", "model.cell.activation = oplu, model.hidden = 10 | set model.cell.kind = elman",
      "model.initial-state.kind = learned | set model.initial-state.kind = zero",
      "perturbation.kind = dropconnect | set perturbation.kind = none", "penalty.kind = weight-norm | set penalty.kind = none",
      "schedule.kind = plateau | set schedule.kind = none", "train.clip = 1 | set train.clip = none",
      "model.dropout.kind = units | set model.dropout.kind = none"})
  void whatDoesNotFitIsRefused(String setting, String cure) {
    String message = train("optimizer.kind = hessian-free", setting).failure().message();
    assertTrue(message.startsWith("optimizer.kind = hessian-free with ") && message.contains(cure), message);
  }
}

package dev.rondo.core.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.core.Configs;
import dev.rondo.core.compute.Loss;
import dev.rondo.core.compute.Memory;
import dev.rondo.core.compute.Precision;
import dev.rondo.core.compute.Tensor;
import dev.rondo.core.model.ParameterSet.View;
import dev.rondo.core.random.RandomStream;
import dev.rondo.spec.Params;
import java.util.Arrays;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Slopes by the states in the middle of a sequence, and of the last state by the first, against central differences: what follows
 * step t is a shorter sequence whose initial state is h_t, and that is a parameter of the network.
 */
class StateSlopesTest {
  private static final int T = 5;
  private static final int D = 3;
  private static final int H = 4;
  private static final int O = 2;
  private static final double STEP = 1e-5;

  @ParameterizedTest
  @ValueSource(strings = {
    "model.cell { kind = elman, gain = 1.1 }",
    "model { cell { kind = elman, activation = oplu }, layers = 2 }",
    "model.cell { kind = factorised-elman, margin = 0.4 }",
    "model { cell { kind = factorised-elman-free, activation = identity }, layers = 2 }",
    "model.cell { kind = leaky-elman, leak-rate = 0.3 }",
    "model.cell.kind = echo-state",
    "model.cell { kind = max-affine, pieces = 3 }",
    "model { cell { kind = gru, form = thesis }, layers = 2 }",
    "model.cell { kind = gru, form = pytorch }",
  })
  void slopesOfCleanPassesAreThoseOfDifferences(String model) {
    Params params = Params.of(Configs.quick("model.hidden = " + H, "model.initial-state.kind = learned", model));
    try (Memory memory = new Memory(Precision.FLOAT64)) {
      Network network = Network.of(params.at("model"), D, O, Loss.SQUARED).forProbes();
      ParameterSet parameters = network.layout().build(memory);
      RandomStream random = new RandomStream(3, "state-slopes");
      parameters.values().put(0, normals(random, parameters.size(), 0.6));
      Tape.Capacity capacity = new Tape.Capacity(T, T, 1, T);
      Bptt bptt = new Bptt(network, parameters, null, 1, capacity, Precision.FLOAT64.kernels(), memory);
      Tensor x = memory.tensor(T, D);
      x.put(0, normals(random, T * D, 1));
      Tensor y = memory.tensor(T, O);
      y.put(0, normals(random, T * O, 1));
      double[] start = parameters.values().toArray(0, parameters.size());
      int top = network.layers().size() - 1;
      bptt.evaluationGradient(tail(x, y, 0));
      double[][] states = new double[top + 1][];
      Arrays.setAll(states, i -> bptt.tape().layers().get(i).states().toArray(0, (T + 1) * H));
      double[] slopes = bptt.tape().top().stateSlopes().toArray(0, T * H);
      for (int t = 0; t < T - 1; t++) {
        for (int i = 0; i <= top; i++) {
          parameters.values().put(initial(network, parameters, i).offset(), Arrays.copyOfRange(states[i], (t + 1) * H, (t + 2) * H));
        }
        Batch rest = tail(x, y, t + 1);
        for (int unit = 0; unit < H; unit++) {
          int at = initial(network, parameters, top).offset() + unit;
          double numeric = difference(parameters, at, () -> bptt.evaluate(rest));
          assertEquals(numeric, slopes[t * H + unit], 1e-7 * (1 + Math.abs(numeric)), "step " + t + ", unit " + unit);
        }
      }
      parameters.values().put(0, start);
      for (int layer = 0; layer <= top; layer++) {
        checkJacobian(network, parameters, bptt, tail(x, y, 0), layer);
      }
    }
  }

  private static void checkJacobian(Network network, ParameterSet parameters, Bptt bptt, Batch batch, int layer) {
    LayerTape tape = bptt.tape().layers().get(layer);
    double largest = 0;
    for (int unit = 0; unit < H; unit++) {
      bptt.evaluationGradient(batch, unit, new int[] {T - 2});
      double[] row = tape.initialSlopes().toArray(0, H);
      for (int from = 0; from < H; from++) {
        int seen = (T - 1) * H + unit;
        double numeric = difference(parameters, initial(network, parameters, layer).offset() + from, () -> {
          bptt.evaluate(batch);
          return tape.states().get(seen);
        });
        assertEquals(numeric, row[from], 1e-7 * (1 + Math.abs(numeric)), "state " + unit + " by " + from);
        largest = Math.max(largest, Math.abs(numeric));
      }
    }
    assertTrue(largest > 1e-6, "some slope is there");
  }

  private static View initial(Network network, ParameterSet parameters, int layer) {
    return parameters.view(network.layers().get(layer).prefix() + "initial-state");
  }

  /** The steps from t on, of which the last alone counts. */
  private static Batch tail(Tensor x, Tensor y, int t) {
    float[] weights = new float[T - t];
    weights[T - t - 1] = 1;
    return new Batch(T - t, 1, new Inputs(x, t * D, null), y, t * O, weights, 1);
  }

  private static double difference(ParameterSet parameters, int at, DoubleSupplier value) {
    double here = parameters.values().get(at);
    parameters.values().set(at, here + STEP);
    double above = value.getAsDouble();
    parameters.values().set(at, here - STEP);
    double below = value.getAsDouble();
    parameters.values().set(at, here);
    return (above - below) / (2 * STEP);
  }

  private static double[] normals(RandomStream random, int n, double sigma) {
    double[] values = new double[n];
    Arrays.setAll(values, i -> sigma * random.nextNormal());
    return values;
  }
}

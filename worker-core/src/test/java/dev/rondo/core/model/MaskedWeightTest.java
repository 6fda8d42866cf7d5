package dev.rondo.core.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.rondo.core.Configs;
import dev.rondo.core.compute.Memory;
import dev.rondo.core.compute.Precision;
import dev.rondo.core.compute.Tensor;
import dev.rondo.core.model.ParameterSet.Group;
import dev.rondo.core.model.ParameterSet.View;
import dev.rondo.core.perturb.Perturbation;
import dev.rondo.spec.Params;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Connections that are missing stay so, whatever is written there and whatever perturbs the weight. */
class MaskedWeightTest {
  private static final int N = 4;
  private static final float[] MASK = {1, 0, 0, 1, 0, 1, 1, 0, 0, 0, 0, 1, 1, 1, 0, 0};

  static List<String> perturbations() {
    return GradientCheckTest.perturbations().stream().filter(p -> !p.contains("feedforward")).toList();
  }

  @ParameterizedTest
  @MethodSource("perturbations")
  void missingConnectionsCarryNothing(String settings) {
    Perturbation perturbation = Perturbation.Kind.of(Params.of(Configs.quick(settings)).at("perturbation"));
    for (Precision precision : Precision.values()) {
      try (Memory memory = new Memory(precision)) {
        ParameterSet parameters =
            new ParameterSet.Builder().addMasked("w", Group.RECURRENT, N, N, MASK).build(memory);
        View view = parameters.view("w");
        Tape.Capacity capacity = new Tape.Capacity(2, 2 * N, N, 2 * N);
        Weight weight = new Weight(parameters, view, perturbation, 5, capacity, precision.kernels(), memory);
        double[] ones = new double[2 * N * N];
        double[] units = new double[2 * N * N];
        for (int i = 0; i < 2 * N; i++) {
          units[i * N + i % N] = 1;
        }
        Arrays.fill(ones, 1);
        Tensor x = tensor(memory, units);
        Tensor d = tensor(memory, ones);
        // A one at unit i gives the sums that its connections carry.
        parameters.values().put(0, Arrays.copyOf(ones, N * N));
        weight.useClean();
        assertMasked(product(weight, x, memory), false);
        parameters.values().put(0, Arrays.copyOf(ones, N * N));
        weight.perturb(3, 4, 2, N);
        assertMasked(product(weight, x, memory), settings.contains("dropconnect"));
        Tensor back = memory.tensor(2 * N, N);
        weight.backProduct(x, 0, back, 0, 2, N);
        double[] transposed = back.toArray(0, 2 * N * N);
        for (int i = 0; i < transposed.length; i++) {
          assertEquals(0, transposed[i] * (1 - MASK[i % N * N + i / N % N]), 0, "back " + i);
        }
        weight.gradient(x, 0, d, 0, 2, N);
        assertMasked(parameters.gradients().toArray(0, N * N), settings.contains("dropconnect"));
      }
    }
  }

  private static Tensor tensor(Memory memory, double[] values) {
    Tensor t = memory.tensor(values.length / N, N);
    t.put(0, values);
    return t;
  }

  private static double[] product(Weight weight, Tensor x, Memory memory) {
    Tensor out = memory.tensor(2 * N, N);
    weight.addStep(0, x, 0, out, 0, N);
    weight.addStep(1, x, N * N, out, N * N, N);
    return out.toArray(0, 2 * N * N);
  }

  /** @param thinned whether connections may be 0 as well */
  private static void assertMasked(double[] values, boolean thinned) {
    for (int i = 0; i < values.length; i++) {
      if (MASK[i % (N * N)] == 0) {
        assertEquals(0, values[i], 0, "missing " + i);
      } else if (!thinned) {
        assertNotEquals(0, values[i], "connection " + i);
      }
    }
  }
}

package dev.rondo.core.penalty;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rondo.core.Configs;
import dev.rondo.core.compute.Loss;
import dev.rondo.core.compute.Memory;
import dev.rondo.core.compute.Precision;
import dev.rondo.core.model.Network;
import dev.rondo.core.model.ParameterSet;
import dev.rondo.spec.Params;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WeightNormTest {
  /** 2 * 2 weights of every matrix are -3 or 0, so the twelve have 6 of each; lambda is 0.5. */
  @ParameterizedTest
  @CsvSource({"L1, 9, -0.5, 0", "L1-soft, 9.000300005, -0.5, 0", "L2, 27, -3, 0", "L2-half, 13.5, -1.5, 0",
      "L2-root, 3.674234614, -0.2041241452, 0"})
  void valuesAndSlopesOfEveryForm(String norm, double value, double slope, double slopeAtZero) {
    Params params = Params.of(Configs.quick("model.hidden = 2", "penalty { kind = weight-norm, lambda = 0.5, norm = " + norm + " }"));
    try (Memory memory = new Memory(Precision.FLOAT64)) {
      ParameterSet parameters = Network.of(params.at("model"), 2, 2, Loss.BERNOULLI).layout().build(memory);
      double[] values = new double[parameters.size()];
      for (ParameterSet.View v : parameters.views()) {
        // Biases are left out of the norms.
        Arrays.fill(values, v.offset(), v.offset() + (v.group() == ParameterSet.Group.BIAS ? v.size() : v.size() / 2), -3);
      }
      parameters.values().put(0, values);
      Penalty penalty = Penalty.Kind.of(params.at("penalty"));
      assertEquals(value, penalty.value(parameters, Precision.FLOAT64.kernels()), 1e-9);
      penalty.addGradient(parameters, Precision.FLOAT64.kernels());
      for (ParameterSet.View v : parameters.views()) {
        boolean bias = v.group() == ParameterSet.Group.BIAS;
        assertEquals(bias ? 0 : slope, parameters.gradients().get(v.offset()), 1e-8, v.name());
        assertEquals(bias ? 0 : slopeAtZero, parameters.gradients().get(v.offset() + v.size() - 1), 1e-12, v.name());
      }
    }
  }
}

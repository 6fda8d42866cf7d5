package dev.rondo.core.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.core.compute.Loss;
import dev.rondo.core.compute.Precision;
import dev.rondo.core.model.ParameterSet.View;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Gated cells against plain loops, in both precisions; what is no gradient of the loss as well; and their initial values. */
class GatedCellTest {
  private static final List<String> CELLS = List.of(
      "kind = lstm",
      "kind = lstm-peephole, message-clip = none",
      "kind = lstm-peephole, message-clip = 0.003",
      "kind = lstm-1997",
      "kind = lstm-1997, squashing = original, biases = false",
      "kind = lstm-1997, gradient = truncated",
      "kind = lstm-1997, gradient = truncated, squashing = original",
      "kind = gru",
      "kind = gru, candidate = logistic",
      "kind = gru, form = pytorch",
      "kind = gru, form = pytorch, candidate = logistic");

  static Stream<Arguments> combinations() {
    return Arrays.stream(Precision.values()).flatMap(p -> CELLS.stream().map(c -> Arguments.of(p, c)));
  }

  private static SmallNetwork network(Precision precision, String cell, int layers) {
    String model = "model { layers = " + layers + ", initial-state.kind = learned, cell { " + cell + " } }";
    return new SmallNetwork(precision, Loss.BERNOULLI, true, model);
  }

  @ParameterizedTest
  @MethodSource("combinations")
  void engineEqualsPlainLoops(Precision precision, String cell) {
    try (SmallNetwork small = network(precision, cell, 2)) {
      double tolerance = precision == Precision.FLOAT64 ? 1e-12 : 1e-5;
      NaiveGates naive = new NaiveGates(small);
      assertEquals(naive.loss, small.objective(), tolerance * naive.loss);
      for (View v : small.parameters.views()) {
        double error = SmallNetwork.relativeError(v, naive.gradient, small.gradient());
        assertTrue(error < tolerance, () -> v.name() + ": relative error " + error);
      }
    }
  }

  /** Else the comparison above would show nothing about them. */
  @Test
  void clippingAndTruncationChangeTheGradientButNotTheLoss() {
    for (List<String> pair : List.of(CELLS.subList(1, 3), List.of(CELLS.get(3), CELLS.get(5)))) {
      try (SmallNetwork full = network(Precision.FLOAT64, pair.get(0), 1);
          SmallNetwork cut = network(Precision.FLOAT64, pair.get(1), 1)) {
        assertEquals(full.objective(), cut.objective());
        double error = SmallNetwork.relativeError(full.parameters.view("recurrent"), full.gradient(), cut.gradient());
        assertTrue(error > 0.01, () -> pair + ": " + error);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("combinations")
  void estimateCoversTheMemory(Precision precision, String cell) {
    try (SmallNetwork small = network(precision, cell, 2)) {
      int numberBytes = precision.bytes();
      long batch = numberBytes * (long) SmallNetwork.T * SmallNetwork.B * (SmallNetwork.D + SmallNetwork.O);
      long largest = small.parameters.views().stream().mapToLong(View::size).max().orElseThrow();
      long scratch = largest * (2L * Double.BYTES + 2L * numberBytes);
      assertEquals(small.memory.bytes() - batch, small.network.bytes(SmallNetwork.CAPACITY, null, numberBytes) - scratch);
    }
  }

  private static double[] initial(String cell, String name, int block) {
    try (SmallNetwork small = network(Precision.FLOAT64, cell, 1)) {
      small.kernels.fill(small.parameters.values(), 0, small.parameters.size(), 0);
      small.network.layers().get(0).cell().initialize(new ParameterSet.Scope(small.parameters, ""), 5);
      View v = small.parameters.view(name);
      return small.parameters.values().toArray(v.offset() + block * v.blockCols(), v.blockCols());
    }
  }

  @Test
  void biasesAndPeepholesStartAsTheSettingsSay() {
    double[] zeros = new double[SmallNetwork.H];
    double[] ones = zeros.clone();
    Arrays.fill(ones, 1);
    for (String cell : List.of("lstm", "lstm-peephole")) {
      assertArrayEquals(ones, initial("kind = " + cell, "bias", 1));
      assertArrayEquals(zeros, initial("kind = " + cell, "bias", 0));
      assertArrayEquals(zeros, initial("kind = " + cell + ", forget-bias = 0", "bias", 1));
    }
    String negative = "kind = lstm-1997, gate-bias = -1";
    assertEquals(-1, initial(negative, "bias", 0)[0]);
    assertEquals(-1, initial(negative, "bias", 1)[5]);
    assertArrayEquals(zeros, initial(negative, "bias", 2));
    double[] peepholes = initial("kind = lstm-peephole, peephole-sigma = 2", "peepholes", 2);
    double[] half = initial("kind = lstm-peephole, peephole-sigma = 1", "peepholes", 2);
    assertEquals(SmallNetwork.H, Arrays.stream(peepholes).distinct().count());
    assertArrayEquals(peepholes, Arrays.stream(half).map(p -> 2 * p).toArray());
  }
}

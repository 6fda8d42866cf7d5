package dev.rondo.core.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.core.compute.Loss;
import dev.rondo.core.compute.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Fast-dropout networks against plain loops, their gradients against central differences, their memory against the estimate. */
class FastDropoutTest {
  private static final String DROP = "drop-input = 0.15, drop-hidden = 0.3, drop-output = 0.4 }";
  private static final String CELL = "model.cell { kind = fast-dropout-elman, " + DROP;
  private static final String LSTM = "model.cell { kind = fast-dropout-lstm, " + DROP;

  static Stream<Arguments> cells() {
    return Stream.of(Precision.values()).flatMap(p -> Stream.of(Arguments.of(p, CELL), Arguments.of(p, LSTM)));
  }

  @ParameterizedTest
  @MethodSource("cells")
  void lossEqualsPlainLoops(Precision precision, String cell) {
    for (boolean masked : new boolean[] {false, true}) {
      try (SmallNetwork s = new SmallNetwork(precision, Loss.BERNOULLI, masked, cell)) {
        double naive = NaiveFastDropout.loss(
            new NaiveFastDropout.Parameters(
                NaiveTwinTest.matrix(s, "input"), NaiveTwinTest.matrix(s, "recurrent"), NaiveTwinTest.matrix(s, "bias")[0],
                NaiveTwinTest.matrix(s, "output"), NaiveTwinTest.matrix(s, "output-bias")[0], 0.15, 0.3, 0.4),
            NaiveTwinTest.rows(s.batch.inputs().values(), SmallNetwork.D),
            NaiveTwinTest.rows(s.batch.targets(), SmallNetwork.O), NaiveTwinTest.counts(s.batch));
        double tolerance = precision == Precision.FLOAT64 ? 1e-12 : 1e-5;
        assertEquals(naive, s.objective(), tolerance * naive);
        // Evaluation is the same pass.
        assertEquals(naive * s.batch.count(), s.bptt.evaluate(s.batch), tolerance * naive * s.batch.count());
      }
    }
  }

  static Stream<Arguments> gradients() {
    List<Arguments> all = new ArrayList<>();
    List<String> models = new ArrayList<>(List.of(LSTM));
    for (String activation : List.of("tanh", "half-slope-tanh", "logistic", "relu", "identity")) {
      models.add(CELL + "\nmodel.cell.activation = " + activation);
    }
    for (String model : models) {
      for (Loss loss : Loss.values()) {
        for (boolean masked : new boolean[] {false, true}) {
          for (String penalty : model.equals(LSTM) ? List.of("penalty.kind = none") : GradientCheckTest.PENALTIES) {
            all.add(Arguments.of(model, loss, masked, penalty));
          }
        }
      }
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("gradients")
  void gradientMatchesCentralDifferences(String model, Loss loss, boolean masked, String penalty) {
    try (SmallNetwork small = new SmallNetwork(Precision.FLOAT64, loss, masked, model, penalty)) {
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
  @ValueSource(strings = {CELL, LSTM})
  void singlePrecisionGradient_agreesWithDouble(String cell) {
    for (boolean masked : new boolean[] {false, true}) {
      try (SmallNetwork wide = new SmallNetwork(Precision.FLOAT64, Loss.BERNOULLI, masked, cell);
          SmallNetwork small = new SmallNetwork(Precision.FLOAT32, Loss.BERNOULLI, masked, cell)) {
        wide.objective();
        small.objective();
        for (ParameterSet.View v : small.parameters.views()) {
          double error = SmallNetwork.relativeError(v, wide.gradient(), small.gradient());
          assertTrue(error < 1e-5, () -> v.name() + ": relative error " + error);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Loss.class)
  void estimateCoversTheMemory(Loss loss) {
    for (String cell : List.of(CELL, LSTM)) {
      try (SmallNetwork s = new SmallNetwork(Precision.FLOAT32, loss, false, cell)) {
        long rows = SmallNetwork.T * SmallNetwork.B;
        long batch = 4 * rows * (SmallNetwork.D + SmallNetwork.O);
        long scratch = s.parameters.views().stream().mapToLong(ParameterSet.View::size).max().orElseThrow() * (16 + 8);
        long estimate = s.network.bytes(SmallNetwork.CAPACITY, null, 4);
        assertEquals(s.memory.bytes() - batch, estimate - scratch);
      }
    }
  }
}

package dev.rondo.core.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.core.Configs;
import dev.rondo.core.cell.FastDropoutElmanCell;
import dev.rondo.core.compute.Loss;
import dev.rondo.core.compute.Precision;
import dev.rondo.core.random.RandomStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Fast-dropout networks against plain loops, their gradients against central differences, their memory against the estimate. */
class FastDropoutTest {
  private static final String DROP = "drop-input = 0.15, drop-hidden = 0.3, drop-output = 0.4 }";
  private static final String CELL = "model.cell { kind = fast-dropout-elman, " + DROP;
  private static final String SAMPLED = CELL + "\nmodel.cell.sampling = pre-activation";
  private static final String LSTM = "model.cell { kind = fast-dropout-lstm, " + DROP;

  static Stream<Arguments> cells() {
    return Stream.of(Precision.values()).flatMap(p -> Stream.of(Arguments.of(p, CELL), Arguments.of(p, LSTM)));
  }

  @ParameterizedTest
  @MethodSource("cells")
  void lossEqualsPlainLoops(Precision precision, String cell) {
    for (boolean masked : new boolean[] {false, true}) {
      try (SmallNetwork s = new SmallNetwork(precision, Loss.BERNOULLI, masked, cell)) {
        double naive = naive(s, null);
        double tolerance = precision == Precision.FLOAT64 ? 1e-12 : 1e-5;
        assertEquals(naive, s.objective(), tolerance * naive);
        // Evaluation is the same pass.
        assertEquals(naive * s.batch.count(), s.bptt.evaluate(s.batch), tolerance * naive * s.batch.count());
      }
    }
  }

  private static double naive(SmallNetwork s, double[][][] draws) {
    return NaiveFastDropout.loss(
        new NaiveFastDropout.Parameters(
            NaiveTwinTest.matrix(s, "input"), NaiveTwinTest.matrix(s, "recurrent"), NaiveTwinTest.matrix(s, "bias")[0],
            NaiveTwinTest.matrix(s, "output"), NaiveTwinTest.matrix(s, "output-bias")[0], 0.15, 0.3, 0.4),
        NaiveTwinTest.rows(s.batch.inputs().values(), SmallNetwork.D),
        NaiveTwinTest.rows(s.batch.targets(), SmallNetwork.O), NaiveTwinTest.counts(s.batch), draws);
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void samplingForm_equalsPlainLoopsInTraining_andMomentsInEvaluation(Precision precision) {
    for (boolean masked : new boolean[] {false, true}) {
      try (SmallNetwork s = new SmallNetwork(precision, Loss.BERNOULLI, masked, SAMPLED)) {
        float[] e = new float[SmallNetwork.T * SmallNetwork.B * SmallNetwork.H];
        new RandomStream(s.config.seed(), "cell.").at(SmallNetwork.EPOCH, SmallNetwork.NUMBER).normals(0f, 1f, e, 0, e.length);
        double[][][] draws = new double[SmallNetwork.T][SmallNetwork.B][SmallNetwork.H];
        for (int i = 0; i < e.length; i++) {
          int row = i / SmallNetwork.H;
          draws[row / SmallNetwork.B][row % SmallNetwork.B][i % SmallNetwork.H] = e[i];
        }
        double tolerance = precision == Precision.FLOAT64 ? 1e-12 : 1e-5;
        double sampled = naive(s, draws);
        assertEquals(sampled, s.objective(), tolerance * sampled);
        double moments = naive(s, null);
        assertEquals(moments * s.batch.count(), s.bptt.evaluate(s.batch), tolerance * moments * s.batch.count());
      }
    }
  }

  /**
   * With linear units the states of the first two steps have the mean and the variance that are propagated; later the draws of a
   * step are correlated through those before, of which moments know nothing.
   */
  @Test
  void samplesHaveTheMomentsThatArePropagated() {
    String model = SAMPLED + "\nmodel.cell.activation = identity";
    try (SmallNetwork s = new SmallNetwork(Precision.FLOAT64, Loss.BERNOULLI, false, model)) {
      int block = SmallNetwork.B * SmallNetwork.H;
      int draws = 4000;
      double[] sum = new double[2 * block];
      double[] squares = new double[2 * block];
      for (int n = 0; n < draws; n++) {
        s.bptt.gradient(s.batch, 1, n);
        double[] h = s.bptt.tape().top().states().toArray(block, 2 * block);
        for (int i = 0; i < h.length; i++) {
          sum[i] += h[i];
          squares[i] += h[i] * h[i];
        }
      }
      s.bptt.evaluate(s.batch);
      double[] means = s.bptt.tape().top().states().toArray(block, 2 * block);
      double[] variances =
          ((FastDropoutElmanCell) s.network.layers().get(0).cell()).variances().toArray(block, 2 * block);
      for (int i = 0; i < 2 * block; i++) {
        double mean = sum[i] / draws;
        assertEquals(means[i], mean, 5 * Math.sqrt(variances[i] / draws), "mean " + i);
        assertEquals(1, (squares[i] / draws - mean * mean) / variances[i], 0.2, "variance " + i);
      }
    }
  }

  @Test
  void sampling_leavesNoTraceInTrialsThatDoNotNameIt() {
    assertFalse(Configs.quick(CELL).values().containsKey("model.cell.sampling"));
    assertEquals("pre-activation", Configs.quick(SAMPLED).values().get("model.cell.sampling"));
  }

  static Stream<Arguments> gradients() {
    List<Arguments> all = new ArrayList<>();
    List<String> models = new ArrayList<>(List.of(LSTM));
    for (String activation : List.of("tanh", "half-slope-tanh", "logistic", "relu", "identity")) {
      models.add(CELL + "\nmodel.cell.activation = " + activation);
      models.add(SAMPLED + "\nmodel.cell.activation = " + activation);
    }
    for (String model : models) {
      for (Loss loss : Loss.values()) {
        for (boolean masked : new boolean[] {false, true}) {
          boolean penalised = model.startsWith(CELL) && !model.startsWith(SAMPLED);
          for (String penalty : penalised ? GradientCheckTest.PENALTIES : List.of("penalty.kind = none")) {
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
  @ValueSource(strings = {CELL, SAMPLED, LSTM})
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
    for (String cell : List.of(CELL, SAMPLED, LSTM)) {
      try (SmallNetwork s = new SmallNetwork(Precision.FLOAT32, loss, false, cell)) {
        long rows = SmallNetwork.T * SmallNetwork.B;
        long draws = cell.equals(SAMPLED) ? 4 * rows * SmallNetwork.H : 0;
        long batch = 4 * rows * (SmallNetwork.D + SmallNetwork.O);
        long scratch = s.parameters.views().stream().mapToLong(ParameterSet.View::size).max().orElseThrow() * (16 + 8);
        long estimate = s.network.bytes(SmallNetwork.CAPACITY, null, 4);
        assertEquals(s.memory.bytes() - batch, estimate - scratch - draws);
      }
    }
  }
}

package dev.rondo.core.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.core.compute.Loss;
import dev.rondo.core.compute.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * SCRN, gated-feedback stacks and feed-forward layers: losses against plain loops, gradients against central differences, memory
 * against estimates, and what they refuse.
 */
class CellsTest {
  private static final List<String> UNITS = List.of("tanh", "lstm", "gru");
  private static final List<String> FEEDBACK = List.of("gated", "ungated", "plain");
  private static final List<String> ACTIVATIONS = List.of("tanh", "logistic", "identity", "relu");
  private static final List<String> INITIAL_STATES = List.of("zero", "learned", "normal, sigma = 0.3");

  private static String model(String cell, String rest) {
    return "model { cell { kind = " + cell + " }, " + rest + " }";
  }

  private static String gated(String units, String feedback, int depth) {
    return "gated-feedback, units = " + units + ", feedback = " + feedback + ", depth = " + depth;
  }

  static Stream<Arguments> twins() {
    List<Arguments> all = new ArrayList<>();
    for (Precision precision : Precision.values()) {
      String learned = "initial-state.kind = learned";
      all.add(twin(precision, model("feed-forward", "layers = 3"), s -> NaiveStates.loss(s, NaiveStates.feedForward(s, 3))));
      all.add(twin(
          precision, model("scrn, context = 4, rate = 0.8", learned),
          s -> NaiveStates.loss(s, NaiveStates.scrn(s, 4, 0.8, false))));
      all.add(twin(
          precision, model("scrn-learned, context = 3", learned), s -> NaiveStates.loss(s, NaiveStates.scrn(s, 3, 0, true))));
      for (String units : UNITS) {
        for (String feedback : FEEDBACK) {
          for (int depth : new int[] {1, 3}) {
            all.add(twin(
                precision, model(gated(units, feedback, depth), learned),
                s -> NaiveStates.loss(s, NaiveStates.gatedFeedback(s, units, depth, feedback))));
          }
        }
      }
    }
    return all.stream();
  }

  private static Arguments twin(Precision precision, String model, ToDoubleFunction<SmallNetwork> naive) {
    return Arguments.of(precision, model, naive);
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("twins")
  void lossEqualsPlainLoops(Precision precision, String model, ToDoubleFunction<SmallNetwork> naive) {
    for (boolean masked : new boolean[] {false, true}) {
      try (SmallNetwork s = new SmallNetwork(precision, Loss.BERNOULLI, masked, model)) {
        double expected = naive.applyAsDouble(s);
        double tolerance = precision == Precision.FLOAT64 ? 1e-12 : 1e-5;
        assertEquals(expected, s.objective(), tolerance * expected);
        assertEquals(expected * s.batch.count(), s.bptt.evaluate(s.batch), tolerance * expected * s.batch.count());
      }
    }
  }

  /**
   * Every cell with a third of the perturbations (how they meet a weight is the weight's matter), every kind of stack without;
   * other settings rotate. No L1: of that many weights some lie where its slope jumps, which central differences cannot follow.
   */
  static Stream<Arguments> gradients() {
    List<String> cells = List.of("scrn", "scrn-learned", "feed-forward", "gated-feedback");
    List<String> perturbations = GradientCheckTest.perturbations();
    List<String> penalties = GradientCheckTest.PENALTIES.stream().filter(p -> !p.contains("L1")).toList();
    List<Arguments> all = new ArrayList<>();
    for (int i = 0; i < cells.size(); i++) {
      String cell = cells.get(i);
      for (int k = i % 3; k < perturbations.size(); k += 3) {
        int n = all.size();
        String initial = "initial-state { kind = " + INITIAL_STATES.get(n % 3) + " }";
        String layers = ", layers = " + (1 + n / 2 % 2);
        String activation = ", activation = " + ACTIVATIONS.get(n % 4);
        String model = switch (cell) {
          case "feed-forward" -> model(cell + activation, "initial-state.kind = zero" + layers);
          case "gated-feedback" -> model(gated(UNITS.get(n % 3), FEEDBACK.get(n / 3 % 3), 2), initial);
          default -> model(cell + activation + ", context = 3, rate = 0.7", initial + layers);
        };
        if (!cell.equals("feed-forward") || !perturbations.get(k).contains("recurrent")) {
          all.add(Arguments.of(
              model, perturbations.get(k), penalties.get(n / 3 % penalties.size()), Loss.values()[n / 2 % Loss.values().length],
              n % 5 % 2 == 0));
        }
      }
    }
    UNITS.forEach(units -> FEEDBACK.forEach(feedback -> {
      String model = model(gated(units, feedback, units.equals("tanh") ? 3 : 2), "initial-state.kind = learned");
      all.add(Arguments.of(model, "perturbation.kind = none", "penalty.kind = none", Loss.BERNOULLI, true));
    }));
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("gradients")
  void gradientMatchesCentralDifferences(String model, String perturbation, String penalty, Loss loss, boolean masked) {
    try (SmallNetwork small = new SmallNetwork(Precision.FLOAT64, loss, masked, model, perturbation, penalty)) {
      small.objective();
      double[] analytic = small.gradient();
      double[] numeric = small.numericGradient();
      for (ParameterSet.View v : small.parameters.views()) {
        double error = SmallNetwork.relativeError(v, analytic, numeric);
        assertTrue(error < 1e-6, () -> v.name() + ": relative error " + error);
      }
    }
  }

  static Stream<Arguments> models() {
    List<Arguments> all = new ArrayList<>();
    all.add(Arguments.of(model("feed-forward", "layers = 2")));
    all.add(Arguments.of(model("scrn, context = 4", "layers = 2")));
    all.add(Arguments.of(model("scrn-learned, context = 3", "layers = 2, initial-state.kind = learned")));
    UNITS.forEach(units -> FEEDBACK.forEach(feedback ->
        all.add(Arguments.of(model(gated(units, feedback, 3), "initial-state.kind = learned")))));
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("models")
  void singlePrecisionGradient_agreesWithDouble(String model) {
    try (SmallNetwork wide = new SmallNetwork(Precision.FLOAT64, Loss.BERNOULLI, true, model);
        SmallNetwork small = new SmallNetwork(Precision.FLOAT32, Loss.BERNOULLI, true, model)) {
      wide.objective();
      small.objective();
      for (ParameterSet.View v : small.parameters.views()) {
        double error = SmallNetwork.relativeError(v, wide.gradient(), small.gradient());
        assertTrue(error < 1e-5, () -> v.name() + ": relative error " + error);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void estimateCoversTheMemory(String model) {
    for (String kind : List.of("none", "gaussian-noise, target = feedforward")) {
      String perturbation = "perturbation { kind = " + kind + " }";
      try (SmallNetwork s = new SmallNetwork(Precision.FLOAT64, Loss.BERNOULLI, false, model, perturbation)) {
        long rows = SmallNetwork.T * SmallNetwork.B;
        long batch = 8 * rows * (SmallNetwork.D + SmallNetwork.O);
        long scratch = s.parameters.views().stream().mapToLong(ParameterSet.View::size).max().orElseThrow() * (16 + 16);
        long draws = s.parameters.views().stream()
            .filter(v -> s.perturbation != null && s.perturbation.perturbs(v.group()))
            .mapToLong(v -> 4L * v.size()).sum();
        long estimate = s.network.bytes(SmallNetwork.CAPACITY, s.perturbation, 8);
        assertEquals(s.memory.bytes() - batch, estimate - scratch - draws);
      }
    }
  }

  @Test
  void stackInAStack_isRefused() {
    String message = refusal(model("gated-feedback", "layers = 2"));
    assertTrue(message.contains("model.layers = 2 with model.cell.kind = gated-feedback: this cell is a stack"), message);
  }

  @Test
  void initialStateThatNobodyReads_isRefused() {
    String message = refusal(model("feed-forward", "initial-state.kind = learned"));
    assertTrue(message.contains("model.initial-state.kind = learned with model.cell.kind = feed-forward: no step"), message);
  }

  private static String refusal(String model) {
    return assertThrows(
        IllegalArgumentException.class, () -> new SmallNetwork(Precision.FLOAT64, Loss.BERNOULLI, false, model).close())
        .getMessage();
  }
}

package dev.rondo.core.model;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.core.compute.Loss;
import dev.rondo.core.compute.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every cell x perturbation x penalty, in double precision, against central differences, parameter by parameter. Activations,
 * numbers of layers, initial states, losses and masks rotate through the combinations so that each meets each kind of perturbation.
 */
class GradientCheckTest {
  private static final List<String> CELLS = List.of("elman");

  /** These meet a few combinations each; the first two take no noise on their recurrent weights. */
  private static final List<String> FURTHER_CELLS = List.of(
      "factorised-elman, margin = 0.4", "factorised-elman-free", "leaky-elman, leak-rate = 0.3",
      "echo-state, leak-rate = 0.6, expansion = inputs-squares");
  private static final List<String> INITIAL_STATES = List.of("zero", "learned", "normal, sigma = 0.3", "normal, sigma = 0.3, draw = batch");
  private static final List<String> ACTIVATIONS = List.of(
      "tanh", "logistic", "identity", "relu", "tanh, gain = 1.3", "oplu", "prelu, slope = 0.7", "absolute, gain = 0.8",
      "leaky-relu, slope = -0.4");
  private static final List<String> GATED = List.of(
      "kind = lstm", "kind = lstm-peephole, message-clip = none", "kind = lstm-1997", "kind = gru",
      "kind = lstm-1997, squashing = original, biases = false", "kind = gru, form = pytorch",
      "kind = gru, candidate = logistic", "kind = gru, form = pytorch, candidate = logistic");
  static final List<String> PENALTIES = List.of(
      "penalty.kind = none",
      "penalty { kind = weight-norm, norm = L1, lambda = 0.03, weights = [input, recurrent, output, bias] }",
      "penalty { kind = weight-norm, norm = L2, lambda = 0.02 }",
      "penalty { kind = weight-norm, norm = L1-soft, lambda = 0.03 }",
      "penalty { kind = weight-norm, norm = L2-half, lambda = 0.02, weights = [recurrent, bias] }",
      "penalty { kind = weight-norm, norm = L2-root, lambda = 0.3 }");

  static List<String> perturbations() {
    List<String> all = new ArrayList<>(List.of("perturbation.kind = none"));
    for (String target : List.of("recurrent", "feedforward")) {
      for (String refresh : List.of("step", "sequence")) {
        String where = ", target = " + target + ", refresh = " + refresh + " }";
        for (String form : List.of("additive", "multiplicative")) {
          all.add("perturbation { kind = gaussian-noise, sigma = 0.3, form = " + form + where);
        }
        for (String scale : List.of("none", "test", "inverted")) {
          all.add("perturbation { kind = dropconnect, p = 0.4, scale = " + scale + where);
        }
      }
    }
    for (String target : List.of("recurrent", "feedforward")) {
      String how = ", refresh = step, sampling = pre-activation, target = " + target + " }";
      all.add("perturbation { kind = gaussian-noise, sigma = 0.3, form = additive" + how);
      all.add("perturbation { kind = gaussian-noise, sigma = 0.3, form = multiplicative" + how);
      all.add("perturbation { kind = dropconnect, p = 0.4, scale = inverted" + how);
      all.add("perturbation { kind = dropconnect, p = 0.4, scale = test" + how);
      String shared = how.replace("pre-activation", "pre-activation-shared");
      all.add("perturbation { kind = gaussian-noise, sigma = 0.3, form = multiplicative" + shared);
      all.add("perturbation { kind = dropconnect, p = 0.4, scale = inverted" + shared);
    }
    return all;
  }

  static Stream<Arguments> combinations() {
    List<Arguments> all = new ArrayList<>();
    for (String cell : CELLS) {
      for (String perturbation : perturbations()) {
        for (String penalty : PENALTIES) {
          int n = all.size();
          String activation = ACTIVATIONS.get(n % ACTIVATIONS.size());
          Loss loss = Loss.values()[n / 2 % Loss.values().length];
          String model = "model { cell { kind = " + cell + ", activation = " + activation + " }, layers = " + (1 + n % 5 % 3)
              + ", initial-state { kind = " + INITIAL_STATES.get(n % INITIAL_STATES.size()) + " } }";
          all.add(Arguments.of(model, perturbation, penalty, loss, n % 3 != 0));
        }
      }
    }
    addGated(all);
    for (String places : List.of("inputs", "between-layers", "output", "inputs, between-layers, output")) {
      for (String cell : List.of("elman", "echo-state, expansion = inputs-squares", "leaky-elman")) {
        int n = all.size();
        String model = "model { cell { kind = " + cell + " }, layers = " + (1 + n % 3)
            + ", dropout { kind = units, rate = 0.4, places = [" + places + "], scale = " + (n % 2 == 0 ? "inverted" : "test")
            + " }, initial-state.kind = learned }";
        model = cell.startsWith("echo") ? model.replace("scale = test", "scale = inverted") : model;
        all.add(Arguments.of(
            model, perturbations().get(n % 11), PENALTIES.get(0), Loss.values()[n % Loss.values().length], n % 2 == 0));
      }
    }
    for (String cell : FURTHER_CELLS) {
      List<String> noise = perturbations().stream()
          .filter(p -> !(cell.startsWith("factorised") && p.contains("target = recurrent")))
          .toList();
      for (int i = 0; i < noise.size(); i += 2) {
        int n = all.size();
        // A reservoir knows the first four alone.
        String activation = ACTIVATIONS.get(i / 2 % (cell.startsWith("echo") ? 4 : ACTIVATIONS.size()));
        String model = "model { cell { kind = " + cell + ", activation = " + activation + " }, layers = " + (1 + i / 2 % 2)
            + ", initial-state { kind = " + INITIAL_STATES.get(n % INITIAL_STATES.size()) + " } }";
        all.add(Arguments.of(
            model, noise.get(i), PENALTIES.get(n % PENALTIES.size()), Loss.values()[n % Loss.values().length], n % 3 != 0));
      }
    }
    return all.stream();
  }

  /** Each perturbation with two of the gated cells, in turns, as all else. */
  private static void addGated(List<Arguments> all) {
    for (String perturbation : perturbations()) {
      for (int i = 0; i < GATED.size(); i += 4) {
        int n = all.size();
        String model = "model { cell { " + GATED.get(i + n / 2 % 4) + " }, layers = " + (1 + n % 7 / 5)
            + ", initial-state { kind = " + INITIAL_STATES.get(n % 3) + " } }";
        all.add(Arguments.of(
            model, perturbation, PENALTIES.get(n % PENALTIES.size()), Loss.values()[n / 2 % Loss.values().length], n % 3 != 0));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("combinations")
  void gradientMatchesCentralDifferences(String model, String perturbation, String penalty, Loss loss, boolean masked) {
    try (SmallNetwork small = new SmallNetwork(Precision.FLOAT64, loss, masked, model, perturbation, penalty)) {
      small.objective();
      double[] analytic = small.gradient();
      double[] numeric = small.numericGradient();
      for (ParameterSet.View v : small.parameters.views()) {
        if (!v.trained()) {
          continue;
        }
        double error = SmallNetwork.relativeError(v, analytic, numeric);
        assertTrue(error < 1e-6, () -> v.name() + ": relative error " + error);
      }
    }
  }
}

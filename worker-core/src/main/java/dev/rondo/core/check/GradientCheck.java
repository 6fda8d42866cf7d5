package dev.rondo.core.check;

import dev.rondo.core.TrialRunner;
import dev.rondo.core.compute.Loss;
import dev.rondo.core.compute.Precision;
import dev.rondo.core.data.DataException;
import dev.rondo.core.model.ParameterSet.View;
import dev.rondo.spec.Catalogue;
import dev.rondo.spec.Params;
import dev.rondo.spec.Setting;
import dev.rondo.spec.SpecException;
import dev.rondo.spec.SweepSpecReader;
import dev.rondo.spec.TrialConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Analytic gradients against central differences in double precision, parameter by parameter: every cell of the catalogue with
 * every kind of noise, while activations, readouts, smooth penalties, initial states, masks and the number of layers take turns.
 */
public final class GradientCheck {
  /** The largest relative error, ||a - b|| / (||a|| + ||b||) over one parameter, that counts as equal. */
  public static final double LIMIT = 1e-6;

  private static final List<String> INITIAL_STATES = List.of("zero", "learned", "normal");
  private static final List<String> PENALTIES = List.of(
      "penalty.kind = none", "penalty { kind = weight-norm, norm = L2, lambda = 0.02 }",
      "penalty { kind = weight-norm, norm = L2-root, lambda = 0.03 }");

  /** What every cell can do. */
  private static final String PLAINER = "\nmodel.layers = 1\nmodel.initial-state.kind = zero";

  /** What a cell or an activation needs, or where its default is no exact gradient. */
  private static final Map<String, String> NEEDS = Map.of(
      "lstm-peephole", "model.cell.message-clip = none", "leaky-relu", "model.cell.slope = 0.3", "prelu", "model.cell.slope = 0.7");

  private GradientCheck() {}

  /**
   * One network to check.
   *
   * @param cell its kind
   * @param settings lines of a spec
   * @param masked whether some rows do not count and inputs are ones and zeros
   */
  public record Case(String cell, String settings, Loss loss, boolean masked) {}

  /**
   * What came of a case.
   *
   * @param parameter the one with the largest error; empty when the network was refused
   * @param error the largest; NaN when the network was refused
   * @param refusal why these components do not go together; empty when they do
   */
  public record Outcome(Case checked, String parameter, double error, String refusal) {
    public boolean passed() {
      return !refusal.isEmpty() || error < LIMIT;
    }
  }

  /** Every cell with every kind of noise. */
  public static List<Case> cases(Catalogue catalogue) {
    List<Case> cases = new ArrayList<>();
    for (Catalogue.Component cell : catalogue.components("cell")) {
      List<String> activations = cell.settings().stream()
          .filter(s -> s.name().equals("activation")).findFirst().map(Setting::choice).orElse(List.of(""));
      List<String> noises = noises();
      for (int i = 0; i < Math.max(noises.size(), activations.size()); i++) {
        int n = cases.size();
        String activation = activations.get(i % activations.size());
        List<String> lines = List.of(
            "model.cell.kind = " + cell.kind(),
            activation.isEmpty() ? "" : "model.cell.activation = " + activation,
            NEEDS.getOrDefault(cell.kind(), ""),
            NEEDS.getOrDefault(activation, ""),
            "model { hidden = " + SmallNetwork.H + ", layers = " + (1 + n % 5 % 3) + " }",
            "model.initial-state.kind = " + INITIAL_STATES.get(n % INITIAL_STATES.size()),
            noises.get(i % noises.size()),
            PENALTIES.get(n / 2 % PENALTIES.size()));
        cases.add(new Case(cell.kind(), String.join("\n", lines), Loss.values()[n / 3 % Loss.values().length], n % 2 == 0));
      }
    }
    return cases;
  }

  private static List<String> noises() {
    List<String> all = new ArrayList<>(List.of("perturbation.kind = none", "perturbation.kind = none"));
    for (String target : List.of("recurrent", "feedforward")) {
      for (String refresh : List.of("step", "sequence")) {
        String where = ", target = " + target + ", refresh = " + refresh + " }";
        all.add("perturbation { kind = gaussian-noise, sigma = 0.3, form = additive" + where);
        all.add("perturbation { kind = gaussian-noise, sigma = 0.3, form = multiplicative" + where);
        all.add("perturbation { kind = dropconnect, p = 0.4" + where);
      }
      all.add("perturbation { kind = gaussian-noise, sigma = 0.3, sampling = pre-activation, target = " + target + " }");
    }
    return all;
  }

  /** Checks one network; where its components do not go together, one with a single layer and a zero initial state. */
  public static Outcome run(Case c) {
    Outcome outcome = check(c);
    return outcome.refusal.isEmpty() ? outcome : check(new Case(c.cell, c.settings + PLAINER, c.loss, c.masked));
  }

  private static Outcome check(Case c) {
    TrialConfig config = config(c);
    try {
      new TrialRunner(null, null).check(config);
    } catch (IllegalArgumentException e) {
      return new Outcome(c, "", Double.NaN, e.getMessage());
    } catch (DataException e) {
      throw new IllegalStateException("the built-in data set is damaged", e);
    }
    try (SmallNetwork small = new SmallNetwork(Precision.FLOAT64, c.loss, c.masked, Params.of(config), config.seed())) {
      small.objective();
      double[] analytic = small.gradient();
      double[] numeric = small.numericGradient();
      String worst = "";
      double largest = 0;
      for (View v : small.parameters.views()) {
        double error = v.trained() ? SmallNetwork.relativeError(v, analytic, numeric) : 0;
        if (!(error <= largest)) {
          largest = error;
          worst = v.name();
        }
      }
      return new Outcome(c, worst, largest, "");
    }
  }

  private static TrialConfig config(Case c) {
    try {
      Path file = Files.createTempFile("gradcheck", ".conf");
      try {
        // The task is a formality: the small network has data of its own.
        Files.writeString(file, "sweep.name = gradcheck\nsearch.trials = 1\ntask { kind = polyphonic-music }\n" + c.settings);
        return SweepSpecReader.read(file, Map.of()).plan().get(0);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (SpecException e) {
      throw new IllegalStateException("a case of the check is no spec: " + e.getMessage(), e);
    }
  }
}

package dev.rondo.core.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.core.Configs;
import dev.rondo.core.EpochListener;
import dev.rondo.core.ProbeRow;
import dev.rondo.core.TrialResult;
import dev.rondo.core.TrialRunner;
import dev.rondo.core.compute.Kernels;
import dev.rondo.core.compute.Memory;
import dev.rondo.core.compute.Precision;
import dev.rondo.core.model.ParameterSet;
import dev.rondo.core.model.ParameterSet.Group;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProbeTest {
  private static final String BOTH = "probes.kinds = [weight-norms, spectral-radius]";

  private static TrialResult run(String... settings) {
    return new TrialRunner(null, null).run(Configs.quick(settings), EpochListener.NONE);
  }

  /** Weights with known figures: a rotation by a quarter turn times 2, and a row 3, 4. */
  private static Map<String, Double> measure(Probe.Kind kind, Precision precision) {
    try (Memory memory = new Memory(precision)) {
      Kernels kernels = precision.kernels();
      ParameterSet parameters = new ParameterSet.Builder()
          .add("input", Group.INPUT, 1, 2)
          .add("recurrent", Group.RECURRENT, 2, 2)
          .add("gates", Group.RECURRENT, 2, 4)
          .add("output", Group.OUTPUT, 2, 2)
          .add("bias", Group.BIAS, 1, 2)
          .build(memory);
      parameters.values().put(0, new double[] {3, 4, 0, -2, 2, 0, 1, 1, 1, 1, 1, 1, 1, 1, 5, 0, 0, 0, 7, 7});
      Map<String, Double> values = new TreeMap<>();
      kind.create().measure(new Probe.Subject(null, parameters, kernels, null), values::put);
      return values;
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void knownWeightsHaveTheirFigures(Precision precision) {
    Map<String, Double> radii = measure(Probe.Kind.SPECTRAL_RADIUS, precision);
    assertEquals(Set.of("recurrent"), radii.keySet());
    assertEquals(2, radii.get("recurrent"), 1e-12);
    assertEquals(
        Map.of("input", 5.0, "recurrent", Math.sqrt(8), "gates", Math.sqrt(8), "output", 5.0),
        measure(Probe.Kind.WEIGHT_NORMS, precision));
  }

  @Test
  void epochZeroIsTheInitialWeight_andEveryEpochFollows() {
    TrialResult r = run(BOTH, "init.recurrent.spectral-radius = 0.9");
    List<ProbeRow> radii = r.probes().stream().filter(row -> row.probe().equals("spectral-radius")).toList();
    assertEquals(List.of(0, 1, 2, 3), radii.stream().map(ProbeRow::epoch).toList());
    assertEquals(0.9, radii.get(0).value(), 1e-6);
    assertTrue(radii.stream().allMatch(row -> row.key().equals("recurrent")));
    assertTrue(radii.get(3).value() != radii.get(0).value(), "training moves it");
    assertEquals(4 * (1 + 3), r.probes().size());
    assertEquals(List.of(), run().probes());
  }

  @Test
  void directionsHaveAnAngle_fromTheFirstUpdateOn() {
    TrialResult r = run("probes.kinds = [direction]", "optimizer.kind = galvan");
    assertEquals(List.of(1, 1, 1, 2, 2, 2, 3, 3, 3), r.probes().stream().map(ProbeRow::epoch).toList());
    Map<String, Double> last = new TreeMap<>();
    r.probes().forEach(row -> last.put(row.key(), row.value()));
    assertEquals(1, last.get("length-ratio"), 1e-4);
    assertTrue(last.get("cosine") < 1 && last.get("lowest-cosine") < last.get("cosine"), last.toString());
    assertEquals(List.of(), run("probes.kinds = [direction]", "optimizer.kind = sgd").probes());
  }

  @Test
  void everySecondEpoch() {
    TrialResult r = run("probes { kinds = [spectral-radius], every = 2 }", "train.epochs = 5");
    assertEquals(List.of(0, 2, 4), r.probes().stream().map(ProbeRow::epoch).toList());
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void sameTrialSameRows_andLookingChangesNothing(Precision precision) {
    String dtype = "train.dtype = " + precision.name().toLowerCase(Locale.ROOT);
    TrialResult seen = run(BOTH, dtype);
    assertEquals(seen.probes(), run(BOTH, dtype).probes());
    TrialResult unseen = run(dtype);
    assertEquals(unseen.validLoss(), seen.validLoss());
    assertEquals(unseen.testLoss(), seen.testLoss());
  }

  @Test
  void divergedTrialKeepsWhatWasMeasured() {
    TrialResult r = run(BOTH, "train.epochs = 50", "optimizer { kind = sgd, step-rate = 900 }");
    assertEquals("diverged", r.status().text());
    assertTrue(r.probes().stream().anyMatch(row -> row.epoch() == 0));
    assertTrue(r.probes().stream().allMatch(row -> row.epoch() <= r.epochsRun()));
  }

  private static final String ORTHOGONAL_LSTM = "model { cell.kind = lstm, hidden = 7 }\ninit { input { kind = orthogonal, gain = 0.3 }"
      + ", recurrent { kind = orthogonal, gain = 0.2 }, output { kind = orthogonal, gain = 0.5 } }";

  private static Map<String, Double> initialBound(String... settings) {
    Map<String, Double> values = new TreeMap<>();
    run(settings).probes().stream().filter(row -> row.epoch() == 0).forEach(row -> values.put(row.key(), row.value()));
    return values;
  }

  @Test
  void boundOfAnLstmIsThatOfItsPenalty() {
    String probe = "probes.kinds = [lstm-bound]";
    Map<String, Double> printed = initialBound(ORTHOGONAL_LSTM, probe, "train.dtype = float64");
    assertEquals(9 + 7, printed.size());
    assertEquals(0.3, printed.get("norm.input.forget-gate"), 1e-12);
    assertEquals(0.2, printed.get("norm.recurrent.output-gate"), 1e-12);
    assertEquals(0.5, printed.get("norm.output"), 1e-12);
    double beta = 17 / 16.0;
    double gammaH = 0.25 * 0.2 + 2 * beta * 0.2;
    double rhoH = Math.sqrt(2) * gammaH * (1 + beta * 0.2 * Math.exp(beta * 0.2 - 1));
    assertEquals(gammaH, printed.get("gamma-h"), 1e-12);
    assertEquals(rhoH, printed.get("rho-h"), 1e-12);
    assertEquals(beta * 0.2, printed.get("beta-w"), 1e-12);
    assertEquals(1, printed.get("stable"));
    double rhoX = printed.get("rho-x");
    assertEquals(0.25 * rhoX * rhoX / (1 - rhoH * rhoH), printed.get("output-variance"), 1e-12);

    String penalty = "penalty { kind = lstm-tikhonov, lambda = 0, rho = re-derived, beta = 1, norm = frobenius }";
    Map<String, Double> own = initialBound(ORTHOGONAL_LSTM, probe, penalty, "train.dtype = float64");
    assertEquals(0.2 * Math.sqrt(7), own.get("norm.recurrent.candidate"), 1e-12);
    assertEquals(2.25 * 0.2 * Math.sqrt(7), own.get("gamma-h"), 1e-12);
    assertEquals(0, own.get("stable"));
    assertEquals(Double.POSITIVE_INFINITY, own.get("output-variance"));
  }

  @Test
  void boundOfOtherNetworksIsRefused() {
    TrialResult r = run("model.cell.kind = gru", "probes.kinds = [lstm-bound]");
    assertEquals("failed", r.status().text());
    assertTrue(r.failure().message().contains("set model.cell.kind = lstm and model.layers = 1"), r.failure().message());
  }
}

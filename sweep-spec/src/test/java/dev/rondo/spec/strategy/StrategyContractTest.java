package dev.rondo.spec.strategy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import dev.rondo.spec.Catalogue;
import dev.rondo.spec.Specs;
import dev.rondo.spec.SweepSpec;
import dev.rondo.spec.TrialConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every search strategy promises. */
final class StrategyContractTest {
  private static SweepSpec spec(StrategyKind kind, int seed) {
    return Specs.of(
        """
        sweep.seed = %d
        search { kind = %s }
        variants { plain {}, noisy { perturbation { kind = gaussian, std { choice = [0.1, 0.2] } } } }
        train.batch { choice = [1, 2, 3] }
        init.input.sigma { log-uniform = [1e-3, 1], steps = 4 }
        """.formatted(seed, kind.text()));
  }

  private static Observation observation(TrialConfig trial) {
    double metric = trial.index() % 5 == 0 ? Double.NaN : Double.parseDouble(trial.values().get("init.input.sigma"));
    return new Observation(trial.id(), trial.index(), Double.isNaN(metric) ? "diverged" : "ok", metric, 10);
  }

  /** Asks and tells to the end, with so many trials under way at a time. */
  private static List<TrialConfig> run(SearchStrategy strategy, int atOnce) {
    List<TrialConfig> all = new ArrayList<>();
    List<TrialConfig> running = new ArrayList<>();
    while (true) {
      Optional<TrialConfig> next = running.size() < atOnce ? strategy.ask() : Optional.empty();
      if (next.isPresent()) {
        all.add(next.get());
        running.add(next.get());
      } else if (running.isEmpty()) {
        return all;
      } else {
        strategy.tell(observation(running.remove(0)));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void theSameSpecAndObservationsGiveTheSameTrials(StrategyKind kind) {
    List<TrialConfig> trials = run(StrategyKind.of(spec(kind, 1)), 3);
    assertEquals(trials, run(StrategyKind.of(spec(kind, 1)), 3), "a replay");
    List<TrialConfig> others = run(StrategyKind.of(spec(kind, 2)), 3);
    assertNotEquals(trials.get(0).seed(), others.get(0).seed(), "another sweep seed");
  }

  @ParameterizedTest
  @EnumSource
  void asksForAsManyAsPlannedAndNeverTwice(StrategyKind kind) {
    SearchStrategy strategy = StrategyKind.of(spec(kind, 1));
    long planned = strategy.planned();
    List<TrialConfig> trials = run(strategy, 4);
    assertTrue(planned == SearchStrategy.UNKNOWN || planned == trials.size(), planned + " planned, " + trials.size()
        + " run");
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < trials.size(); i++) {
      assertEquals(i, trials.get(i).index());
      ids.add(trials.get(i).id());
    }
    assertEquals(trials.size(), ids.size());
    assertEquals(Set.of("plain", "noisy"), new HashSet<>(trials.stream().map(TrialConfig::variant).toList()));
    assertTrue(strategy.ask().isEmpty(), "once at the end, always at the end");
  }

  @ParameterizedTest
  @EnumSource
  void hearsOnlyOfTrialsThatItAskedFor(StrategyKind kind) {
    SearchStrategy strategy = StrategyKind.of(spec(kind, 1));
    TrialConfig first = strategy.ask().orElseThrow();
    strategy.tell(observation(first));
    Observation stranger = new Observation("0123456789abcdef", 12, "ok", 1, 1);
    assertThrows(IllegalArgumentException.class, () -> strategy.tell(stranger));
  }

  @ParameterizedTest
  @EnumSource
  void aTrialIsWithinItsSpace(StrategyKind kind) {
    for (TrialConfig trial : run(StrategyKind.of(spec(kind, 1)), 1)) {
      double sigma = Double.parseDouble(trial.values().get("init.input.sigma"));
      assertTrue(sigma >= 1e-3 && sigma <= 1, trial.toString());
      assertTrue(Set.of("1", "2", "3").contains(trial.values().get("train.batch")), trial.toString());
      assertEquals(trial.variant().equals("noisy"), trial.values().containsKey("perturbation.std"), trial.toString());
    }
  }

  @Test
  void everyStrategyIsInTheCatalogueAndTheOtherWayRound() {
    Catalogue own = Catalogue.load(ConfigFactory.parseResources("reference.conf"));
    assertEquals(
        own.kinds(Catalogue.SEARCH), Arrays.stream(StrategyKind.values()).map(StrategyKind::text).sorted().toList());
  }

  @Test
  void aGridHasTheProductAndRandomSearchItsTrials() {
    assertEquals(12 + 24, StrategyKind.of(spec(StrategyKind.GRID, 1)).planned());
    assertEquals(20 + 20, StrategyKind.of(spec(StrategyKind.RANDOM, 1)).planned());
    assertEquals(GridSearch.class, StrategyKind.of(spec(StrategyKind.GRID, 1)).getClass());
  }

  @Test
  void whatIsNoObservationIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Observation("", 0, "ok", 1, 1));
    assertThrows(IllegalArgumentException.class, () -> new Observation("id", -1, "ok", 1, 1));
    assertThrows(IllegalArgumentException.class, () -> new Observation("id", 0, "ok", 1, -1));
  }
}

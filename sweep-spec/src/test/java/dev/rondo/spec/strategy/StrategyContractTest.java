package dev.rondo.spec.strategy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import dev.rondo.spec.Catalogue;
import dev.rondo.spec.Specs;
import dev.rondo.spec.SweepSpec;
import dev.rondo.spec.TrialConfig;
import dev.rondo.spec.TrialPlan;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every search strategy promises. */
final class StrategyContractTest {
  private static final LearningCurves CURVES = new LearningCurves(StrategyContractTest::quality, 27);

  private static SweepSpec spec(StrategyKind kind, int seed, String more) {
    return Specs.of(
        """
        sweep.seed = %d
        search { kind = %s %s }
        variants { plain {}, noisy { perturbation { kind = gaussian, std { choice = [0.1, 0.2] } } } }
        train { batch { choice = [1, 2, 3] }, epochs = 27 }
        init.input.sigma { log-uniform = [1e-3, 1], steps = 4 }
        %s
        """.formatted(
            seed, kind.text(),
            switch (kind) {
              case ENQUEUE -> ", first = [{ train.batch = 2 }, { init.input.sigma = 0.5 }]";
              case TPE -> ", trials = 26, candidates = 6";
              case BOHB -> ", candidates = 6";
              default -> "";
            },
            more));
  }

  private static SearchStrategy strategy(StrategyKind kind) {
    return StrategyKind.of(spec(kind, 1, ""));
  }

  private static double quality(TrialConfig trial) {
    return 1 + Math.abs(Math.log10(Double.parseDouble(trial.values().get("init.input.sigma"))) + 1) / 2;
  }

  private static Simulation run(StrategyKind kind, int atOnce, long order) {
    return new Simulation(strategy(kind), CURVES::run, atOnce, order).run();
  }

  @ParameterizedTest
  @EnumSource
  void theSameSpecAndObservationsGiveTheSameSegments(StrategyKind kind) {
    List<Segment> segments = run(kind, 3, 5).asked;
    assertEquals(segments, run(kind, 3, 5).asked, "a replay");
    SearchStrategy other = StrategyKind.of(spec(kind, 2, ""));
    assertNotEquals(segments.get(0).trial().seed(), other.ask().orElseThrow().trial().seed(), "another sweep seed");
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ASHA")
  void theSegmentsAreTheSameWhateverIsUnderWayAndInWhichOrderItEnds(StrategyKind kind) {
    Set<String> one = run(kind, 1, 0).segments();
    for (int atOnce = 2; atOnce <= 8; atOnce++) {
      assertEquals(one, run(kind, atOnce, atOnce).segments(), atOnce + " at once");
    }
    assertTrue(strategy(kind).decisions().isEmpty());
  }

  @ParameterizedTest
  @EnumSource
  void asksForNothingTwiceAndForNoMoreThanPlanned(StrategyKind kind) {
    SearchStrategy strategy = strategy(kind);
    Simulation run = new Simulation(strategy, CURVES::run, 4, 7).run();
    Map<String, Integer> reached = new HashMap<>();
    for (Segment segment : run.asked) {
      Integer until = reached.put(segment.trial().id(), segment.untilEpoch());
      assertTrue(until == null || until < segment.untilEpoch(), "goes on: " + segment);
    }
    List<TrialConfig> trials = run.trials();
    assertEquals(strategy.plan().size(), trials.size());
    Set<Long> indices = new HashSet<>();
    for (TrialConfig trial : trials) {
      assertTrue(indices.add(trial.index()) && trial.index() >= 0 && trial.index() < trials.size(), trial.toString());
      assertTrue(!strategy(kind).plan().knows(trial.index()) || strategy(kind).plan().get(trial.index()).equals(trial));
    }
    assertEquals(trials.size(), new HashSet<>(trials.stream().map(TrialConfig::id).toList()).size());
    assertEquals(Set.of("plain", "noisy"), new HashSet<>(trials.stream().map(TrialConfig::variant).toList()));
    Budget budget = strategy.budget();
    assertTrue(budget.segments().compareTo(BigInteger.valueOf(run.asked.size())) >= 0, budget + " " + run.asked.size());
    assertTrue(budget.epochs().compareTo(BigInteger.valueOf(run.epochs)) >= 0, budget + " " + run.epochs);
    assertTrue(strategy.ask().isEmpty() && strategy.finished(), "once at the end, always at the end");
  }

  @ParameterizedTest
  @EnumSource
  void goesOnFromAnyPointByReplay(StrategyKind kind) {
    Simulation whole = run(kind, 5, 3);
    for (int cut = 0; cut < whole.asked.size(); cut += 1 + whole.asked.size() / 5) {
      SearchStrategy first = strategy(kind);
      Simulation begun = new Simulation(first, CURVES::run, 5, 3).run(cut);
      // One row was damaged, so its trial runs again from the beginning.
      begun.asked.stream().map(segment -> segment.trial().id()).findFirst().ifPresent(begun.rows::remove);
      SearchStrategy second = strategy(kind);
      second.replay(first.decisions());
      Simulation resumed = new Simulation(second, CURVES::run, 3, 11, begun.rows).run();
      assertTrue(resumed.segments().containsAll(begun.segments()), "cut after " + cut);
      if (kind == StrategyKind.ASHA) {
        assertEquals(first.decisions(), second.decisions().subList(0, first.decisions().size()), "cut after " + cut);
      } else {
        assertEquals(whole.segments(), resumed.segments(), "cut after " + cut);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void largeIsGoodWhenItIsToBeMaximised(StrategyKind kind) {
    LearningCurves negated = new LearningCurves(CURVES.quality(), CURVES.epochs(), -1);
    SearchStrategy up = StrategyKind.of(spec(kind, 1, "sweep.goal = maximize"));
    assertEquals(run(kind, 4, 9).segments(), new Simulation(up, negated::run, 4, 9).run().segments());
  }

  /** Those that decide go on with what is good, and never with what failed while something else is there. */
  @ParameterizedTest
  @EnumSource
  void whatFailedIsWorst(StrategyKind kind) {
    Function<Segment, Observation> failures = segment -> segment.trial().values().get("train.batch").equals("3")
        ? new Observation(segment.trial().id(), 1, Double.NaN, 0.001, "diverged")
        : CURVES.run(segment);
    Simulation run = new Simulation(strategy(kind), failures, 4, 1).run();
    assertTrue(run.asked.stream().noneMatch(
        segment -> segment.trial().values().get("train.batch").equals("3") && run.asked.stream().anyMatch(
            other -> other.trial().equals(segment.trial()) && other.untilEpoch() != segment.untilEpoch())));
    for (String status : List.of("failed", "diverged", "ok")) {
      for (double value : new double[] {Double.NaN, 1}) {
        Simulation none = new Simulation(
            strategy(kind), segment -> new Observation(segment.trial().id(), 1, value, value, status), 4, 1).run();
        assertTrue(none.asked.size() <= strategy(kind).plan().size(), "every trial ends at once, and so does the sweep");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void hearsOnlyOfTrialsThatAreUnderWay(StrategyKind kind) {
    SearchStrategy strategy = strategy(kind);
    Segment first = strategy.ask().orElseThrow();
    assertFalse(strategy.finished());
    strategy.tell(CURVES.run(first));
    Observation stranger = new Observation("0123456789abcdef", 12, 1, 1, "ok");
    assertThrows(IllegalArgumentException.class, () -> strategy.tell(stranger));
    assertThrows(IllegalArgumentException.class, () -> strategy.tell(CURVES.run(first)));
  }

  @ParameterizedTest
  @EnumSource
  void aTrialIsWithinItsSpace(StrategyKind kind) {
    for (TrialConfig trial : run(kind, 1, 0).trials()) {
      double sigma = Double.parseDouble(trial.values().get("init.input.sigma"));
      assertTrue(sigma >= 1e-3 && sigma <= 1, trial.toString());
      assertTrue(Set.of("1", "2", "3").contains(trial.values().get("train.batch")), trial.toString());
      assertEquals(trial.variant().equals("noisy"), trial.values().containsKey("perturbation.std"), trial.toString());
      assertTrue(trial.values().keySet().stream().noneMatch(path -> path.startsWith("search")), "no setting of a search");
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
    assertEquals(12 + 24, strategy(StrategyKind.GRID).plan().size());
    assertEquals(20 + 20, strategy(StrategyKind.RANDOM).plan().size());
    TrialPlan plan = strategy(StrategyKind.RANDOM).plan();
    assertEquals(
        List.of("plain", "noisy", "plain"),
        run(StrategyKind.RANDOM, 1, 0).asked.subList(0, 3).stream().map(segment -> segment.trial().variant()).toList());
    // The ids of random search and the hash of its spec, as they have always been.
    assertEquals("854e811fd1dc626d 952995733386ae7a", plan.get(0).id() + " " + plan.get(39).id());
    assertEquals("de4a9d48c74abc63", spec(StrategyKind.RANDOM, 1, "").hash());
  }

  @Test
  void givenConfigurationsComeFirst() {
    TrialPlan plan = strategy(StrategyKind.ENQUEUE).plan();
    assertEquals(2 * 22, plan.size());
    assertEquals("2", plan.get(0).values().get("train.batch"));
    assertEquals("noisy", plan.get(1).variant());
    assertEquals("2", plan.get(1).values().get("train.batch"));
    assertEquals("0.5", plan.get(2).values().get("init.input.sigma"));
    assertNotEquals(spec(StrategyKind.ENQUEUE, 1, "").hash(), spec(StrategyKind.ENQUEUE, 1, "search.first = [{}]").hash());
  }

  @Test
  void theBestAreRepeatedWithOtherSeeds() {
    List<TrialConfig> trials = run(StrategyKind.REPEAT_BEST, 4, 1).trials().stream()
        .filter(trial -> trial.variant().equals("plain")).toList();
    assertEquals(20 + 3 * 5, trials.size());
    Set<Map<String, String>> repeated = new HashSet<>();
    trials.subList(20, 35).forEach(trial -> repeated.add(trial.values()));
    List<Map<String, String>> best = trials.subList(0, 20).stream()
        .filter(trial -> CURVES.status(trial).equals("ok"))
        .sorted(Comparator.comparingDouble(trial -> CURVES.best(trial, CURVES.end(trial))))
        .limit(3).<Map<String, String>>map(TrialConfig::values).toList();
    assertEquals(new HashSet<>(best), repeated);
    assertEquals(35, new HashSet<>(trials.stream().map(TrialConfig::seed).toList()).size());
  }

  /** Li et al. 2018, algorithm 1 with R = 81 and eta = 3. */
  @Test
  void hyperbandHasTheBracketsOfTheAlgorithm() {
    List<Integer> trials = new ArrayList<>();
    for (int rungs = 5; rungs >= 1; rungs--) {
      trials.add(Brackets.trials(5, rungs, 3));
    }
    assertEquals(List.of(81, 34, 15, 8, 5), trials);
    assertEquals(List.of(1, 3, 9, 27, 81), Rungs.of(81, 1, 3).epochs());
    assertEquals(List.of(81, 27, 9, 3, 1), Bracket.sizes(Rungs.of(81, 1, 3), 81));
    assertEquals(List.of(3, 11, 33, 100), Rungs.of(100, 2, 3).epochs());
    assertThrows(IllegalArgumentException.class, () -> Rungs.of(10, 20, 3));
    assertThrows(IllegalArgumentException.class, () -> Rungs.of(10, 1, 1));
  }

  @Test
  void damagedDecisionsAreRefused() {
    for (String wrong : List.of("", "plain", "plain 1 x", "nobody 0 1", "plain 5 1", "plain 0 27")) {
      SearchStrategy asha = strategy(StrategyKind.ASHA);
      assertThrows(IllegalArgumentException.class, () -> {
        asha.replay(List.of(wrong));
        asha.ask();
      }, wrong);
    }
    assertThrows(IllegalArgumentException.class, () -> strategy(StrategyKind.TPE).replay(List.of("plain 0 end")));
  }

  @Test
  void whatIsNoObservationIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Observation("", 0, 1, 1, "ok"));
    assertThrows(IllegalArgumentException.class, () -> new Observation("id", -1, 1, 1, "ok"));
    assertThrows(IllegalArgumentException.class, () -> new Observation("id", 0, 1, 1, ""));
    TrialConfig trial = strategy(StrategyKind.RANDOM).plan().get(0);
    assertThrows(IllegalArgumentException.class, () -> new Segment(trial, 0));
  }
}

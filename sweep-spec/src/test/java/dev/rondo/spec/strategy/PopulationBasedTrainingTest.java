package dev.rondo.spec.strategy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.spec.Lineage;
import dev.rondo.spec.Specs;
import dev.rondo.spec.TrialConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class PopulationBasedTrainingTest {
  private static final String SPEC =
      """
      search { kind = pbt, population = 10, interval = 4, quantile = 0.2, resample = %s }
      train { epochs = 10, batch { choice = [10, 20, 40] } }
      model.hidden { int = [1, 1000] }
      optimizer { choice = [{ kind = sgd, step-rate { log-uniform = [1e-4, 1] } },
                            { kind = rmsprop, step-rate { uniform = [0.01, 0.9] }, momentum { same = optimizer.step-rate } }] }
      """;

  private static double rate(TrialConfig trial) {
    return Double.parseDouble(trial.values().get("optimizer.step-rate"));
  }

  private static SearchStrategy strategy(String resample) {
    return StrategyKind.of(Specs.of(SPEC.formatted(resample)));
  }

  /** The loss is the index of the trial, so that the first ones are the best. */
  private static Observation index(Segment segment) {
    int until = Math.min(10, segment.untilEpoch());
    double loss = segment.trial().index();
    return new Observation(segment.trial().id(), until, loss, -1, until == 10 ? "ok" : Observation.PAUSED);
  }

  private static Simulation run(String resample) {
    return new Simulation(strategy(resample), PopulationBasedTrainingTest::index, 3, 5).run();
  }

  @Test
  void theWorstGoOnFromTheBestByThePresentValue() {
    Simulation run = run("0");
    assertEquals(10 + 2 * 2, run.trials().size());
    assertEquals(100, run.epochs);
    Map<Long, Set<Integer>> untils = new HashMap<>();
    run.asked.forEach(s -> untils.computeIfAbsent(s.trial().index(), i -> new TreeSet<>()).add(s.untilEpoch()));
    int end = Segment.TO_THE_END;
    assertEquals(Set.of(4, 8, end), untils.get(0L));
    assertEquals(Set.of(4), untils.get(8L), "the worst of the first generation");
    assertEquals(Set.of(4), untils.get(9L));
    assertEquals(Set.of(8), untils.get(10L), "its successors, the worst of the second");
    assertEquals(Set.of(8), untils.get(11L));
    assertEquals(Set.of(end), untils.get(12L));
    assertEquals(Set.of(4, 8, end), untils.get(7L));
    for (TrialConfig trial : run.trials()) {
      List<Lineage> lineage = Lineage.of(trial);
      if (trial.index() < 10) {
        assertEquals(List.of(), lineage);
      } else {
        assertEquals(trial.index() < 12 ? 4 : 8, lineage.get(0).epoch());
        assertTrue(run.trials().stream().limit(10).filter(t -> t.index() < 2).map(TrialConfig::id).toList()
            .contains(lineage.get(0).parent().id()), "one of the two best");
      }
    }
  }

  /** Whose checkpoint is taken must not have gone on before. */
  @Test
  void newTrialsAreAskedForBeforeTheirParentsGoOn() {
    List<Segment> asked = run("0.25").asked;
    for (Segment segment : asked) {
      for (Lineage lineage : Lineage.of(segment.trial())) {
        List<Integer> parent = new ArrayList<>();
        asked.subList(0, asked.indexOf(segment)).stream()
            .filter(other -> other.trial().id().equals(lineage.parent().id())).forEach(other -> parent.add(other.untilEpoch()));
        assertTrue(parent.stream().allMatch(until -> until <= lineage.epoch()), segment.toString());
      }
    }
  }

  @Test
  void onlyWhatCanChangeOnTheWayIsExplored() {
    for (TrialConfig trial : run("0").trials()) {
      for (Lineage lineage : Lineage.of(trial)) {
        Map<String, String> before = lineage.parent().values();
        Map<String, String> after = trial.values();
        assertEquals(before.get("model.hidden"), after.get("model.hidden"));
        assertEquals(before.get("optimizer.kind"), after.get("optimizer.kind"));
        double factor = rate(trial) / rate(lineage.parent());
        boolean end = rate(trial) > 0.8999 || rate(trial) < 0.0101;
        assertTrue(end || Math.abs(factor - 0.8) < 1e-9 || Math.abs(factor - 1.2) < 1e-9, "factor " + factor);
        if (after.get("optimizer.kind").equals("rmsprop")) {
          assertEquals(after.get("optimizer.step-rate"), after.get("optimizer.momentum"), "still tied");
        }
        int batches = Integer.parseInt(after.get("train.batch")) * 10 / Integer.parseInt(before.get("train.batch"));
        assertTrue(batches == 5 || batches == 20, "the next in the list, from " + before + " to " + after);
      }
    }
    Set<Double> drawn = new HashSet<>();
    for (TrialConfig trial : run("1").trials()) {
      Lineage.of(trial).forEach(lineage -> drawn.add(rate(trial) / rate(lineage.parent())));
    }
    assertTrue(drawn.stream().noneMatch(factor -> Math.abs(factor - 0.8) < 1e-9 || Math.abs(factor - 1.2) < 1e-9), "drawn anew");
    assertEquals(4, drawn.size());
  }

  /** The other component has the setting as well, and leaves it alone. */
  @Test
  void aSettingOfOneComponentOfAChoiceIsExplored() {
    SearchStrategy strategy = StrategyKind.of(Specs.of(
        """
        search { kind = pbt, population = 10, interval = 4 }
        train.epochs = 10
        optimizer { choice = [{ kind = sgd, step-rate { log-uniform = [1e-4, 1] } }, { kind = rmsprop }] }
        """));
    Simulation run = new Simulation(strategy, PopulationBasedTrainingTest::index, 3, 5).run();
    assertTrue(run.trials().stream().anyMatch(
        trial -> Lineage.of(trial).stream().anyMatch(lineage -> rate(lineage.parent()) != rate(trial))));
  }

  @Test
  void whereNoneCanGiveItsWeightsTheOthersGoOn() {
    Simulation run = new Simulation(strategy("0"), segment -> segment.trial().index() < 3
        ? new Observation(segment.trial().id(), 1, 1, 1, "ok") : index(segment), 4, 2).run();
    assertEquals(10, run.trials().size());
    assertEquals(3 * 1 + 7 * 10, run.epochs);
  }
}

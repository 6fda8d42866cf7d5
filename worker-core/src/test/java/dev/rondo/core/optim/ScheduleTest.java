package dev.rondo.core.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.core.Configs;
import dev.rondo.core.EpochListener;
import dev.rondo.core.EpochRow;
import dev.rondo.core.TrialResult;
import dev.rondo.core.TrialRunner;
import dev.rondo.spec.Params;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {
  private static Schedule schedule(String settings) {
    return Schedule.Kind.of(Params.of(Configs.quick("schedule { " + settings + " }")).at("schedule"));
  }

  private static double factor(Schedule schedule, List<Double> before) {
    return schedule.factor(before.size(), before::get);
  }

  private static TrialResult run(String... settings) {
    return new TrialRunner(null, null).run(Configs.quick(settings), EpochListener.NONE);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "kind = exponential, decay = 0.5 | 1 | 0.5 | 0.25 | 0.125 | 0.0625",
      "kind = exponential, decay = 0.5, floor = 0.2 | 1 | 0.5 | 0.25 | 0.2 | 0.2",
      "kind = linear, to = 0.2, over = 5 | 1 | 0.8 | 0.6 | 0.4 | 0.2",
      "kind = linear, to = 3, over = 3 | 1 | 2 | 3 | 3 | 3",
      "kind = linear, to = 0.5, over = 1 | 0.5 | 0.5 | 0.5 | 0.5 | 0.5",
      "kind = cosine, to = 0, over = 5 | 1 | 0.8535533905932737 | 0.5 | 0.14644660940672627 | 0",
      "kind = none | 1 | 1 | 1 | 1 | 1"})
  void factorsByEpoch(String settings, double first, double second, double third, double fourth, double fifth) {
    List<Double> before = new ArrayList<>();
    for (double expected : new double[] {first, second, third, fourth, fifth}) {
      assertEquals(expected, factor(schedule(settings), before), 1e-15, settings + " after " + before.size());
      before.add(1.0);
    }
  }

  @Test
  void plateausAreCountedAnewAfterEach() {
    Schedule plateau = schedule("kind = plateau, factor = 0.7, patience = 2, floor = 0.4");
    double[] losses = {5, 5, 4, 4.5, 4, 3.9, 6, 3.9, 7, 8, 9, 9, 9, 9};
    double[] factors = {1, 1, 1, 1, 1, 0.7, 0.7, 0.7, 0.49, 0.49, 0.4, 0.4, 0.4, 0.4};
    List<Double> before = new ArrayList<>();
    for (int i = 0; i < losses.length; i++) {
      assertEquals(factors[i], factor(plateau, before), 1e-15, "after " + before);
      before.add(losses[i]);
    }
  }

  @Test
  void theStudysPlateauIsTheDefault() {
    Schedule plateau = schedule("kind = plateau");
    assertEquals(1, factor(plateau, Collections.nCopies(5, 2.0)));
    assertEquals(0.7, factor(plateau, Collections.nCopies(6, 2.0)), 1e-15);
    assertEquals(0.7 * 0.7, factor(plateau, Collections.nCopies(11, 2.0)), 1e-15);
  }

  /** With a factor of one half from the second epoch on, it moves as with half the step rate. */
  @ParameterizedTest
  @ValueSource(strings = {"kind = sgd, step-rate = 0.1", "kind = momentum, step-rate = 0.1", "kind = nesterov, step-rate = 0.1",
      "kind = rmsprop, step-rate = 1e-3", "kind = adam, step-rate = 1e-3", "kind = galvan, step-rate = 0.1"})
  void everyOptimizerTakesIt(String optimizer) {
    TrialResult constant = run("optimizer { " + optimizer + " }");
    TrialResult halved = run("optimizer { " + optimizer + " }", "schedule { kind = linear, to = 0.5, over = 1 }");
    String half = optimizer.replace("0.1", "0.05").replace("1e-3", "5e-4");
    TrialResult expected = run("optimizer { " + half + " }");
    assertEquals(losses(expected), losses(halved));
    assertTrue(!losses(constant).equals(losses(halved)), "it matters");
    assertEquals(rates(expected), rates(halved));
  }

  private static List<Double> losses(TrialResult r) {
    return r.epochs().stream().map(EpochRow::validLoss).toList();
  }

  private static List<Double> rates(TrialResult r) {
    return r.epochs().stream().map(EpochRow::stepRate).toList();
  }

  @Test
  void rowsTellTheStepRateOfTheirEpoch() {
    TrialResult r = run("optimizer { kind = sgd, step-rate = 0.1 }", "schedule { kind = exponential, decay = 0.5 }");
    assertEquals(List.of(0.1, 0.05, 0.025), rates(r));
  }

  /** Orthogonal weights move with the schedule too. */
  @Test
  void manifoldsTakeIt() {
    String start = "model.cell.kind = factorised-elman\noptimizer { kind = sgd, step-rate = 0.2 }\n";
    String manifold = "manifold { kind = geodesic-sgd, step-rate = 1e-2, spectrum-rate = 0.1 }\n";
    TrialResult halved = run(start + manifold + "schedule { kind = linear, to = 0.5, over = 1 }");
    TrialResult expected = run(
        start.replace("0.2", "0.1") + manifold.replace("1e-2", "5e-3").replace("spectrum-rate = 0.1", "spectrum-rate = 0.05"));
    assertEquals(losses(expected), losses(halved));
  }

  @Test
  void closedFormsRefuseIt_andWhatIsNotNamedLeavesNoTrace() {
    String message = new TrialRunner(null, null).run(
        Configs.first(
            "task { kind = sine, train-size = 4, valid-size = 2, test-size = 2 }", "search.trials = 1", "schedule.kind = plateau",
            "model { cell.kind = echo-state, hidden = 5 }", "optimizer.kind = ridge"),
        EpochListener.NONE).failure().message();
    assertTrue(message.contains("set schedule.kind = none"), message);
    assertTrue(Configs.quick().values().keySet().stream().noneMatch(path -> path.startsWith("schedule")));
  }
}

package dev.rondo.spec.strategy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.spec.Lineage;
import dev.rondo.spec.Seeds;
import dev.rondo.spec.Specs;
import dev.rondo.spec.TrialConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Searches on problems whose answers are known. */
final class KnownAnswersTest {
  private static final String SPACE =
      """
      model { hidden { int = [1, 1000] }, cell.activation { choice = [tanh, logistic, relu] } }
      init.input { sigma { log-uniform = [1e-4, 1] } }
      optimizer { kind = rmsprop, step-rate { log-uniform = [1e-5, 1] }, momentum { uniform = [0, 0.99] } }
      train.epochs = 81
      """;

  private static double log(TrialConfig trial, String path) {
    return StrictMath.log10(Double.parseDouble(trial.values().get(path)));
  }

  private static double square(double x) {
    return x * x;
  }

  /** A bowl in four dimensions, two of them on a logarithmic scale, that lies lower for one of three categories. */
  private static double bowl(TrialConfig trial) {
    double activation = switch (trial.values().get("model.cell.activation")) {
      case "tanh" -> 0;
      case "logistic" -> 0.3;
      default -> 0.6;
    };
    return activation
        + square(Double.parseDouble(trial.values().get("model.hidden")) / 1000 - 0.7) * 4
        + square((log(trial, "init.input.sigma") + 3) / 4) * 4
        + square((log(trial, "optimizer.step-rate") + 2.5) / 5) * 4
        + square((Double.parseDouble(trial.values().get("optimizer.momentum")) - 0.9) / 0.99) * 4;
  }

  /** A narrow valley that runs across two dimensions. */
  private static double valley(TrialConfig trial) {
    double a = log(trial, "init.input.sigma") / 4 + 1;
    double b = log(trial, "optimizer.step-rate") / 5 + 1;
    double momentum = Double.parseDouble(trial.values().get("optimizer.momentum"));
    return 10 * square(a + b - 1.2) + square(a - 0.5) + square(momentum - 0.5);
  }

  /** A component that is better, with a setting of its own. */
  private static double fork(TrialConfig trial) {
    boolean sgd = trial.values().get("optimizer.kind").equals("sgd");
    return (sgd ? 0.5 : square(Double.parseDouble(trial.values().get("optimizer.momentum")) - 0.8))
        + square(log(trial, "optimizer.step-rate") + 3) / 4;
  }

  /** The best of 60 trials for each of 9 seeds, the median of these. */
  private static double median(String search, String space, ToDoubleFunction<TrialConfig> loss) {
    List<Double> bests = new ArrayList<>();
    for (int seed = 1; seed <= 9; seed++) {
      SearchStrategy strategy =
          StrategyKind.of(Specs.of("sweep.seed = " + seed + "\nsearch { kind = " + search + ", trials = 60 }\n" + space));
      bests.add(new Simulation(strategy, segment -> {
        double value = loss.applyAsDouble(segment.trial());
        return new Observation(segment.trial().id(), 81, value, value, "ok");
      }, 4, 0).run().best);
    }
    return bests.stream().sorted().toList().get(4);
  }

  @Test
  void tpeFindsMuchBetterThanRandomSearch() {
    String forked =
        """
        optimizer { choice = [{ kind = sgd, step-rate { log-uniform = [1e-6, 1] } },
                              { kind = rmsprop, step-rate { log-uniform = [1e-6, 1] }, momentum { uniform = [0, 0.99] } }] }
        """;
    double[] ratios = {
      median("tpe", SPACE, KnownAnswersTest::bowl) / median("random", SPACE, KnownAnswersTest::bowl),
      median("tpe", SPACE, KnownAnswersTest::valley) / median("random", SPACE, KnownAnswersTest::valley),
      median("tpe", forked, KnownAnswersTest::fork) / median("random", forked, KnownAnswersTest::fork)
    };
    assertTrue(Arrays.stream(ratios).allMatch(ratio -> ratio < 0.5), Arrays.toString(ratios));
  }

  /**
   * Of 81 trials of 81 epochs each, whose losses follow {@link LearningCurves}. After one epoch these say nothing of what
   * comes, so the lowest rung has three.
   */
  @ParameterizedTest
  @ValueSource(strings = {"successive-halving", "asha"})
  void halvingReachesTheBestOfRandomSearchInAThirdOfTheEpochs(String kind) {
    LearningCurves curves = new LearningCurves(KnownAnswersTest::bowl, 81);
    List<Double> behind = new ArrayList<>();
    for (int seed = 1; seed <= 9; seed++) {
      String spec = "sweep.seed = " + seed + "\n" + SPACE + "\nsearch { trials = 81, kind = ";
      Simulation random = new Simulation(StrategyKind.of(Specs.of(spec + "random }")), curves::run, 8, seed).run();
      Simulation halving = new Simulation(
          StrategyKind.of(Specs.of(spec + kind + ", min-epochs = 3 }")), curves::run, 8, seed).run();
      assertTrue(halving.epochs * 3 <= random.epochs, kind + " takes " + halving.epochs + " of " + random.epochs);
      behind.add(halving.best - random.best);
    }
    assertTrue(behind.stream().sorted().toList().get(4) <= 0, behind.toString());
  }

  /**
   * Gradient descent with noise of variance 1 on a bowl of slope 1: after a step at rate r the mean loss is (1 - r)^2 L + r^2.
   * Large rates are good at first and small ones later, so that no constant rate is near the best schedule, 1 / t.
   */
  private static Observation noisyDescent(Segment segment) {
    int end = 60;
    double loss = 100;
    double best = loss;
    List<Lineage> lineage = Lineage.of(segment.trial());
    int until = Math.min(end, segment.untilEpoch());
    int next = 0;
    for (int epoch = 1; epoch <= until; epoch++) {
      next += next < lineage.size() && lineage.get(next).epoch() < epoch ? 1 : 0;
      TrialConfig trial = next < lineage.size() ? lineage.get(next).parent() : segment.trial();
      double rate = Double.parseDouble(trial.values().get("optimizer.step-rate"));
      loss = square(1 - rate) * loss + square(rate);
      best = Math.min(best, loss);
    }
    return new Observation(segment.trial().id(), until, loss, best, until == end ? "ok" : Observation.PAUSED);
  }

  @Test
  void aPopulationFindsASchedule() {
    List<Double> ratios = new ArrayList<>();
    for (int seed = 1; seed <= 9; seed++) {
      String spec = "sweep.seed = " + seed + "\ntrain.epochs = 60\noptimizer.step-rate { log-uniform = [1e-4, 1] }\nsearch ";
      Simulation random = new Simulation(
          StrategyKind.of(Specs.of(spec + "{ kind = random, trials = 16 }")), KnownAnswersTest::noisyDescent, 4, seed).run();
      Simulation population = new Simulation(
          StrategyKind.of(Specs.of(spec + "{ kind = pbt, population = 16, interval = 3 }")),
          KnownAnswersTest::noisyDescent, 4, seed).run();
      assertEquals(random.epochs, population.epochs);
      ratios.add(population.best / random.best);
    }
    assertTrue(ratios.stream().allMatch(ratio -> ratio < 0.8), ratios.toString());
    assertTrue(ratios.stream().sorted().toList().get(4) < 0.5, ratios.toString());
  }

  @Test
  void haltonPointsLieMoreEvenlyThanRandomOnes() {
    for (int dimensions = 2; dimensions <= 6; dimensions++) {
      List<Double> ratios = new ArrayList<>();
      for (int seed = 1; seed <= 9; seed++) {
        HaltonSequence halton = new HaltonSequence(dimensions, seed);
        List<double[]> even = new ArrayList<>();
        List<double[]> drawn = new ArrayList<>();
        for (int i = 0; i < 128; i++) {
          even.add(halton.at(i));
          double[] u = new double[dimensions];
          for (int d = 0; d < dimensions; d++) {
            u[d] = Seeds.unit(seed, "test", i, d);
          }
          drawn.add(u);
        }
        ratios.add(discrepancy(even) / discrepancy(drawn));
      }
      assertTrue(ratios.stream().allMatch(ratio -> ratio < 1), dimensions + " dimensions: " + ratios);
      assertTrue(ratios.stream().sorted().toList().get(4) < 0.5, dimensions + " dimensions: " + ratios);
    }
  }

  /** The centred L2 discrepancy (Hickernell 1998, equation 5.1b), by its closed form. */
  private static double discrepancy(List<double[]> points) {
    int n = points.size();
    double sum = StrictMath.pow(13.0 / 12, points.get(0).length);
    for (double[] x : points) {
      double one = 1;
      for (double u : x) {
        one *= 1 + 0.5 * Math.abs(u - 0.5) - 0.5 * square(u - 0.5);
      }
      sum -= 2.0 / n * one;
      for (double[] y : points) {
        double two = 1;
        for (int d = 0; d < x.length; d++) {
          two *= 1 + 0.5 * Math.abs(x[d] - 0.5) + 0.5 * Math.abs(y[d] - 0.5) - 0.5 * Math.abs(x[d] - y[d]);
        }
        sum += two / n / n;
      }
    }
    return Math.sqrt(sum);
  }
}

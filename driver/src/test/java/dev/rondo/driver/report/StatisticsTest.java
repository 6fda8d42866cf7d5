package dev.rondo.driver.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.driver.storage.Selection;
import dev.rondo.driver.storage.TrialRow;
import dev.rondo.spec.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The statistics of the reports on cases whose answers are known. */
class StatisticsTest {
  private static TrialRow row(String id, String variant, double valid, double test) {
    return new TrialRow(
        id, variant, "task", "set", Double.isNaN(valid) ? "diverged" : "ok", 1, 1, valid, valid, test,
        Collections.emptySortedMap(), new TreeMap<>(), "", 0, 1);
  }

  private static Cohort cohort(String variant, int badly, double[] valid, double[] test) {
    List<TrialRow> rows = new ArrayList<>();
    for (int i = 0; i < valid.length; i++) {
      rows.add(row(variant + i, variant, valid[i], test[i]));
    }
    rows.sort(Selection.LOWEST_LOSS.bestFirst());
    for (int i = 0; i < badly; i++) {
      rows.add(row(variant + "x" + i, variant, Double.NaN, Double.NaN));
    }
    return new Cohort(Selection.LOWEST_LOSS, "set", variant, rows, valid.length);
  }

  /** The smallest of n draws from 1/N, 2/N ... 1 is on average the sum over i of (i/N)^n, divided by N. */
  @Test
  void expectedBestOfUniformFigures() {
    int size = 1000;
    double[] values = IntStream.rangeClosed(1, size).mapToDouble(i -> (double) i / size).toArray();
    for (int n : new int[] {1, 2, 5, 10, 100, 1000}) {
      double known = IntStream.rangeClosed(1, size).mapToDouble(i -> Math.pow((double) i / size, n)).sum() / size;
      assertEquals(known, ExpectedBest.expected(values, 0, n), 1e-12);
      assertEquals(1.0 / (n + 1), ExpectedBest.expected(values, 0, n), 1.0 / size); // the continuous limit
    }
  }

  /** Two trials, 1 and 3, and one that diverged; two draws: 1 with 5/9, 3 with 3/9, none ends well with 1/9. */
  @Test
  void expectedBestAmongDivergedTrialsIsThatOfTheDrawsThatEndWell() {
    assertEquals((5 * 1 + 3 * 3) / 8.0, ExpectedBest.expected(new double[] {1, 3}, 1, 2), 1e-15);
    assertEquals(2, ExpectedBest.expected(new double[] {1, 3}, 1, 1), 1e-15);
    assertTrue(Double.isNaN(ExpectedBest.expected(new double[0], 3, 2)));
  }

  @Test
  void expectedBestOfALargestFigure() {
    assertEquals(3 * 0.75 + 1 * 0.25, ExpectedBest.expected(new double[] {3, 1}, 0, 2), 1e-15);
  }

  /** The closed form against 10,000 resamples drawn one by one. */
  @Test
  void bootstrapIsTheLimitOfResampling() {
    int size = 12;
    double[] valid = IntStream.range(0, size).mapToDouble(i -> Seeds.unit(1, "valid", i)).toArray();
    double[] test = IntStream.range(0, size).mapToDouble(i -> valid[i] + Seeds.unit(1, "test", i)).toArray();
    double[] worse = Arrays.stream(test).map(loss -> loss + 0.3).toArray();
    Cohort a = cohort("a", 3, valid, test);
    Cohort b = cohort("b", 0, valid, worse);
    int resamples = 10_000;
    double[] differences =
        IntStream.range(0, resamples).mapToDouble(r -> resample(a, r) - resample(b, r)).filter(Double::isFinite).sorted()
            .toArray();
    Bootstrap bootstrap = Bootstrap.of(a, b);
    assertEquals(1, bootstrap.outcomes().stream().mapToDouble(Bootstrap.Outcome::chance).sum(), 1e-9);
    double mean = bootstrap.outcomes().stream().mapToDouble(outcome -> outcome.value() * outcome.chance()).sum();
    assertEquals(Arrays.stream(differences).average().orElseThrow(), mean, 0.02);
    for (double share : new double[] {0.025, 0.2, 0.5, 0.8, 0.975}) {
      double at = bootstrap.quantile(share);
      long below = Arrays.stream(differences).filter(d -> d < at).count();
      long upTo = Arrays.stream(differences).filter(d -> d <= at).count();
      assertTrue(below / (double) resamples <= share + 0.01 && upTo / (double) resamples >= share - 0.01, "at " + share);
    }
    assertEquals(bootstrap, Bootstrap.of(a, b));
  }

  private static double resample(Cohort cohort, int number) {
    int size = cohort.trials().size();
    int best = size;
    for (int i = 0; i < size; i++) {
      best = Math.min(best, (int) (Seeds.unit(9, cohort.variant(), number, i) * size));
    }
    return cohort.trials().get(best).testLoss();
  }

  @Test
  void onlyClearDifferencesAreTold() {
    double[] low = IntStream.range(0, 20).mapToDouble(i -> 1 + 0.001 * i).toArray();
    double[] high = Arrays.stream(low).map(loss -> loss + 1).toArray();
    double[] wild = IntStream.range(0, 20).mapToDouble(i -> i % 2 == 0 ? 0 : 3).toArray();
    assertTrue(Bootstrap.of(cohort("a", 0, low, low), cohort("b", 0, high, high)).tells(0.0001));
    assertTrue(!Bootstrap.of(cohort("a", 0, low, low), cohort("b", 0, low, wild)).tells(0.05));
    assertEquals(0, Bootstrap.of(cohort("a", 0, low, low), cohort("b", 0, low, low)).difference());
  }

  /** Only the step rate decides; the noise setting and the word do not. */
  @Test
  void importanceFindsTheOneSettingThatMatters() {
    List<List<String>> x = new ArrayList<>();
    double[] y = new double[80];
    for (int i = 0; i < y.length; i++) {
      double rate = Math.pow(10, -4 + 3 * Seeds.unit(3, "rate", i));
      x.add(List.of(Double.toString(rate), Double.toString(Seeds.unit(3, "noise", i)), i % 3 == 0 ? "L1" : "L2"));
      y[i] = Math.abs(Math.log10(rate) + 2.5);
    }
    ForestImportance found = ForestImportance.of(x, new boolean[] {true, false, false}, y);
    assertTrue(found.explained() > 0.8, found.toString());
    assertTrue(found.lost().get(0) > 0.8, found.toString());
    assertEquals(0, found.lost().get(1), 0.1);
    assertEquals(0, found.lost().get(2), 0.1);
    List<List<String>> few = x.subList(0, 20);
    double[] some = Arrays.copyOf(y, 20);
    assertEquals(
        ForestImportance.of(few, new boolean[3], some), ForestImportance.of(few, new boolean[3], some));
  }

  @Test
  void importanceOfNoiseIsNotExplained() {
    List<List<String>> x = new ArrayList<>();
    double[] y = new double[60];
    for (int i = 0; i < y.length; i++) {
      x.add(List.of(Double.toString(Seeds.unit(3, "x", i))));
      y[i] = Seeds.unit(3, "y", i);
    }
    assertTrue(ForestImportance.of(x, new boolean[1], y).explained() < 0.1);
  }

  /** Equal configurations share a fold: were they apart, a forest would know these figures by heart. */
  @Test
  void repeatedConfigurationsAreHeldOutTogether() {
    List<List<String>> x = new ArrayList<>();
    double[] y = new double[60];
    for (int i = 0; i < y.length; i++) {
      x.add(List.of(Double.toString(Seeds.unit(3, "x", i / 4))));
      y[i] = Seeds.unit(3, "y", i / 4);
    }
    assertTrue(ForestImportance.of(x, new boolean[1], y).explained() < 0.3);
  }

  @Test
  void worstTenthAndDivergedTrialsAreClipped() {
    Cohort cohort = cohort("a", 2, new double[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 1000}, new double[10]);
    assertArrayEquals(
        new double[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 9, 9},
        Importance.clipped(Selection.LOWEST_LOSS, cohort.trials()));
  }

  @Test
  void meanAndDeviation() {
    assertEquals(3, Repeats.mean(new double[] {1, 2, 6}));
    assertEquals(Math.sqrt(7), Repeats.deviation(new double[] {1, 2, 6}), 1e-15);
  }
}

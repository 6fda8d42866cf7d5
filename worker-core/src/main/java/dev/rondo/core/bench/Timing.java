package dev.rondo.core.bench;

import java.util.Arrays;
import java.util.List;

/**
 * Times of one piece of work.
 *
 * @param median of the repeats, seconds a run
 * @param min of the repeats
 * @param max of the repeats
 * @param repeats how many there were
 * @param warmUp what came before
 */
public record Timing(double median, double min, double max, int repeats, WarmUp warmUp) {
  /**
   * Work done before anything counted.
   *
   * @param seconds it took
   * @param stable whether times had stopped falling when it ended
   */
  public record WarmUp(double seconds, boolean stable) {}

  /** @param repeats seconds a run, at least one */
  static Timing of(List<Double> repeats, WarmUp warmUp) {
    double[] sorted = repeats.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return new Timing(median(sorted), sorted[0], sorted[sorted.length - 1], sorted.length, warmUp);
  }

  /** The middle number, or the mean of the two in the middle. */
  public static double median(double... numbers) {
    double[] sorted = numbers.clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    return (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
  }
}

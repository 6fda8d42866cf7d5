package dev.rondo.core.bench;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Times of one piece of work.
 *
 * @param median of the repeats, seconds a run
 * @param min of the repeats
 * @param max of the repeats
 * @param cpuMedian median of the processor time of the measuring thread, which other programs on the machine disturb
 *     less; NaN where it is not known
 * @param repeats how many there were
 * @param warmUp what came before
 */
public record Timing(double median, double min, double max, double cpuMedian, int repeats, WarmUp warmUp) {
  /**
   * Work done before anything counted.
   *
   * @param seconds it took
   * @param stable whether times had stopped changing when it ended
   */
  public record WarmUp(double seconds, boolean stable) {}

  /**
   * @param repeats seconds a run, at least one
   * @param cpu processor seconds a run of the same repeats
   */
  static Timing of(List<Double> repeats, List<Double> cpu, WarmUp warmUp) {
    return new Timing(
        median(repeats), Collections.min(repeats), Collections.max(repeats), median(cpu), repeats.size(), warmUp);
  }

  /** The middle number, or the mean of the two in the middle; NaN of none. */
  public static double median(List<Double> numbers) {
    return median(numbers.stream().mapToDouble(Double::doubleValue).toArray());
  }

  /** The middle number, or the mean of the two in the middle; NaN of none. */
  public static double median(double... numbers) {
    double[] sorted = numbers.clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    return n == 0 ? Double.NaN : (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
  }
}

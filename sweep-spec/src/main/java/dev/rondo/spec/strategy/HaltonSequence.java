package dev.rondo.spec.strategy;

import dev.rondo.spec.Seeds;
import java.util.ArrayList;
import java.util.List;

/**
 * The Halton sequence with random digits (Owen 2017, "A randomized Halton algorithm in R"): coordinate d of point i is i
 * written in the d-th prime as base, its digits behind the point in reverse, and the digit at each place exchanged by a
 * random permutation of that coordinate and place. Any point is made without those before it.
 */
final class HaltonSequence {
  private final int dimensions;
  /** permutations[d][k][digit]: what stands in the place of a digit. */
  private final int[][][] permutations;

  HaltonSequence(int dimensions, long seed) {
    this.dimensions = dimensions;
    List<Integer> primes = primes(dimensions);
    permutations = new int[dimensions][][];
    for (int d = 0; d < dimensions; d++) {
      int base = primes.get(d);
      // Places until they are worth less than the last bit of a double in [0.5, 1).
      int places = (int) Math.ceil(53 * StrictMath.log(2) / StrictMath.log(base));
      permutations[d] = new int[places][];
      for (int k = 0; k < places; k++) {
        permutations[d][k] = permutation(base, seed, d, k);
      }
    }
  }

  /**
   * One point.
   *
   * @return [dimensions], each in [0, 1)
   */
  double[] at(long index) {
    double[] point = new double[dimensions];
    for (int d = 0; d < dimensions; d++) {
      int[][] places = permutations[d];
      int base = places[0].length;
      long rest = index;
      double worth = 1.0 / base;
      for (int[] place : places) {
        point[d] += place[(int) (rest % base)] * worth;
        rest /= base;
        worth /= base;
      }
      point[d] = Math.min(point[d], Math.nextDown(1.0));
    }
    return point;
  }

  private static int[] permutation(int base, long seed, int dimension, int place) {
    int[] digits = new int[base];
    for (int i = 0; i < base; i++) {
      int j = (int) (Seeds.unit(seed, "digit", dimension, place, i) * (i + 1));
      digits[i] = digits[j];
      digits[j] = i;
    }
    return digits;
  }

  private static List<Integer> primes(int count) {
    List<Integer> primes = new ArrayList<>();
    for (int candidate = 2; primes.size() < count; candidate++) {
      int number = candidate;
      if (primes.stream().noneMatch(prime -> number % prime == 0)) {
        primes.add(candidate);
      }
    }
    return primes;
  }
}

package dev.rondo.core.analysis;

import dev.rondo.core.random.RandomStream;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Classes told by the majority of the k nearest examples of a first share, for the examples of the rest (paper 002, Table 3). Of
 * classes with equally many neighbours, the one with the nearest of them is taken.
 *
 * @param fit examples that vote
 * @param test examples whose class is told
 */
public record NearestNeighbours(int[] fit, int[] test) {
  /** How far two examples are from each other; any growing function of it does. */
  @FunctionalInterface
  public interface Distance {
    double between(int a, int b);
  }

  /** A random share of n examples votes. */
  public static NearestNeighbours split(int n, double share, long seed) {
    int[] order = new RandomStream(seed, "nearest-neighbours").permutation(n);
    int fit = (int) Math.round(share * n);
    return new NearestNeighbours(Arrays.copyOf(order, fit), Arrays.copyOfRange(order, fit, n));
  }

  /** Share of the test examples whose class is told, for each k. */
  public double[] accuracy(Distance distance, int[] labels, int... k) {
    int most = Arrays.stream(k).max().orElseThrow();
    int[][] nearest = Arrays.stream(test).parallel().mapToObj(example -> nearest(distance, example, most)).toArray(int[][]::new);
    return Arrays.stream(k).mapToDouble(count ->
        IntStream.range(0, test.length).filter(i -> vote(nearest[i], count, labels) == labels[test[i]]).count()
            / (double) test.length).toArray();
  }

  /** The nearest of the examples that vote, the nearest first; of those that are equally near, the first. */
  private int[] nearest(Distance distance, int example, int k) {
    int[] found = new int[Math.min(k, fit.length)];
    double[] distances = new double[found.length];
    int count = 0;
    for (int candidate : fit) {
      double d = distance.between(example, candidate);
      int at = count;
      while (at > 0 && d < distances[at - 1]) {
        at--;
      }
      if (at < found.length) {
        count = Math.min(count + 1, found.length);
        System.arraycopy(found, at, found, at + 1, count - at - 1);
        System.arraycopy(distances, at, distances, at + 1, count - at - 1);
        found[at] = candidate;
        distances[at] = d;
      }
    }
    return found;
  }

  private static int vote(int[] nearest, int k, int[] labels) {
    int best = -1;
    long votes = 0;
    for (int i = 0; i < Math.min(k, nearest.length); i++) {
      int label = labels[nearest[i]];
      long own = Arrays.stream(nearest).limit(k).filter(n -> labels[n] == label).count();
      if (own > votes) {
        best = label;
        votes = own;
      }
    }
    return best;
  }
}

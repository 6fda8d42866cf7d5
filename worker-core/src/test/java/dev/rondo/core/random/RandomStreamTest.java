package dev.rondo.core.random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RandomStreamTest {
  private static final int N = 1_000_000;

  private static float[] normals(String name, long... counters) {
    float[] x = new float[N];
    new RandomStream(42, name).at(counters).normals(0f, 1f, x, 0, N);
    return x;
  }

  @Test
  void normals_haveTheMomentsOfANormal() {
    float[] x = normals("a");
    double[] moments = new double[7];
    for (float v : x) {
      for (int k = 1; k <= 6; k++) {
        moments[k] += Math.pow(v, k) / N;
      }
    }
    // Tolerances are five standard errors of each sample moment: sqrt((E x^2k - (E x^k)^2) / N).
    assertEquals(0, moments[1], 5e-3);
    assertEquals(1, moments[2], 7.1e-3);
    assertEquals(0, moments[3], 2e-2);
    assertEquals(3, moments[4], 5e-2);
    assertEquals(0, moments[5], 1.6e-1);
    assertEquals(15, moments[6], 5.1e-1);
  }

  /** Kolmogorov and Smirnov: the largest gap between the empirical and the normal distribution, at the 0.1 percent level. */
  @Test
  void normals_followTheNormalDistribution() {
    float[] x = normals("ks");
    Arrays.sort(x);
    double gap = 0;
    for (int i = 0; i < N; i++) {
      double f = normalCdf(x[i]);
      gap = Math.max(gap, Math.max(f - (double) i / N, (double) (i + 1) / N - f));
    }
    double largest = gap;
    assertTrue(gap < 1.95 / Math.sqrt(N), () -> "gap " + largest);
  }

  /** By Simpson's rule on the density, from 0. */
  private static double normalCdf(double x) {
    int steps = 200;
    double h = x / steps;
    double sum = 1 + Math.exp(-x * x / 2);
    for (int i = 1; i < steps; i++) {
      double t = i * h;
      sum += (i % 2 == 1 ? 4 : 2) * Math.exp(-t * t / 2);
    }
    return 0.5 + sum * h / 3 / Math.sqrt(2 * Math.PI);
  }

  @Test
  void tails_areThere() {
    float[] x = normals("tails");
    long beyond3 = 0;
    long beyond4 = 0;
    for (float v : x) {
      beyond3 += Math.abs(v) > 3 ? 1 : 0;
      beyond4 += Math.abs(v) > 4 ? 1 : 0;
    }
    assertEquals(2699.8, beyond3, 5 * Math.sqrt(2699.8));
    assertEquals(63.3, beyond4, 5 * Math.sqrt(63.3));
  }

  @Test
  void draws_areUncorrelatedNearAndFar() {
    float[] x = normals("lags");
    for (int lag : new int[] {1, 2, 511, 512, 1024, 2048, 40_000}) {
      double sum = 0;
      for (int i = lag; i < N; i++) {
        sum += x[i] * x[i - lag];
      }
      double correlation = sum / (N - lag);
      assertEquals(0, correlation, 5 / Math.sqrt(N), "lag " + lag);
    }
  }

  @Test
  void streams_ofOtherNamesAndCountersAreUncorrelated_andTheSameIsTheSame() {
    float[] x = normals("a", 1, 2);
    assertArrayEquals(x, normals("a", 1, 2));
    for (float[] other : new float[][] {normals("b", 1, 2), normals("a", 2, 1), normals("a", 1, 3), normals("a", 1)}) {
      double sum = 0;
      for (int i = 0; i < N; i++) {
        sum += x[i] * other[i];
      }
      assertEquals(0, sum / N, 5 / Math.sqrt(N));
    }
  }

  @Test
  void masks_keepTheirShare() {
    for (double keep : new double[] {0, 0.08, 0.5, 0.97, 1}) {
      float[] x = new float[N];
      new RandomStream(3, "masks").masks(keep, 2f, x, 0, N);
      double kept = 0;
      for (float v : x) {
        assertTrue(v == 0f || v == 2f);
        kept += v / 2;
      }
      assertEquals(keep, kept / N, 5 * Math.sqrt(keep * (1 - keep) / N) + 1e-12);
    }
  }

  @Test
  void permutation_isOne_andMovesAlong() {
    RandomStream stream = new RandomStream(9, "order");
    int[] first = stream.at(1).permutation(1000);
    int[] second = stream.at(2).permutation(1000);
    assertNotEquals(Arrays.toString(first), Arrays.toString(second));
    Arrays.sort(first);
    for (int i = 0; i < 1000; i++) {
      assertEquals(i, first[i]);
    }
  }

  @Test
  void nextBelow_isUniform() {
    RandomStream stream = new RandomStream(9, "below");
    int[] counts = new int[7];
    for (int i = 0; i < 70_000; i++) {
      counts[stream.nextBelow(7)]++;
    }
    double chiSquare = 0;
    for (int c : counts) {
      chiSquare += (c - 10_000.0) * (c - 10_000.0) / 10_000;
    }
    assertTrue(chiSquare < 22.5, "chi-square with 6 degrees of freedom at the 0.1 percent level: " + chiSquare);
  }
}

package dev.rondo.core.init;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.core.Configs;
import dev.rondo.core.random.RandomStream;
import dev.rondo.spec.Params;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InitializerTest {
  private static final Set<Initializer.Kind> WITH_RADIUS =
      EnumSet.of(Initializer.Kind.GAUSSIAN, Initializer.Kind.SPARSE, Initializer.Kind.SPARSE_DIAGONAL);

  private static Initializer of(String settings) {
    return Initializer.Kind.of(Params.of(Configs.quick("init.recurrent { " + settings + " }")).at("init.recurrent"));
  }

  private static double[] fill(String settings, int rows, int cols, long seed) {
    return of(settings).fill(rows, cols, new RandomStream(seed, "init.test"));
  }

  @ParameterizedTest
  @EnumSource(Initializer.Kind.class)
  void everyKind_isDeterministicInItsSeed(Initializer.Kind kind) {
    String settings = "kind = " + kind.text() + (WITH_RADIUS.contains(kind) ? ", spectral-radius = none" : "");
    assertArrayEquals(fill(settings, 20, 20, 1), fill(settings, 20, 20, 1));
    assertEquals(
        kind == Initializer.Kind.IDENTITY, Arrays.equals(fill(settings, 20, 20, 1), fill(settings, 20, 20, 2)));
  }

  @ParameterizedTest
  @EnumSource(value = Initializer.Kind.class, names = {"GAUSSIAN", "SPARSE", "SPARSE_DIAGONAL"})
  void spectralRadius_isExactWhenRescaled_andACapWhenCapped(Initializer.Kind kind) {
    String settings = "kind = " + kind.text() + ", sigma = 0.5, spectral-radius = 1.1, spectral-rule = ";
    assertEquals(1.1, SpectralRadius.measure(fill(settings + "rescale", 60, 60, 3), 60), 1e-9);
    assertEquals(1.1, SpectralRadius.measure(fill(settings + "cap", 60, 60, 3), 60), 1e-9);
    String small = settings.replace("0.5", "1e-4");
    assertEquals(1.1, SpectralRadius.measure(fill(small + "rescale", 60, 60, 3), 60), 1e-9);
    assertTrue(SpectralRadius.measure(fill(small + "cap", 60, 60, 3), 60) < 0.01);
    assertThrows(IllegalArgumentException.class, () -> of(settings + "cap").check(3, 4));
  }

  @Test
  void gaussian_hasItsStandardDeviation() {
    double[] w = fill("kind = gaussian, sigma = 0.3, spectral-radius = none", 300, 300, 4);
    double squares = Arrays.stream(w).map(v -> v * v).sum() / w.length;
    assertEquals(0.3, Math.sqrt(squares), 0.3 * 5 / Math.sqrt(2.0 * w.length));
  }

  @Test
  void sparse_keepsExactlyItsConnectionsIntoEachUnit() {
    int rows = 88;
    int cols = 50;
    double[] w = fill("kind = sparse, connections = 15, spectral-radius = none", rows, cols, 5);
    int[] usedRows = new int[rows];
    for (int j = 0; j < cols; j++) {
      int kept = 0;
      for (int i = 0; i < rows; i++) {
        if (w[i * cols + j] != 0) {
          kept++;
          usedRows[i]++;
        }
      }
      assertEquals(15, kept);
    }
    assertTrue(Arrays.stream(usedRows).allMatch(n -> n > 0), "connections spread over the inputs");
    double[] dense = fill("kind = sparse, connections = 15, spectral-radius = none", 10, 4, 5);
    assertTrue(Arrays.stream(dense).allMatch(v -> v != 0), "nothing is zeroed where there are no more inputs");
  }

  @Test
  void sparseDiagonal_keepsTheDiagonalBesideTheSameConnections() {
    int n = 40;
    double[] plain = fill("kind = sparse, connections = 5, spectral-radius = none", n, n, 6);
    double[] w = fill("kind = sparse-diagonal, connections = 5, spectral-radius = none", n, n, 6);
    int more = 0;
    for (int i = 0; i < n * n; i++) {
      boolean diagonal = i / n == i % n;
      assertTrue(w[i] == plain[i] || diagonal && plain[i] == 0);
      assertTrue(!diagonal || w[i] != 0);
      more += w[i] != plain[i] ? 1 : 0;
    }
    assertTrue(more > n / 2, "few diagonal weights are kept by chance");
    assertThrows(IllegalArgumentException.class, () -> of("kind = sparse-diagonal, spectral-radius = none").check(3, 4));
  }

  @Test
  void rescaleFirst_imposesTheRadiusOnTheDenseWeight() {
    String settings = "kind = sparse, sigma = 0.3, connections = 10, spectral-radius = 0.8, spectral-rule = ";
    double[] first = fill(settings + "rescale-first", 50, 50, 7);
    double[] last = fill(settings + "rescale", 50, 50, 7);
    double[] dense = fill("kind = gaussian, sigma = 0.3, spectral-radius = 0.8", 50, 50, 7);
    for (int i = 0; i < first.length; i++) {
      assertEquals(last[i] == 0 ? 0 : dense[i], first[i]);
    }
    assertTrue(SpectralRadius.measure(first, 50) < 0.6);
  }

  @Test
  void measure_knowsComplexEigenvalues() {
    assertEquals(2, SpectralRadius.measure(new double[] {0, -2, 2, 0}, 2), 1e-12);
    assertTrue(Double.isNaN(SpectralRadius.measure(new double[] {Double.NaN}, 1)));
  }

  /** w' w [cols, cols], or w w' [rows, rows] when there are more columns. */
  private static double[] gram(double[] w, int rows, int cols) {
    int n = Math.min(rows, cols);
    double[] gram = new double[n * n];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < cols; j++) {
        for (int k = 0; k < n; k++) {
          int at = cols <= rows ? j * n + k : i * n + k;
          gram[at] += w[i * cols + j] * (cols <= rows ? w[i * cols + k] : w[k * cols + j]);
        }
      }
    }
    return gram;
  }

  @Test
  void orthogonal_hasAllSingularValuesEqualToItsGain() {
    for (int[] shape : new int[][] {{30, 30}, {40, 7}, {5, 20}}) {
      double[] gram = gram(fill("kind = orthogonal, gain = 1.5", shape[0], shape[1], 8), shape[0], shape[1]);
      int n = Math.min(shape[0], shape[1]);
      for (int i = 0; i < n * n; i++) {
        assertEquals(i / n == i % n ? 2.25 : 0, gram[i], 1e-12);
      }
    }
    double[] w = fill("kind = orthogonal", 200, 200, 8);
    double trace = 0;
    for (int i = 0; i < 200; i++) {
      trace += w[i * 201];
    }
    // The trace of a uniformly drawn rotation has mean 0 and variance 1; that of a QR factor with positive signs has not.
    assertTrue(Math.abs(trace) < 4, "trace " + trace);
  }

  @Test
  void identity_isScaled_andNeedsASquare() {
    assertArrayEquals(new double[] {0.5, 0, 0, 0.5}, fill("kind = identity, scale = 0.5", 2, 2, 9));
    assertThrows(IllegalArgumentException.class, () -> of("kind = identity").check(3, 4));
    assertThrows(IllegalArgumentException.class, () -> of("kind = np-rnn").check(3, 4));
  }

  @Test
  void npRnn_isSymmetricWithPositiveEigenvaluesUpToOne() {
    int n = 50;
    double[] w = fill("kind = np-rnn", n, n, 10);
    for (int i = 0; i < n * n; i++) {
      assertEquals(w[i], w[i % n * n + i / n]);
    }
    assertEquals(1, SpectralRadius.measure(w, n), 1e-12);
    // The largest eigenvalue of A + I is near 5, so the smallest is near 1 / 5, and I - W has none beyond 0.85.
    double[] rest = w.clone();
    for (int i = 0; i < n * n; i++) {
      rest[i] = (i / n == i % n ? 1 : 0) - w[i];
    }
    double radius = SpectralRadius.measure(rest, n);
    assertTrue(radius > 0.7 && radius < 0.85, "1 - smallest eigenvalue: " + radius);
  }

  @Test
  void glorotAndUniform_haveTheirSpread() {
    spread("kind = glorot-normal", Math.sqrt(2.0 / 500), Double.POSITIVE_INFINITY);
    spread("kind = glorot-uniform", Math.sqrt(2.0 / 500), Math.sqrt(6.0 / 500));
    spread("kind = uniform, range = 0.3", 0.3 / Math.sqrt(3), 0.3);
    spread("kind = uniform, range = none, fan = in", 1 / Math.sqrt(3 * 300.0), 1 / Math.sqrt(300.0));
    spread("kind = uniform, range = none, fan = out", 1 / Math.sqrt(3 * 200.0), 1 / Math.sqrt(200.0));
  }

  /** Standard deviation within 2 %, largest modulus below the bound and above 99 % of it. */
  private static void spread(String settings, double deviation, double bound) {
    double[] w = fill(settings, 300, 200, 11);
    assertEquals(deviation, Math.sqrt(Arrays.stream(w).map(v -> v * v).average().orElseThrow()), 0.02 * deviation, settings);
    assertEquals(0, Arrays.stream(w).average().orElseThrow(), 0.02 * deviation, settings);
    double largest = Arrays.stream(w).map(Math::abs).max().orElseThrow();
    assertTrue(largest <= bound && (largest > 0.99 * bound || Double.isInfinite(bound)), settings + ": " + largest);
  }
}

package dev.rondo.core.init;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.core.Configs;
import dev.rondo.core.random.RandomStream;
import dev.rondo.spec.Params;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InitializerTest {
  private static Initializer of(String settings) {
    return Initializer.Kind.of(Params.of(Configs.quick("init.recurrent { " + settings + " }")).at("init.recurrent"));
  }

  private static double[] fill(String settings, int rows, int cols, long seed) {
    return of(settings).fill(rows, cols, new RandomStream(seed, "init.test"));
  }

  @ParameterizedTest
  @EnumSource(Initializer.Kind.class)
  void everyKind_isDeterministicInItsSeed(Initializer.Kind kind) {
    String settings = "kind = " + kind.text() + ", spectral-radius = none";
    assertArrayEquals(fill(settings, 20, 30, 1), fill(settings, 20, 30, 1));
    assertFalse(Arrays.equals(fill(settings, 20, 30, 1), fill(settings, 20, 30, 2)));
  }

  @ParameterizedTest
  @EnumSource(Initializer.Kind.class)
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
}

package dev.rondo.core.compute;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.core.random.RandomStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpectralNormTest {
  @ParameterizedTest
  @CsvSource({"1, 1", "1, 7", "7, 1", "6, 6", "40, 13", "13, 40", "90, 90"})
  void isTheFirstOfTheSingularValues(int rows, int cols) {
    RandomStream stream = new RandomStream(3, "spectral-norm");
    double[] a = new double[rows * cols];
    Arrays.setAll(a, i -> stream.nextNormal());
    double[] before = a.clone();

    SpectralNorm norm = SpectralNorm.of(a, rows, cols);
    Svd svd = Svd.of(a, rows, cols);

    assertArrayEquals(before, a);
    assertEquals(svd.values()[0], norm.value(), 1e-12 * svd.values()[0]);
    int k = Math.min(rows, cols);
    double sign = Math.signum(norm.left()[0] * svd.left()[0]);
    for (int i = 0; i < rows; i++) {
      assertEquals(svd.left()[i * k], sign * norm.left()[i], 1e-9);
    }
    for (int j = 0; j < cols; j++) {
      assertEquals(svd.right()[j], sign * norm.right()[j], 1e-9);
    }
  }

  @Test
  void equalSingularValuesHaveOneOfTheirVectors() {
    SpectralNorm norm = SpectralNorm.of(new double[] {2, 0, 0, 2}, 2, 2);
    assertEquals(2, norm.value(), 1e-15);
    assertArrayEquals(norm.left(), norm.right(), 1e-15);
    assertEquals(1, Math.hypot(norm.left()[0], norm.left()[1]), 1e-15);
  }

  @Test
  void zerosHaveNormZeroAndNoVectors() {
    for (int rows : new int[] {2, 3}) {
      SpectralNorm norm = SpectralNorm.of(new double[6], rows, 6 / rows);
      assertEquals(0, norm.value());
      assertTrue(Arrays.stream(norm.left()).allMatch(Double::isFinite));
      assertTrue(Arrays.stream(norm.right()).allMatch(Double::isFinite));
    }
  }

  @Test
  void whatIsNotFiniteHasNoNorm() {
    for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY, 1e200}) {
      assertTrue(Double.isNaN(SpectralNorm.of(new double[] {1, bad, 0, 1, 2, 3}, 2, 3).value()), "" + bad);
    }
  }
}

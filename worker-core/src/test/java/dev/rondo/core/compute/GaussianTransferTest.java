package dev.rondo.core.compute;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.core.random.RandomStream;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Moments against draws, slopes against central differences, single against double precision. */
class GaussianTransferTest {
  private static final double[] MEANS = {-3, -1, -0.2, 0, 0.4, 0.8813735870195430, 2, 5};
  private static final double[] VARIANCES = {0, 1e-8, 0.01, 0.3, 1, 4};
  private static final int DRAWS = 40_000;

  private static double[] moments(GaussianTransfer f, double m, double v) {
    double[] mean = {m};
    double[] variance = {v};
    f.moments(mean, variance, 1);
    return new double[] {mean[0], variance[0]};
  }

  private static DoubleUnaryOperator function(GaussianTransfer f) {
    return switch (f) {
      case TANH -> Math::tanh;
      case HALF_SLOPE_TANH -> a -> Math.tanh(a / 2);
      case LOGISTIC, LOGIT -> a -> 1 / (1 + Math.exp(-a));
      case RELU -> a -> Math.max(a, 0);
      case IDENTITY -> a -> a;
    };
  }

  @ParameterizedTest
  @EnumSource(GaussianTransfer.class)
  void moments_areThoseOfDraws(GaussianTransfer f) {
    double[] normals = new double[DRAWS];
    RandomStream stream = new RandomStream(3, "moments");
    for (int i = 0; i < DRAWS; i += 2) {
      normals[i] = stream.nextNormal();
      normals[i + 1] = -normals[i];
    }
    // Wang and Manning's approximations are that close in units of the function's range; the others are exact but for draws.
    double range = f == GaussianTransfer.TANH || f == GaussianTransfer.HALF_SLOPE_TANH ? 2 : 1;
    boolean approximate = f != GaussianTransfer.RELU && f != GaussianTransfer.IDENTITY;
    for (double m : MEANS) {
      for (double v : VARIANCES) {
        double sum = 0;
        double squares = 0;
        for (double e : normals) {
          double h = function(f).applyAsDouble(m + Math.sqrt(v) * e);
          sum += h / DRAWS;
          squares += h * h / DRAWS;
        }
        double[] got = moments(f, m, v);
        double mean = f == GaussianTransfer.LOGIT ? function(f).applyAsDouble(got[0]) : got[0];
        String where = f + " at " + m + ", " + v;
        assertEquals(sum, mean, approximate ? 0.02 * range : 0.03, where);
        if (f != GaussianTransfer.LOGIT) {
          double tolerance = approximate ? 0.03 * range * range : 0.02 * (1 + v);
          assertEquals(squares - sum * sum, got[1], tolerance, where);
          assertTrue(got[1] >= 0, where);
        }
      }
    }
  }

  @Test
  void tanhAndItsHalfSlope_haveTheKnownVarianceAtZeroAndOne() {
    assertEquals(0.435, moments(GaussianTransfer.TANH, 0, 1)[1], 5e-4);
    assertEquals(0.213, moments(GaussianTransfer.HALF_SLOPE_TANH, 0, 1)[1], 5e-4);
    assertEquals(0.0126, moments(GaussianTransfer.LOGISTIC, 0, 0)[1], 5e-5);
  }

  @ParameterizedTest
  @EnumSource(GaussianTransfer.class)
  void slopes_areThoseOfTheMoments(GaussianTransfer f) {
    double byMean = 0.7;
    double byVariance = f == GaussianTransfer.LOGIT ? 0 : -0.4;
    for (double m : MEANS) {
      for (double v : new double[] {0.01, 0.3, 1, 4}) {
        double[] dm = {byMean};
        double[] dv = {byVariance};
        f.slopes(new double[] {m}, new double[] {v}, dm, dv, 1);
        double e = 1e-5;
        String where = f + " at " + m + ", " + v;
        assertEquals(difference(moments(f, m + e, v), moments(f, m - e, v), byMean, byVariance, e), dm[0], 1e-6, where);
        assertEquals(difference(moments(f, m, v + e), moments(f, m, v - e), byMean, byVariance, e), dv[0], 1e-6, where);
      }
    }
  }

  private static double difference(double[] above, double[] below, double byMean, double byVariance, double e) {
    return (byMean * (above[0] - below[0]) + byVariance * (above[1] - below[1])) / (2 * e);
  }

  @ParameterizedTest
  @EnumSource(GaussianTransfer.class)
  void singlePrecision_agreesWithDouble(GaussianTransfer f) {
    int n = MEANS.length * VARIANCES.length;
    float[] m = new float[n];
    float[] v = new float[n];
    float[] dm = new float[n];
    float[] dv = new float[n];
    double[][] wide = new double[4][n];
    for (int i = 0; i < n; i++) {
      m[i] = (float) MEANS[i % MEANS.length];
      v[i] = (float) VARIANCES[i / MEANS.length];
      dm[i] = 0.5f;
      dv[i] = -0.25f;
      wide[0][i] = m[i];
      wide[1][i] = v[i];
      wide[2][i] = dm[i];
      wide[3][i] = dv[i];
    }
    f.slopes(m, v, dm, dv, new float[n], new float[n], n);
    f.slopes(wide[0], wide[1], wide[2], wide[3], n);
    f.moments(m, v, n);
    f.moments(wide[0], wide[1], n);
    float[][] single = {m, v, dm, dv};
    for (int k = 0; k < 4; k++) {
      for (int i = 0; i < n; i++) {
        assertEquals(wide[k][i], single[k][i], 2e-6 * (1 + Math.abs(wide[k][i])), f + " " + k + " " + i);
      }
    }
  }

  @Test
  void logit_isHeldWhereTheLossIsFinite_withoutSlope() {
    float[] m = {1e30f, -1e30f, 16f};
    float[] v = {0f, 5f, 0f};
    float[] dm = {1f, 1f, 1f};
    float[] dv = new float[3];
    GaussianTransfer.LOGIT.slopes(m, v, dm, dv, new float[3], new float[3], 3);
    assertArrayEquals(new float[] {0f, 0f, 1f}, dm);
    GaussianTransfer.LOGIT.moments(m, v, 3);
    assertArrayEquals(new float[] {16.118095f, -16.118095f, 16f}, m, 1e-5f);
  }

  @Test
  void cumulativeNormal_hasItsKnownValues() {
    assertEquals(0.5, Normal.cumulative(0), 0);
    assertEquals(0.8413447460685429, Normal.cumulative(1), 1e-14);
    assertEquals(0.9750021048517795, Normal.cumulative(1.96), 1e-14);
    assertEquals(0.0013498980316300933, Normal.cumulative(-3), 1e-14);
    assertEquals(1, Normal.cumulative(7.9), 1e-14);
    assertEquals(0, Normal.cumulative(Double.NEGATIVE_INFINITY), 0);
    assertTrue(Double.isNaN(Normal.cumulative(Double.NaN)));
  }
}

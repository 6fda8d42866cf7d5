package dev.rondo.core.compute;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.core.compute.Kernels.Epsilon;
import dev.rondo.core.compute.Kernels.Op;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each kernel in both precisions against its formula, at sizes that do and do not fill whole blocks. */
class KernelsTest {
  private static final int N = 5003;
  private final Random random = new Random(5);

  private double[] numbers(int n) {
    double[] x = new double[n];
    Arrays.setAll(x, i -> (float) random.nextGaussian());
    return x;
  }

  private static Tensor tensor(Memory memory, double[] values) {
    Tensor t = memory.tensor(1, values.length);
    t.put(0, values);
    return t;
  }

  private static double tolerance(Precision p) {
    return p == Precision.FLOAT32 ? 2e-5 : 1e-12;
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void vectorKernels_computeTheirFormulas(Precision p) {
    try (Memory memory = new Memory(p)) {
      Kernels k = p.kernels();
      double[] x = numbers(N);
      x[7] = 0;
      double[] y = numbers(N);
      double[] r = numbers(N);
      Arrays.setAll(r, i -> Math.abs(r[i]));
      int at = 3;
      int n = N - at;

      Tensor t = tensor(memory, y);
      k.axpy(0.7, tensor(memory, x), at, t, at, n);
      k.scale(-1.5, t, at, n);
      check(p, t, i -> i < at ? y[i] : -1.5 * (y[i] + 0.7 * x[i]));

      Tensor signs = tensor(memory, y);
      k.addSign(0.25, tensor(memory, x), 0, signs, 0, N);
      check(p, signs, i -> y[i] + 0.25 * Math.signum(x[i]));

      Tensor soft = tensor(memory, y);
      k.addSoftSign(0.25, 0.01, tensor(memory, x), 0, soft, 0, N);
      check(p, soft, i -> y[i] + 0.25 * x[i] / Math.sqrt(x[i] * x[i] + 0.01));

      Tensor squares = tensor(memory, r);
      k.decaySquares(0.9, tensor(memory, x), squares, N);
      check(p, squares, i -> 0.9 * r[i] + 0.1 * x[i] * x[i]);

      for (Epsilon e : Epsilon.values()) {
        Tensor ratio = tensor(memory, y);
        k.addRatio(0.3, tensor(memory, x), tensor(memory, r), 0.01, e, ratio, N);
        check(p, ratio, i -> y[i]
            + 0.3 * x[i] / (e == Epsilon.INSIDE ? Math.sqrt(r[i] + 0.01) : Math.sqrt(r[i]) + 0.01));
      }

      float[] draws = new float[N + 5];
      for (int i = 0; i < draws.length; i++) {
        draws[i] = (float) random.nextGaussian();
      }
      Tensor out = tensor(memory, y);
      k.plus(tensor(memory, x), 0, draws, 5, out, 0, N);
      check(p, out, i -> x[i] + draws[5 + i]);
      k.times(tensor(memory, x), 0, draws, 5, out, 0, N);
      check(p, out, i -> x[i] * draws[5 + i]);
      Tensor sum = tensor(memory, y);
      k.addTimes(tensor(memory, x), 0, draws, 5, sum, 0, N);
      check(p, sum, i -> y[i] + x[i] * draws[5 + i]);

      Tensor added = tensor(memory, r);
      k.addProduct(0.3, tensor(memory, x), at, tensor(memory, y), at, added, at, n);
      check(p, added, i -> i < at ? r[i] : r[i] + 0.3 * x[i] * y[i]);

      double dot = 0;
      double absolute = 0;
      double softly = 0;
      for (int i = at; i < N; i++) {
        dot += x[i] * y[i];
        absolute += Math.abs(x[i]);
        softly += Math.sqrt(x[i] * x[i] + 0.01);
      }
      assertEquals(dot, k.dot(tensor(memory, x), at, tensor(memory, y), at, n), 1e-5);
      assertEquals(absolute, k.absoluteSum(tensor(memory, x), at, n), 1e-5);
      assertEquals(softly, k.softAbsoluteSum(0.01, tensor(memory, x), at, n), 1e-5 * n);
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void momentKernels_workOnWhateverRangeIsGiven(Precision p) {
    try (Memory memory = new Memory(p)) {
      Kernels k = p.kernels();
      double[] m = numbers(N);
      double[] v = numbers(N);
      Arrays.setAll(v, i -> Math.abs(v[i]));
      double[] d = numbers(N);
      int at = 3;
      int n = N - at;
      double[] means = m.clone();
      double[] variances = v.clone();
      GaussianTransfer.TANH.moments(means, variances, N);
      Tensor outMeans = tensor(memory, d);
      Tensor outVariances = tensor(memory, d);
      k.moments(
          GaussianTransfer.TANH, tensor(memory, m), at, tensor(memory, v), at, outMeans, at, outVariances, at, n);
      check(p, outMeans, i -> i < at ? d[i] : means[i]);
      check(p, outVariances, i -> i < at ? d[i] : variances[i]);

      double[] byMean = d.clone();
      double[] byVariance = m.clone();
      GaussianTransfer.TANH.slopes(m, v, byMean, byVariance, N);
      Tensor dm = tensor(memory, d);
      Tensor dv = tensor(memory, m);
      k.momentSlopes(GaussianTransfer.TANH, tensor(memory, m), at, tensor(memory, v), at, dm, at, dv, at, n);
      check(p, dm, i -> i < at ? d[i] : byMean[i]);
      check(p, dv, i -> i < at ? m[i] : byVariance[i]);
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void matrixKernels_computeTheirFormulas(Precision p) {
    try (Memory memory = new Memory(p)) {
      Kernels k = p.kernels();
      int m = 5;
      int n = 7;
      int inner = 4;
      double[] a = numbers(m * inner);
      double[] b = numbers(inner * n);
      double[] c = numbers(m * n);
      for (Op opA : Op.values()) {
        for (Op opB : Op.values()) {
          Tensor out = tensor(memory, c);
          k.gemm(opA, opB, m, n, inner, 2, tensor(memory, a), 0, tensor(memory, b), 0, 0.5, out, 0);
          check(p, out, at -> {
            double sum = 0.5 * c[at];
            for (int i = 0; i < inner; i++) {
              double left = opA == Op.PLAIN ? a[at / n * inner + i] : a[i * m + at / n];
              double right = opB == Op.PLAIN ? b[i * n + at % n] : b[at % n * inner + i];
              sum += 2 * left * right;
            }
            return sum;
          });
        }
      }
      double[] row = numbers(n);
      Tensor rows = memory.tensor(m, n);
      k.fillRows(m, n, tensor(memory, row), 0, rows, 0);
      check(p, rows, i -> row[i % n]);
      Tensor sums = tensor(memory, row);
      k.columnSums(m, n, tensor(memory, c), 0, 0.5, sums, 0);
      check(p, sums, j -> {
        double sum = 0.5 * row[j];
        for (int i = 0; i < m; i++) {
          sum += c[i * n + j];
        }
        return sum;
      });
    }
  }

  private interface At {
    double value(int i);
  }

  private static void check(Precision p, Tensor actual, At expected) {
    double[] want = new double[actual.size()];
    Arrays.setAll(want, expected::value);
    assertArrayEquals(want, actual.toArray(0, actual.size()), tolerance(p) * 10);
  }

  /** Losses of both precisions agree, with and without row weights, also where products of probabilities are tiny. */
  @ParameterizedTest
  @EnumSource(Loss.class)
  void losses_agreeBetweenPrecisions(Loss loss) {
    for (int cols : new int[] {1, 3, 88, 2500}) {
      int rows = 67;
      double[] o = numbers(rows * cols);
      double[] x = new double[rows * cols];
      for (int i = 0; i < x.length; i++) {
        o[i] = (float) (4 * o[i]);
        x[i] = random.nextInt(4) == 0 ? 1 : 0;
      }
      float[] weights = new float[rows];
      for (int r = 0; r < rows; r++) {
        weights[r] = r % 3 == 0 ? 0f : r % 5 == 0 ? 0.5f : 1f;
      }
      for (float[] w : new float[][] {null, weights}) {
        try (Memory single = new Memory(Precision.FLOAT32); Memory wide = new Memory(Precision.FLOAT64)) {
          Tensor of = tensor(single, o);
          Tensor od = tensor(wide, o);
          double sumF = new FloatKernels().loss(loss, rows, cols, of, 0, tensor(single, x), 0, w, true, 0.01);
          double sumD = new DoubleKernels().loss(loss, rows, cols, od, 0, tensor(wide, x), 0, w, true, 0.01);
          assertEquals(sumD, sumF, 2e-6 * Math.abs(sumD), loss + " " + cols);
          assertArrayEquals(od.toArray(0, rows * cols), of.toArray(0, rows * cols), 1e-6);
          if (w != null) {
            assertEquals(0, of.get(0), "a row of weight 0 has no slope");
          }
        }
      }
    }
  }

  @Test
  void bernoulliLoss_ofHugeOutputs_isFiniteAndOfNaN_isNaN() {
    try (Memory memory = new Memory(Precision.FLOAT32)) {
      double[] o = {1e30, -1e30, 50, -50};
      double sum = new FloatKernels().loss(
          Loss.BERNOULLI, 2, 2, tensor(memory, o), 0, tensor(memory, new double[] {1, 0, 1, 0}), 0, null, false, 1);
      assertEquals(0, sum, 1e-4);
      o[2] = Double.NaN;
      assertTrue(Double.isNaN(new FloatKernels().loss(
          Loss.BERNOULLI, 2, 2, tensor(memory, o), 0, tensor(memory, new double[4]), 0, null, false, 1)));
    }
  }
}

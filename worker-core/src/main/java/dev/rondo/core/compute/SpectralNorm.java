package dev.rondo.core.compute;

import static dev.rondo.core.compute.Kernels.Op.PLAIN;
import static dev.rondo.core.compute.Kernels.Op.TRANSPOSED;

import java.util.Arrays;
import org.bytedeco.openblas.global.openblas;

/**
 * The largest singular value s of a matrix A [rows, cols] with its vectors u and v, A v = s u: from the largest eigenvalue of
 * the smaller of A'A and AA', by LAPACK in double precision on one thread. The slope of s by A is u v' (one of its slopes where
 * several singular values are the largest).
 *
 * @param value s; NaN when A holds numbers that are not finite, or too large to be squared
 * @param left u, [rows]; zeros when s is 0
 * @param right v, [cols]; zeros when s is 0
 */
public record SpectralNorm(double value, double[] left, double[] right) {
  private static final int ROW_MAJOR = 101;

  /** That of a, which stays as it is. */
  public static SpectralNorm of(double[] a, int rows, int cols) {
    return rows < cols ? ofWide(a, rows, cols) : ofTall(a, rows, cols);
  }

  private static SpectralNorm ofTall(double[] a, int rows, int cols) {
    double[] right = top(Dense.product(TRANSPOSED, PLAIN, cols, cols, rows, a, a), cols);
    double[] left = Dense.product(PLAIN, PLAIN, rows, 1, cols, a, right);
    return new SpectralNorm(normalise(left), left, right);
  }

  private static SpectralNorm ofWide(double[] a, int rows, int cols) {
    double[] left = top(Dense.product(PLAIN, TRANSPOSED, rows, rows, cols, a, a), rows);
    double[] right = Dense.product(TRANSPOSED, PLAIN, cols, 1, rows, a, left);
    return new SpectralNorm(normalise(right), left, right);
  }

  /** The eigenvector of the largest eigenvalue of a symmetric matrix [n, n], which is used up. */
  private static double[] top(double[] gram, int n) {
    double[] vector = new double[n];
    if (Arrays.stream(gram).allMatch(Double::isFinite)) {
      int info = openblas.LAPACKE_dsyevr(
          ROW_MAJOR, (byte) 'V', (byte) 'I', (byte) 'U', n, gram, n, 0, 0, n, n, 0, new int[1], new double[n], vector, 1,
          new int[2]);
      if (info == 0) {
        return vector;
      }
    }
    Arrays.fill(vector, Double.NaN);
    return vector;
  }

  /** Divides a vector by its length, which it returns; one of zeros stays. */
  private static double normalise(double[] x) {
    double squares = 0;
    for (double v : x) {
      squares += v * v;
    }
    double length = Math.sqrt(squares);
    for (int i = 0; i < x.length && length != 0; i++) {
      x[i] /= length;
    }
    return length;
  }
}

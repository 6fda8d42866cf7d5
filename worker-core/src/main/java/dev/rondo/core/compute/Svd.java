package dev.rondo.core.compute;

import org.bytedeco.openblas.global.openblas;

/**
 * The thin singular value decomposition A = U diag(s) V' of a matrix [rows, cols], in double precision by LAPACK on one thread;
 * with k the smaller of rows and cols.
 *
 * @param left U, [rows, k], row-major
 * @param values s, [k], falling, none negative
 * @param right V', [k, cols], row-major
 */
public record Svd(double[] left, double[] values, double[] right) {
  private static final int ROW_MAJOR = 101;

  /**
   * Decomposes a, which stays as it is.
   *
   * @throws ArithmeticException when it holds numbers that are not finite, or LAPACK finds no solution
   */
  public static Svd of(double[] a, int rows, int cols) {
    Blas.load();
    for (double v : a) {
      if (!Double.isFinite(v)) {
        throw new ArithmeticException("a matrix [" + rows + ", " + cols + "] to decompose holds " + v);
      }
    }
    int k = Math.min(rows, cols);
    Svd svd = new Svd(new double[rows * k], new double[k], new double[k * cols]);
    int info = openblas.LAPACKE_dgesdd(
        ROW_MAJOR, (byte) 'S', rows, cols, a.clone(), cols, svd.values, svd.left, k, svd.right, cols);
    if (info != 0) {
      throw new ArithmeticException("singular values of a matrix [" + rows + ", " + cols + "] did not converge: " + info);
    }
    return svd;
  }
}

package dev.rondo.core.compute;

import org.bytedeco.openblas.global.openblas;

/**
 * Algebra of dense matrices in Java arrays, row-major, in double precision by BLAS and LAPACK on one thread: for what is done
 * once an update beside the passes.
 */
public final class Dense {
  private static final int ROW_MAJOR = 101;

  private Dense() {}

  /** op(A) op(B), [m, n], with op(A) [m, k] and op(B) [k, n]. */
  public static double[] product(Kernels.Op opA, Kernels.Op opB, int m, int n, int k, double[] a, double[] b) {
    Blas.load();
    double[] c = new double[m * n];
    openblas.cblas_dgemm(
        ROW_MAJOR, opA.cblas, opB.cblas, m, n, k, 1, a, opA == Kernels.Op.PLAIN ? k : m, b, opB == Kernels.Op.PLAIN ? n : k, 0,
        c, n);
    return c;
  }

  /**
   * X with A X = B, [n, cols]; both arrays are used up, and B's becomes X.
   *
   * @param a [n, n]
   * @param b [n, cols]
   * @throws ArithmeticException when A is singular or holds numbers that are not finite
   */
  public static double[] solve(int n, int cols, double[] a, double[] b) {
    Blas.load();
    int info = openblas.LAPACKE_dgesv(ROW_MAJOR, n, cols, a, n, new int[n], b, cols);
    if (info != 0) {
      throw new ArithmeticException("a system of " + n + " equations has no solution: " + info);
    }
    return b;
  }
}

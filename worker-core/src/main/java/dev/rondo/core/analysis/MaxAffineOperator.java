package dev.rondo.core.analysis;

/**
 * A max-affine spline operator from D to K numbers with R pieces each (paper 002, equations 3 to 6):
 * y_k = max_r (&lt;A_kr, x&gt; + B_kr). On the region of the x that select the same pieces it is the affine map of those.
 *
 * @param A [K][R][D]
 * @param B [K][R]
 */
public record MaxAffineOperator(double[][][] A, double[][] B) {
  /**
   * The affine map of a region, y = A x + B.
   *
   * @param A [K][D]
   * @param B [K]
   */
  public record LocalMap(double[][] A, double[] B) {
    /** y of x. */
    public double[] apply(double[] x) {
      double[] y = new double[B.length];
      for (int k = 0; k < B.length; k++) {
        y[k] = inner(A[k], x) + B[k];
      }
      return y;
    }
  }

  /** @throws IllegalArgumentException when A and B do not have the same, positive numbers of outputs and pieces */
  public MaxAffineOperator {
    boolean fits = A.length == B.length && A.length > 0;
    for (int k = 0; fits && k < A.length; k++) {
      fits = A[k].length == B[k].length && A[k].length > 0;
    }
    if (!fits) {
      throw new IllegalArgumentException("a max-affine operator needs A of [K][R][D] and B of [K][R], with K and R from 1 on");
    }
  }

  /** The piece r that each output selects at x; among equal ones the lowest. */
  public int[] selected(double[] x) {
    int[] chosen = new int[B.length];
    for (int k = 0; k < B.length; k++) {
      double largest = inner(A[k][0], x) + B[k][0];
      for (int r = 1; r < B[k].length; r++) {
        double value = inner(A[k][r], x) + B[k][r];
        if (value > largest) {
          largest = value;
          chosen[k] = r;
        }
      }
    }
    return chosen;
  }

  /** The same as rows of one 1 among zeros: Q, [K][R]. */
  public double[][] selection(double[] x) {
    int[] chosen = selected(x);
    double[][] q = new double[B.length][];
    for (int k = 0; k < B.length; k++) {
      q[k] = new double[B[k].length];
      q[k][chosen[k]] = 1;
    }
    return q;
  }

  /** A[x] and B[x], those of the selected pieces. */
  public LocalMap at(double[] x) {
    int[] chosen = selected(x);
    double[][] a = new double[B.length][];
    double[] b = new double[B.length];
    for (int k = 0; k < B.length; k++) {
      a[k] = A[k][chosen[k]].clone();
      b[k] = B[k][chosen[k]];
    }
    return new LocalMap(a, b);
  }

  /** y = A[x] x + B[x]. */
  public double[] apply(double[] x) {
    return at(x).apply(x);
  }

  private static double inner(double[] a, double[] x) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += a[i] * x[i];
    }
    return sum;
  }
}

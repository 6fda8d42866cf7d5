package dev.rondo.core.init;

import dev.rondo.core.compute.Blas;
import dev.rondo.spec.Params;
import org.bytedeco.openblas.global.openblas;

/**
 * A rule for the spectral radius rho(W), the largest modulus of W's eigenvalues.
 *
 * @param target the radius wanted; NaN for no rule
 * @param cap whether only larger radii are changed (else the radius becomes exactly the target, as the first paper's code does,
 *     and the standard deviation of the weights loses its influence)
 */
public record SpectralRadius(double target, boolean cap) {
  private static final int ROW_MAJOR = 101;

  static SpectralRadius of(Params p) {
    return new SpectralRadius(
        p.isNone("spectral-radius") ? Double.NaN : p.number("spectral-radius"), p.text("spectral-rule").equals("cap"));
  }

  void check(int rows, int cols) {
    if (!Double.isNaN(target) && rows != cols) {
      throw new IllegalArgumentException(
          "a spectral radius needs a square weight, not [" + rows + ", " + cols + "]; set spectral-radius = none there");
    }
  }

  /** Scales w [n, n] as the rule says. */
  void impose(double[] w, int n) {
    if (Double.isNaN(target)) {
      return;
    }
    double radius = measure(w, n);
    if (radius > 0 && (!cap || radius > target)) {
      double factor = target / radius;
      for (int i = 0; i < w.length; i++) {
        w[i] *= factor;
      }
    }
  }

  /** rho of a square matrix [n, n]; NaN when it holds numbers that are not finite. */
  public static double measure(double[] w, int n) {
    Blas.load();
    for (double v : w) {
      if (!Double.isFinite(v)) {
        return Double.NaN;
      }
    }
    double[] real = new double[n];
    double[] imaginary = new double[n];
    int info = openblas.LAPACKE_dgeev(
        ROW_MAJOR, (byte) 'N', (byte) 'N', n, w.clone(), n, real, imaginary, new double[1], 1, new double[1], 1);
    if (info != 0) {
      throw new IllegalStateException("eigenvalues of a [" + n + ", " + n + "] matrix did not converge: " + info);
    }
    double radius = 0;
    for (int i = 0; i < n; i++) {
      radius = Math.max(radius, StrictMath.hypot(real[i], imaginary[i]));
    }
    return radius;
  }
}

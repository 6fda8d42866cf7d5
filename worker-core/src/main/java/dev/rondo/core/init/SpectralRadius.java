package dev.rondo.core.init;

import dev.rondo.core.compute.Blas;
import dev.rondo.spec.Params;
import java.util.Locale;
import org.bytedeco.openblas.global.openblas;

/**
 * A rule for the spectral radius rho(W), the largest modulus of W's eigenvalues.
 *
 * @param target the radius wanted; NaN for no rule
 * @param rule when and how
 */
public record SpectralRadius(double target, Rule rule) {
  /** When and how a radius is imposed. */
  public enum Rule {
    /**
     * The radius becomes exactly the target, last of all, as in the first paper's code; the standard deviation of the weights
     * loses its influence.
     */
    RESCALE,
    /** Only a larger radius is changed. */
    CAP,
    /** As RESCALE, but before weights are dropped, as in that code's fast-dropout variant; the radius after that is another. */
    RESCALE_FIRST
  }

  private static final int ROW_MAJOR = 101;

  static SpectralRadius of(Params p) {
    return new SpectralRadius(
        p.isNone("spectral-radius") ? Double.NaN : p.number("spectral-radius"),
        Rule.valueOf(p.text("spectral-rule").toUpperCase(Locale.ROOT).replace('-', '_')));
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
    if (radius > 0 && (rule != Rule.CAP || radius > target)) {
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

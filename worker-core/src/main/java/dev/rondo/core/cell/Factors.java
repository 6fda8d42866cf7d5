package dev.rondo.core.cell;

/**
 * The recurrent weight of a layer in factors, W = U diag(s) V' (paper 004, equation 8): the names of the parameters U [H, H], V'
 * [H, H] and p [1, H] within the layer, and what p says of the singular values s.
 *
 * @param margin m: s = 2 m (logistic(p) - 1/2) + 1, within 1 - m and 1 + m (equation 10); NaN for none: s = p
 * @param rectify whether a negative s counts as 0 in W
 */
public record Factors(String left, String right, String spectrum, double margin, boolean rectify) {
  /** s before it is rectified. */
  public double free(double p) {
    return Double.isNaN(margin) ? p : 2 * margin * (logistic(p) - 0.5) + 1;
  }

  /** The slope of {@link #free}. */
  public double freeSlope(double p) {
    return Double.isNaN(margin) ? 1 : 2 * margin * logistic(p) * (1 - logistic(p));
  }

  /** s as W has it. */
  public double singularValue(double p) {
    double s = free(p);
    return rectify ? Math.max(s, 0) : s;
  }

  /** The slope of {@link #singularValue}. */
  public double slope(double p) {
    return rectify && free(p) <= 0 ? 0 : freeSlope(p);
  }

  private static double logistic(double x) {
    return 1 / (1 + StrictMath.exp(-x));
  }
}

package dev.rondo.core.compute;

/** The standard normal distribution. */
final class Normal {
  private static final double ROOT = 0.3989422804014327; // 1 / sqrt(2 pi)

  /** Beyond it the distribution is 0 or 1 to 1e-15. */
  private static final double FAR = 8;

  private Normal() {}

  /** phi(x). */
  static double density(double x) {
    return ROOT * StrictMath.exp(-0.5 * x * x);
  }

  /**
   * Phi(x) = 1/2 + phi(x) (x + x^3/3 + x^5/15 + ...), Marsaglia's series (2004); the absolute error is below 1e-14. NaN stays
   * NaN.
   */
  static double cumulative(double x) {
    if (Math.abs(x) > FAR) {
      return x > 0 ? 1 : 0;
    }
    double term = x;
    double sum = x;
    double before = Double.NaN;
    for (int i = 3; sum != before && !Double.isNaN(x); i += 2) {
      before = sum;
      term *= x * x / i;
      sum += term;
    }
    return 0.5 + sum * density(x);
  }
}

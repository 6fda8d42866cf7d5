package dev.rondo.core.analysis;

import dev.rondo.core.random.RandomStream;

/**
 * The stochastic-direction algorithm x_{j+1} = x_j - (beta / j) D(x_j, xi_j) on a strongly convex quadratic (paper 003, section
 * 3.5): f(x) = sum_i lambda_i x_i^2 / 2 over {@link #DIMENSIONS} coordinates, lambda evenly from c = 1 to L. The oracle turns the
 * gradient by an angle, so that the mean direction is not the gradient, and adds noise: D = R(angle) grad f + xi, with xi normal
 * and E||xi||^2 = noise^2. The thesis proves E||x_j - x*||^2 <= Q / j for beta above 1 / (2 cbar).
 *
 * @param curvature L, at least 1
 * @param angle between the gradient and the mean direction, radians
 * @param noise root of the noise's mean square
 * @param beta of the step rates beta / j
 */
public record DirectionConvergence(double curvature, double angle, double noise, double beta) {
  /** Pairs of which are turned. */
  public static final int DIMENSIONS = 10;

  /**
   * Means over runs.
   *
   * @param squares mean ||x_j - x*||^2 at j = 1, 2, ..., from index 0 on
   * @param bound Q of equation 3.25 for the largest mean ||D||^2 that was seen; NaN where the condition does not hold
   */
  public record Result(double[] squares, double bound) {}

  /** Root of 1 + alpha^2 - 2 alpha cos(angle), with alpha = 1: the least mu of the sufficient condition (equation 3.33). */
  public static double mu(double angle) {
    return 2 * Math.sin(angle / 2);
  }

  /** cbar = c - mu L (below equation 3.21); the proof needs it above 0. */
  public static double reducedConvexity(double curvature, double angle) {
    return 1 - mu(angle) * curvature;
  }

  /** From ||x_1||^2 = 1, each run with noise of its own. */
  public Result run(long seed, int runs, int steps) {
    RandomStream stream = new RandomStream(seed, "convergence");
    double[] squares = new double[steps];
    double[] lengths = new double[steps];
    for (int run = 0; run < runs; run++) {
      stream.at(run);
      double[] x = new double[DIMENSIONS];
      for (int i = 0; i < DIMENSIONS; i++) {
        x[i] = StrictMath.sqrt(1.0 / DIMENSIONS);
      }
      double[] d = new double[DIMENSIONS];
      for (int j = 1; j <= steps; j++) {
        squares[j - 1] += square(x) / runs;
        direct(x, d, stream);
        lengths[j - 1] += square(d) / runs;
        for (int i = 0; i < DIMENSIONS; i++) {
          x[i] -= beta / j * d[i];
        }
      }
    }
    return new Result(squares, bound(lengths));
  }

  private void direct(double[] x, double[] d, RandomStream stream) {
    double cos = StrictMath.cos(angle);
    double sin = StrictMath.sin(angle);
    for (int i = 0; i < DIMENSIONS; i += 2) {
      double a = slope(x, i);
      double b = slope(x, i + 1);
      d[i] = cos * a - sin * b;
      d[i + 1] = sin * a + cos * b;
    }
    double sigma = noise / StrictMath.sqrt(DIMENSIONS);
    for (int i = 0; i < DIMENSIONS; i++) {
      d[i] += sigma * stream.nextNormal();
    }
  }

  private double slope(double[] x, int i) {
    return (1 + (curvature - 1) * i / (DIMENSIONS - 1)) * x[i];
  }

  /** Equation 3.25 with the denominator that its proof needs, 2 cbar beta - 1. */
  private double bound(double[] lengths) {
    double margin = 2 * reducedConvexity(curvature, angle) * beta - 1;
    double largest = 0;
    for (double length : lengths) {
      largest = Math.max(largest, length);
    }
    return margin > 0 ? Math.max(beta * beta * largest / margin, 1) : Double.NaN;
  }

  private static double square(double[] x) {
    double sum = 0;
    for (double v : x) {
      sum += v * v;
    }
    return sum;
  }
}

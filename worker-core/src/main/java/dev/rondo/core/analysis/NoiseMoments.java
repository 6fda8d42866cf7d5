package dev.rondo.core.analysis;

import dev.rondo.core.perturb.Perturbation;
import dev.rondo.core.random.RandomStream;

/**
 * Mean and variance of the sum a = sum_i w*_i x_i that reaches a unit whose weights w are perturbed, against theory (paper 000,
 * appendix A). The paper gives V[a] = sigma^2 (w'x)^2 for multiplicative noise (equation 19). That is the variance when one draw
 * is shared by all weights into the unit; independent draws, which the noise of section 8 is made of, have
 * sigma^2 sum_i w_i^2 x_i^2.
 */
public record NoiseMoments(Perturbation noise, double[] w, double[] x) {
  /** Sums whose noise is drawn together: the generator makes numbers by the thousand. */
  private static final int AT_ONCE = 500;

  /**
   * Moments found by drawing.
   *
   * @param meanError standard error of the mean
   * @param varianceError standard error of the variance
   * @param sums all that was drawn
   */
  public record Sample(double mean, double meanError, double variance, double varianceError, double[] sums) {}

  /** Normal numbers by which w or x can be chosen: n of them, always the same for a seed and a name. */
  public static double[] normals(long seed, String name, int n) {
    RandomStream stream = new RandomStream(seed, "noise-moments." + name);
    double[] values = new double[n];
    for (int i = 0; i < n; i++) {
      values[i] = stream.nextNormal();
    }
    return values;
  }

  /** E[a], the same for independent and shared draws. */
  public double mean() {
    return noise.mean() * sum(1, 1);
  }

  /** V[a] when each weight has a draw of its own. */
  public double independentVariance() {
    return noise.variance() * (noise.multiplicative() ? sum(2, 2) : sum(0, 2));
  }

  /** V[a] when all weights have the same draw; the paper's form. */
  public double sharedVariance() {
    double linear = noise.multiplicative() ? sum(1, 1) : sum(0, 1);
    return noise.variance() * linear * linear;
  }

  /** sum_i w_i^p x_i^q. */
  private double sum(int p, int q) {
    double sum = 0;
    for (int i = 0; i < w.length; i++) {
      sum += StrictMath.pow(w[i], p) * StrictMath.pow(x[i], q);
    }
    return sum;
  }

  /**
   * Draws a so many times with the perturbation's own generator.
   *
   * @param shared whether all weights have the same draw
   */
  public Sample sample(long seed, int draws, boolean shared) {
    RandomStream stream = new RandomStream(seed, "noise-moments." + (shared ? "shared" : "independent"));
    int numbers = shared ? 1 : w.length;
    float[] drawn = new float[AT_ONCE * numbers];
    double[] sums = new double[draws];
    for (int k = 0; k < draws; k++) {
      if (k % AT_ONCE == 0) {
        noise.draw(stream.at(k), drawn, 0, drawn.length);
      }
      int from = k % AT_ONCE * numbers;
      for (int i = 0; i < w.length; i++) {
        double d = drawn[shared ? from : from + i];
        sums[k] += (noise.multiplicative() ? w[i] * d : w[i] + d) * x[i];
      }
    }
    return moments(sums);
  }

  private static Sample moments(double[] sums) {
    int n = sums.length;
    double mean = 0;
    for (double a : sums) {
      mean += a / n;
    }
    double second = 0;
    double fourth = 0;
    for (double a : sums) {
      double square = (a - mean) * (a - mean);
      second += square / n;
      fourth += square * square / n;
    }
    double variance = second * n / (n - 1);
    return new Sample(
        mean, Math.sqrt(variance / n), variance, Math.sqrt(Math.max(0, fourth - second * second) / n), sums);
  }
}

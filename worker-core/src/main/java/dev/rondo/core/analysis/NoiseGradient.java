package dev.rondo.core.analysis;

/**
 * The gradient of a loss J through a sampled sum a = w'x + s sqrt(V[a]), s drawn beforehand: the usual part dJ/da x_i and the
 * part that the noise adds (paper 000, equations 21 to 25). J = (tanh(a) - z)^2 / 2 stands for the rest of a network.
 *
 * @param form which V[a]
 * @param sigma standard deviation of multiplicative noise
 * @param s the draw
 * @param z what tanh(a) should be
 */
public record NoiseGradient(Form form, double[] w, double[] x, double sigma, double s, double z) {
  /** The variance of the sum, and so what the noise adds to the gradient. */
  public enum Form {
    /** V[a] = sigma^2 (w'x)^2: the paper's. */
    SHARED,
    /** V[a] = sigma^2 sum_i w_i^2 x_i^2. */
    INDEPENDENT
  }

  private static final double STEP = 1e-5;

  /** dJ/dw_i by the two parts. */
  public double[] decomposed() {
    double slope = slope(sampled(w));
    double deviation = deviation(w);
    double[] gradient = new double[w.length];
    for (int i = 0; i < w.length; i++) {
      double noise = form == Form.SHARED
          ? sigma * StrictMath.signum(dot(w)) * x[i]
          : sigma * sigma * w[i] * x[i] * x[i] / deviation;
      gradient[i] = slope * x[i] + slope * s * noise;
    }
    return gradient;
  }

  /** dJ/dw_i = dJ/da (1 + s sigma) x_i, as the paper prints it: without the sign of w'x, so right only where that is positive. */
  public double[] asPrinted() {
    double slope = slope(sampled(w));
    double[] gradient = new double[w.length];
    for (int i = 0; i < w.length; i++) {
      gradient[i] = slope * (1 + s * sigma) * x[i];
    }
    return gradient;
  }

  /** dJ/dw_i by central differences. */
  public double[] numeric() {
    double[] moved = w.clone();
    double[] gradient = new double[w.length];
    for (int i = 0; i < w.length; i++) {
      moved[i] = w[i] + STEP;
      double up = loss(sampled(moved));
      moved[i] = w[i] - STEP;
      gradient[i] = (up - loss(sampled(moved))) / (2 * STEP);
      moved[i] = w[i];
    }
    return gradient;
  }

  /** Euclidean norm of the difference of two gradients, relative to the second. */
  public static double error(double[] a, double[] b) {
    double difference = 0;
    double size = 0;
    for (int i = 0; i < a.length; i++) {
      difference += (a[i] - b[i]) * (a[i] - b[i]);
      size += b[i] * b[i];
    }
    return Math.sqrt(difference / size);
  }

  private double sampled(double[] weights) {
    return dot(weights) + s * deviation(weights);
  }

  /** sqrt(V[a]). */
  private double deviation(double[] weights) {
    if (form == Form.SHARED) {
      return sigma * Math.abs(dot(weights));
    }
    double squares = 0;
    for (int i = 0; i < x.length; i++) {
      squares += weights[i] * weights[i] * x[i] * x[i];
    }
    return sigma * Math.sqrt(squares);
  }

  private double dot(double[] weights) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += weights[i] * x[i];
    }
    return sum;
  }

  private double loss(double a) {
    double error = StrictMath.tanh(a) - z;
    return error * error / 2;
  }

  private double slope(double a) {
    double h = StrictMath.tanh(a);
    return (h - z) * (1 - h * h);
  }
}

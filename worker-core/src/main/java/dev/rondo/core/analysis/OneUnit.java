package dev.rondo.core.analysis;

import dev.rondo.core.compute.Activation;

/**
 * One recurrent unit without input: h_t = f(w h_{t-1} + b), h_0 = 0, with the loss (h_T - z)^2 (paper 000, section 5).
 * Double precision; holds scratch space, so one instance serves one thread.
 */
public final class OneUnit {
  /** The slopes of the loss by w and b. */
  public record Gradient(double w, double b) {
    public double norm() {
      return StrictMath.hypot(w, b);
    }
  }

  private final Activation f;
  private final double target;
  private final double[][] h; // h_0 .. h_T, each in an array of its own for the activation

  /** @param steps T, at least 1 */
  public OneUnit(Activation f, int steps, double target) {
    this.f = f;
    this.target = target;
    h = new double[steps + 1][1];
  }

  /** The loss at (w, b). */
  public double loss(double w, double b) {
    for (int t = 1; t < h.length; t++) {
      h[t][0] = w * h[t - 1][0] + b;
      f.value(h[t], 1);
    }
    double error = h[h.length - 1][0] - target;
    return error * error;
  }

  /** The gradient at (w, b), by backpropagation through all T steps. */
  public Gradient gradient(double w, double b) {
    loss(w, b);
    double slopeW = 0;
    double slopeB = 0;
    double[] d = {2 * (h[h.length - 1][0] - target)};
    for (int t = h.length - 1; t > 0; t--) {
      f.timesSlope(h[t], d, 1);
      slopeW += d[0] * h[t - 1][0];
      slopeB += d[0];
      d[0] *= w;
    }
    return new Gradient(slopeW, slopeB);
  }
}

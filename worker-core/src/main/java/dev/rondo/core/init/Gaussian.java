package dev.rondo.core.init;

import dev.rondo.core.random.RandomStream;
import dev.rondo.spec.Params;

/** Independent N(0, sigma^2); sigma is the standard deviation. Papers 000 and 003. */
public record Gaussian(double sigma, SpectralRadius radius) implements Initializer {
  Gaussian(Params p) {
    this(p.number("sigma"), SpectralRadius.of(p));
  }

  @Override
  public void check(int rows, int cols) {
    radius.check(rows, cols);
  }

  @Override
  public double[] fill(int rows, int cols, RandomStream stream) {
    double[] w = normals(sigma, rows * cols, stream);
    radius.impose(w, rows);
    return w;
  }

  static double[] normals(double sigma, int n, RandomStream stream) {
    double[] w = new double[n];
    for (int i = 0; i < n; i++) {
      w[i] = sigma * stream.nextNormal();
    }
    return w;
  }
}

package dev.rondo.core.init;

import dev.rondo.core.random.RandomStream;

/**
 * The normalised positive-definite weight (Talathi and Vartak 2015): (A + I) / rho(A + I) with A = R R' / n and R standard normal
 * [n, n]. Its eigenvalues are positive and the largest is 1. Needs a square weight.
 */
record NpRnn() implements Initializer {
  @Override
  public void check(int rows, int cols) {
    Identity.needSquare("np-rnn", rows, cols);
  }

  @Override
  public double[] fill(int n, int cols, RandomStream stream) {
    double[] r = Gaussian.normals(1, n * n, stream);
    double[] w = new double[n * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = 0;
        for (int k = 0; k < n; k++) {
          sum += r[i * n + k] * r[j * n + k];
        }
        w[i * n + j] = sum / n + (i == j ? 1 : 0);
        w[j * n + i] = w[i * n + j];
      }
    }
    new SpectralRadius(1, SpectralRadius.Rule.RESCALE).impose(w, n);
    return w;
  }
}

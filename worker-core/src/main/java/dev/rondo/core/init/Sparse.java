package dev.rondo.core.init;

import dev.rondo.core.random.RandomStream;
import dev.rondo.spec.Params;

/**
 * N(0, sigma^2) with exactly {@code connections} incoming weights kept for each unit, the others zero; nothing is zeroed where
 * there are no more than that. Paper 000, section 6.1. The spectral radius is imposed last.
 */
public record Sparse(double sigma, int connections, SpectralRadius radius) implements Initializer {
  Sparse(Params p) {
    this(p.number("sigma"), p.integer("connections"), SpectralRadius.of(p));
  }

  @Override
  public void check(int rows, int cols) {
    radius.check(rows, cols);
  }

  @Override
  public double[] fill(int rows, int cols, RandomStream stream) {
    double[] w = Gaussian.normals(sigma, rows * cols, stream);
    if (connections < rows) {
      for (int j = 0; j < cols; j++) {
        int[] order = stream.permutation(rows);
        for (int i = connections; i < rows; i++) {
          w[order[i] * cols + j] = 0;
        }
      }
    }
    radius.impose(w, rows);
    return w;
  }
}

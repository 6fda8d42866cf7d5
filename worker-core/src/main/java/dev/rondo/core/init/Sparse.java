package dev.rondo.core.init;

import dev.rondo.core.init.SpectralRadius.Rule;
import dev.rondo.core.random.RandomStream;
import dev.rondo.spec.Params;

/**
 * N(0, sigma^2) with exactly {@code connections} incoming weights kept for each unit, the others zero; nothing is zeroed where
 * there are no more than that. Paper 000, section 6.1. The spectral radius is imposed last unless its rule says first.
 *
 * @param keepDiagonal whether a unit's weight from itself is kept beside these; needs a square weight
 */
public record Sparse(double sigma, int connections, SpectralRadius radius, boolean keepDiagonal) implements Initializer {
  Sparse(Params p, boolean keepDiagonal) {
    this(p.number("sigma"), p.integer("connections"), SpectralRadius.of(p), keepDiagonal);
  }

  @Override
  public void check(int rows, int cols) {
    radius.check(rows, cols);
    if (keepDiagonal && rows != cols) {
      throw new IllegalArgumentException(
          "sparse-diagonal needs a square weight, not [" + rows + ", " + cols + "]; set kind = sparse there");
    }
  }

  @Override
  public double[] fill(int rows, int cols, RandomStream stream) {
    double[] w = Gaussian.normals(sigma, rows * cols, stream);
    if (radius.rule() == Rule.RESCALE_FIRST) {
      radius.impose(w, rows);
    }
    if (connections < rows) {
      for (int j = 0; j < cols; j++) {
        int[] order = stream.permutation(rows);
        for (int i = connections; i < rows; i++) {
          if (!keepDiagonal || order[i] != j) {
            w[order[i] * cols + j] = 0;
          }
        }
      }
    }
    if (radius.rule() != Rule.RESCALE_FIRST) {
      radius.impose(w, rows);
    }
    return w;
  }
}

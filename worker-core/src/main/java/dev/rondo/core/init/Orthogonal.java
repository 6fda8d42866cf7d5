package dev.rondo.core.init;

import dev.rondo.core.compute.Svd;
import dev.rondo.core.random.RandomStream;
import dev.rondo.spec.Params;

/**
 * gain U V', where U S V' is the singular value decomposition of a matrix of standard normal numbers: all singular values are the
 * gain. A weight that is not square has orthonormal rows or columns, whichever are fewer, times the gain. Paper 004, section 3.
 */
record Orthogonal(double gain) implements Initializer {
  Orthogonal(Params p) {
    this(p.number("gain"));
  }

  @Override
  public void check(int rows, int cols) {}

  @Override
  public double[] fill(int rows, int cols, RandomStream stream) {
    Svd svd = Svd.of(Gaussian.normals(1, rows * cols, stream), rows, cols);
    int n = svd.values().length;
    double[] w = new double[rows * cols];
    for (int i = 0; i < rows; i++) {
      for (int k = 0; k < n; k++) {
        double u = gain * svd.left()[i * n + k];
        for (int j = 0; j < cols; j++) {
          w[i * cols + j] += u * svd.right()[k * cols + j];
        }
      }
    }
    return w;
  }
}

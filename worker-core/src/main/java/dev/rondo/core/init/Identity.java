package dev.rondo.core.init;

import dev.rondo.core.random.RandomStream;
import dev.rondo.spec.Params;

/** scale I; needs a square weight. Papers 002 and 004. */
record Identity(double scale) implements Initializer {
  Identity(Params p) {
    this(p.number("scale"));
  }

  @Override
  public void check(int rows, int cols) {
    needSquare("identity", rows, cols);
  }

  static void needSquare(String kind, int rows, int cols) {
    if (rows != cols) {
      throw new IllegalArgumentException(
          kind + " needs a square weight, not [" + rows + ", " + cols + "]; set another kind there, as uniform");
    }
  }

  @Override
  public double[] fill(int rows, int cols, RandomStream stream) {
    double[] w = new double[rows * cols];
    for (int i = 0; i < rows; i++) {
      w[i * cols + i] = scale;
    }
    return w;
  }
}

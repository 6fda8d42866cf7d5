package dev.rondo.core.init;

import dev.rondo.core.random.RandomStream;

/** Independent N(0, 2 / (rows + cols)); 1 / sqrt(n) is the standard deviation where both are n. Paper 004, section 3. */
record GlorotNormal() implements Initializer {
  @Override
  public void check(int rows, int cols) {}

  @Override
  public double[] fill(int rows, int cols, RandomStream stream) {
    return Gaussian.normals(StrictMath.sqrt(2.0 / (rows + cols)), rows * cols, stream);
  }
}

package dev.rondo.core.init;

import dev.rondo.core.random.RandomStream;
import dev.rondo.spec.Params;

/**
 * Independent and uniform in [-r, r). The range r is given, or 1 over the root of a number of connections: PyTorch's rule for
 * recurrent networks, 1 / sqrt(H) for every weight (paper 002), is those into a unit for recurrent and output weights and those
 * out of one for input weights.
 */
record Uniform(Range range) implements Initializer {
  /** The range for a weight [rows, cols]. */
  interface Range {
    double of(int rows, int cols);
  }

  Uniform(Params p) {
    this(range(p));
  }

  /** r = sqrt(6 / (rows + cols)). */
  static Uniform glorot() {
    return new Uniform((rows, cols) -> StrictMath.sqrt(6.0 / (rows + cols)));
  }

  private static Range range(Params p) {
    if (!p.isNone("range")) {
      double r = p.number("range");
      return (rows, cols) -> r;
    }
    boolean in = p.text("fan").equals("in");
    return (rows, cols) -> 1 / StrictMath.sqrt(in ? rows : cols);
  }

  @Override
  public void check(int rows, int cols) {}

  @Override
  public double[] fill(int rows, int cols, RandomStream stream) {
    double r = range.of(rows, cols);
    double[] w = new double[rows * cols];
    for (int i = 0; i < w.length; i++) {
      w[i] = r * (2 * stream.nextUnit() - 1);
    }
    return w;
  }
}

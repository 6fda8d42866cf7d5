package dev.rondo.core.metric;

/** Mean over steps and outputs of (o - x)^2. */
final class MeanSquaredError implements Metric {
  private double sum;
  private long count;

  @Override
  public void add(double[] o, int oAt, double[] x, int xAt, int O) {
    for (int j = 0; j < O; j++) {
      double d = o[oAt + j] - x[xAt + j];
      sum += d * d;
    }
    count += O;
  }

  @Override
  public double value() {
    return sum / count;
  }
}

package dev.rondo.core.metric;

/** Share of steps whose largest output is that of the target. */
final class Accuracy implements Metric {
  private long right;
  private long all;

  @Override
  public void add(double[] o, int oAt, double[] x, int xAt, int O) {
    right += Metric.largest(o, oAt, O) == Metric.largest(x, xAt, O) ? 1 : 0;
    all++;
  }

  @Override
  public double value() {
    return (double) right / all;
  }
}

package dev.rondo.core.metric;

import dev.rondo.core.compute.Loss;

/**
 * Share of steps that are right: among several classes the largest output is that of the target; a single logistic output rounds
 * to the target; a single linear one is less than 0.04 away from it (paper 003, section 4.1).
 */
final class Success implements Metric {
  private static final double TOLERANCE = 0.04;

  private final boolean logistic;
  private long right;
  private long all;

  Success(Loss loss) {
    logistic = loss == Loss.BERNOULLI;
  }

  @Override
  public void add(double[] o, int oAt, double[] x, int xAt, int O) {
    boolean ok = O > 1
        ? Metric.largest(o, oAt, O) == Metric.largest(x, xAt, O)
        : logistic ? o[oAt] > 0 == x[xAt] > 0.5 : Math.abs(o[oAt] - x[xAt]) < TOLERANCE;
    right += ok ? 1 : 0;
    all++;
  }

  @Override
  public double value() {
    return (double) right / all;
  }
}

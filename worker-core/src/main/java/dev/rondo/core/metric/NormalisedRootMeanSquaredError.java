package dev.rondo.core.metric;

/**
 * Root of the mean of (o - x)^2 over the variance of the targets, which is taken output by output: 1 for a network that always
 * gives the mean target. NaN for targets that never change.
 */
final class NormalisedRootMeanSquaredError implements Metric {
  private double[] means = new double[0];
  private double errors;
  private double deviations;
  private long count;

  @Override
  public void add(double[] o, int oAt, double[] x, int xAt, int O) {
    if (count == 0) {
      means = new double[O];
    }
    count++;
    for (int j = 0; j < O; j++) {
      double e = o[oAt + j] - x[xAt + j];
      errors += e * e;
      // Welford's running mean and sum of squared deviations.
      double d = x[xAt + j] - means[j];
      means[j] += d / count;
      deviations += d * (x[xAt + j] - means[j]);
    }
  }

  @Override
  public double value() {
    return deviations == 0 ? Double.NaN : Math.sqrt(errors / deviations);
  }
}

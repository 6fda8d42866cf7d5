package dev.rondo.core.metric;

/** {@link Accuracy} over the steps whose target is not class 0 (paper 004, section 3: the last ten steps of copying). */
final class SymbolAccuracy implements Metric {
  private final Accuracy accuracy = new Accuracy();

  @Override
  public void add(double[] o, int oAt, double[] x, int xAt, int O) {
    if (Metric.largest(x, xAt, O) != 0) {
      accuracy.add(o, oAt, x, xAt, O);
    }
  }

  @Override
  public double value() {
    return accuracy.value();
  }
}

package dev.rondo.core.metric;

import dev.rondo.core.compute.Loss;
import java.util.Arrays;

/** Mean cross-entropy of a step in bits: loss / ln 2, per character where a step is one. NaN for squared error. */
final class Bits implements Metric {
  private final Loss loss;
  private double sum;
  private long count;

  Bits(Loss loss) {
    this.loss = loss;
  }

  @Override
  public void add(double[] o, int oAt, double[] x, int xAt, int O) {
    // Copies, since a loss leaves its slope in place of the outputs.
    sum += loss.row(Arrays.copyOfRange(o, oAt, oAt + O), Arrays.copyOfRange(x, xAt, xAt + O), 0, O);
    count++;
  }

  @Override
  public double value() {
    return loss == Loss.SQUARED ? Double.NaN : sum / count / StrictMath.log(2);
  }
}

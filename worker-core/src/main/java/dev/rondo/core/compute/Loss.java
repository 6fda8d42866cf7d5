package dev.rondo.core.compute;

/**
 * The loss of one row of outputs o against targets x, summed over the O outputs, with its slope by o. Value and slope stand
 * side by side; both precisions compute the same function. See {@link FloatKernels} for the fused Bernoulli form.
 */
public enum Loss {
  /** Logistic outputs, independent Bernoulli targets: sum of max(o,0) - o x + log1p(exp(-|o|)), slope logistic(o) - x. */
  BERNOULLI {
    @Override
    public double row(double[] o, double[] x, int at, int n) {
      double sum = 0;
      for (int i = at; i < at + n; i++) {
        sum += Math.max(o[i], 0) - o[i] * x[i] + StrictMath.log1p(StrictMath.exp(-Math.abs(o[i])));
        o[i] = 1 / (1 + StrictMath.exp(-o[i])) - x[i];
      }
      return sum;
    }
  },

  /** Softmax outputs, one of O classes as target probabilities: logsumexp(o) sum(x) - o x, slope sum(x) softmax(o) - x. */
  SOFTMAX {
    @Override
    public double row(double[] o, double[] x, int at, int n) {
      double max = Double.NEGATIVE_INFINITY;
      for (int i = at; i < at + n; i++) {
        max = Math.max(max, o[i]);
      }
      double sum = 0;
      double dot = 0;
      double mass = 0;
      for (int i = at; i < at + n; i++) {
        dot += o[i] * x[i];
        mass += x[i];
        o[i] = StrictMath.exp(o[i] - max);
        sum += o[i];
      }
      for (int i = at; i < at + n; i++) {
        o[i] = mass * o[i] / sum - x[i];
      }
      return mass * (max + StrictMath.log(sum)) - dot;
    }
  },

  /** Linear outputs: sum of (o - x)^2, slope 2 (o - x). */
  SQUARED {
    @Override
    public double row(double[] o, double[] x, int at, int n) {
      double sum = 0;
      for (int i = at; i < at + n; i++) {
        double d = o[i] - x[i];
        sum += d * d;
        o[i] = 2 * d;
      }
      return sum;
    }
  };

  /** Loss of the row at {@code at}; o becomes the slope. */
  public abstract double row(double[] o, double[] x, int at, int n);
}

package dev.rondo.core.model;

/**
 * Fast-dropout networks with tanh or LSTM units and Bernoulli outputs as plain loops over numbers, as one would write them from
 * the paper: every activation is a mean and a variance, dropout and sums act on both.
 */
final class NaiveFastDropout {
  private static final double A = 4 - 2 * Math.sqrt(2);
  private static final double B = -Math.log(Math.sqrt(2) - 1);

  /** Weights [inputs][outputs] and biases, of four blocks each for LSTM units, and the probabilities of dropping. */
  record Parameters(
      double[][] input, double[][] recurrent, double[] bias, double[][] output, double[] outputBias, double dropInput,
      double dropHidden, double dropOutput) {}

  private NaiveFastDropout() {}

  /**
   * Mean loss over the rows that count.
   *
   * @param draws [T][B][H] of the sampling form, for tanh units; null for moments
   */
  static double loss(Parameters p, double[][][] x, double[][][] y, boolean[][] counts, double[][][] draws) {
    double sum = 0;
    double count = 0;
    for (int b = 0; b < x[0].length; b++) {
      int H = p.recurrent.length;
      boolean lstm = p.bias.length == 4 * H;
      double[][] h = {new double[H], new double[H]};
      java.util.Arrays.fill(h[1], 1e-8);
      double[][] c = new double[2][H];
      for (int t = 0; t < x.length; t++) {
        double[][] in = affine(dropped(x[t][b], new double[x[t][b].length], p.dropInput), p.input, p.bias);
        double[][] back = affine(dropped(h[0], h[1], p.dropHidden), p.recurrent, new double[p.bias.length]);
        double[][] sums = new double[p.bias.length][];
        for (int j = 0; j < p.bias.length; j++) {
          sums[j] = new double[] {in[0][j] + back[0][j], in[1][j] + back[1][j]};
        }
        for (int j = 0; j < H; j++) {
          double[] moments = tanh(sums[lstm ? 3 * H + j : j]);
          if (draws != null) {
            moments = new double[] {Math.tanh(sums[j][0] + Math.sqrt(sums[j][1]) * draws[t][b][j]), 0};
          }
          if (lstm) {
            double[] kept = product(logisticMoments(sums[H + j]), new double[] {c[0][j], c[1][j]});
            double[] added = product(logisticMoments(sums[j]), moments);
            c[0][j] = kept[0] + added[0];
            c[1][j] = kept[1] + added[1];
            moments = product(logisticMoments(sums[2 * H + j]), tanh(new double[] {c[0][j], c[1][j]}));
          }
          h[0][j] = moments[0];
          h[1][j] = moments[1];
        }
        double[][] o = affine(dropped(h[0], h[1], p.dropOutput), p.output, p.outputBias);
        for (int k = 0; k < p.outputBias.length && counts[t][b]; k++) {
          double mean = Math.max(1e-7, Math.min(1 - 1e-7, logisticMean(o[0][k], o[1][k])));
          sum -= y[t][b][k] * Math.log(mean) + (1 - y[t][b][k]) * Math.log(1 - mean);
        }
        count += counts[t][b] ? 1 : 0;
      }
    }
    return sum / count;
  }

  private static double[][] dropped(double[] m, double[] v, double p) {
    double q = 1 - p;
    double[][] out = new double[2][m.length];
    for (int i = 0; i < m.length; i++) {
      out[0][i] = q * m[i];
      out[1][i] = q * (1 - q) * m[i] * m[i] + q * v[i];
    }
    return out;
  }

  private static double[][] affine(double[][] x, double[][] w, double[] bias) {
    double[][] out = {bias.clone(), new double[bias.length]};
    for (int i = 0; i < w.length; i++) {
      for (int j = 0; j < bias.length; j++) {
        out[0][j] += x[0][i] * w[i][j];
        out[1][j] += x[1][i] * w[i][j] * w[i][j];
      }
    }
    return out;
  }

  private static double[] tanh(double[] a) {
    double[] wide = logisticMoments(new double[] {2 * a[0], 4 * a[1]});
    return new double[] {2 * wide[0] - 1, 4 * wide[1]};
  }

  private static double[] logisticMoments(double[] a) {
    double mean = logisticMean(a[0], a[1]);
    double square = logistic(A * (a[0] - B) / Math.sqrt(1 + Math.PI * A * A * a[1] / 8));
    return new double[] {mean, square - mean * mean};
  }

  private static double[] product(double[] a, double[] b) {
    return new double[] {a[0] * b[0], a[0] * a[0] * b[1] + a[1] * b[0] * b[0] + a[1] * b[1]};
  }

  private static double logisticMean(double m, double v) {
    return logistic(m / Math.sqrt(1 + Math.PI * v / 8));
  }

  private static double logistic(double a) {
    return 1 / (1 + Math.exp(-a));
  }
}

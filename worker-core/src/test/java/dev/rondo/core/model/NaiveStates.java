package dev.rondo.core.model;

import java.util.Arrays;

/**
 * States of cells, [T][B][H], as plain loops over numbers, as one would write them from the papers; and the Bernoulli loss that a
 * readout makes of them.
 */
final class NaiveStates {
  private NaiveStates() {}

  /** Mean loss over the rows that count. */
  static double loss(SmallNetwork s, double[][][] states) {
    double[][] weight = NaiveTwinTest.matrix(s, "output");
    double[] bias = NaiveTwinTest.matrix(s, "output-bias")[0];
    double[][][] y = NaiveTwinTest.rows(s.batch.targets(), SmallNetwork.O);
    boolean[][] counts = NaiveTwinTest.counts(s.batch);
    double sum = 0;
    double count = 0;
    for (int t = 0; t < SmallNetwork.T; t++) {
      for (int b = 0; b < SmallNetwork.B; b++) {
        for (int k = 0; k < SmallNetwork.O && counts[t][b]; k++) {
          double p = logistic(bias[k] + times(states[t][b], weight, k));
          sum -= y[t][b][k] * Math.log(p) + (1 - y[t][b][k]) * Math.log(1 - p);
        }
        count += counts[t][b] ? 1 : 0;
      }
    }
    return sum / count;
  }

  static double[][][] feedForward(SmallNetwork s, int layers) {
    double[][][] below = inputs(s);
    for (int i = 0; i < layers; i++) {
      String prefix = i == 0 ? "" : "layer" + (i + 1) + ".";
      double[][] w = NaiveTwinTest.matrix(s, prefix + "input");
      double[] bias = NaiveTwinTest.matrix(s, prefix + "bias")[0];
      double[][][] h = new double[SmallNetwork.T][SmallNetwork.B][bias.length];
      for (int t = 0; t < SmallNetwork.T; t++) {
        for (int b = 0; b < SmallNetwork.B; b++) {
          for (int j = 0; j < bias.length; j++) {
            h[t][b][j] = Math.tanh(bias[j] + times(below[t][b], w, j));
          }
        }
      }
      below = h;
    }
    return below;
  }

  /** Logistic units, with C slow ones behind them, and a learned initial state. */
  static double[][][] scrn(SmallNetwork s, int C, double fixedRate, boolean learned) {
    double[][] w = NaiveTwinTest.matrix(s, "input");
    double[][] r = NaiveTwinTest.matrix(s, "recurrent");
    double[][] p = NaiveTwinTest.matrix(s, "from-context");
    double[] initial = NaiveTwinTest.matrix(s, "initial-state")[0];
    double[] rates = new double[C];
    for (int j = 0; j < C; j++) {
      rates[j] = learned ? logistic(NaiveTwinTest.matrix(s, "rates")[0][j]) : fixedRate;
    }
    int n = r.length;
    double[][][] x = inputs(s);
    double[][][] states = new double[SmallNetwork.T][SmallNetwork.B][n + C];
    for (int b = 0; b < SmallNetwork.B; b++) {
      double[] h = Arrays.copyOf(initial, n);
      double[] slow = Arrays.copyOfRange(initial, n, n + C);
      for (int t = 0; t < SmallNetwork.T; t++) {
        for (int j = 0; j < C; j++) {
          slow[j] = (1 - rates[j]) * times(x[t][b], w, n + j) + rates[j] * slow[j];
        }
        double[] now = new double[n];
        for (int j = 0; j < n; j++) {
          now[j] = logistic(times(x[t][b], w, j) + times(slow, p, j) + times(h, r, j));
        }
        h = now;
        System.arraycopy(h, 0, states[t][b], 0, n);
        System.arraycopy(slow, 0, states[t][b], n, C);
      }
    }
    return states;
  }

  /** A stack of L layers with a learned initial state of the highest. */
  static double[][][] gatedFeedback(SmallNetwork s, String units, int L, String feedback) {
    int H = SmallNetwork.H;
    double[][][] x = inputs(s);
    double[][][] states = new double[SmallNetwork.T][SmallNetwork.B][];
    for (int b = 0; b < SmallNetwork.B; b++) {
      double[][] h = new double[L][H];
      double[][] c = new double[L][H];
      h[L - 1] = NaiveTwinTest.matrix(s, "initial-state")[0];
      for (int t = 0; t < SmallNetwork.T; t++) {
        double[][] before = h.clone();
        double[] all = Arrays.stream(before).flatMapToDouble(Arrays::stream).toArray();
        for (int j = 0; j < L; j++) {
          double[] below = j == 0 ? x[t][b] : h[j - 1];
          double[] sum = new double[H];
          for (int i = 0; i < L; i++) {
            if (feedback.equals("plain") && i != j) {
              continue;
            }
            double gate = 1;
            if (feedback.equals("gated")) {
              gate = logistic(
                  times(below, matrix(s, j, "gate-input"), i) + times(all, matrix(s, j, "gate-states"), i));
            }
            int block = feedback.equals("plain") ? 0 : j;
            for (int k = 0; k < H; k++) {
              sum[k] += gate * times(before[i], matrix(s, i, "recurrent"), block * H + k);
            }
          }
          int gatesFrom = feedback.equals("plain") ? 1 : L;
          double[][] a = new double[4][H];
          for (int m = 0; m < matrix(s, j, "bias")[0].length / H; m++) {
            for (int k = 0; k < H; k++) {
              a[m][k] = times(below, matrix(s, j, "input"), m * H + k) + matrix(s, j, "bias")[0][m * H + k];
              if (m > 0) {
                a[m][k] += times(before[j], matrix(s, j, "recurrent"), (gatesFrom + m - 1) * H + k);
              }
            }
          }
          h[j] = new double[H];
          for (int k = 0; k < H; k++) {
            switch (units) {
              case "tanh" -> h[j][k] = Math.tanh(a[0][k] + sum[k]);
              case "lstm" -> {
                c[j][k] = logistic(a[2][k]) * c[j][k] + logistic(a[1][k]) * Math.tanh(a[0][k] + sum[k]);
                h[j][k] = logistic(a[3][k]) * Math.tanh(c[j][k]);
              }
              default -> {
                double z = logistic(a[1][k]);
                h[j][k] = (1 - z) * before[j][k] + z * Math.tanh(a[0][k] + logistic(a[2][k]) * sum[k]);
              }
            }
          }
        }
        states[t][b] = h[L - 1];
      }
    }
    return states;
  }

  private static double[][] matrix(SmallNetwork s, int layer, String name) {
    return NaiveTwinTest.matrix(s, "stack" + (layer + 1) + "." + name);
  }

  private static double[][][] inputs(SmallNetwork s) {
    return NaiveTwinTest.rows(s.batch.inputs().values(), SmallNetwork.D);
  }

  private static double times(double[] x, double[][] w, int column) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += x[i] * w[i][column];
    }
    return sum;
  }

  private static double logistic(double a) {
    return 1 / (1 + Math.exp(-a));
  }
}

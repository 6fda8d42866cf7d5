package dev.rondo.core.model;

/**
 * The simple recurrent network with Bernoulli outputs as plain loops over numbers: what the engine computes, as one would write
 * it from the paper. Weights may differ from step to step, and between the forward and the backward pass.
 */
final class NaiveElman {
  final double[][] inputGradient;
  final double[][] recurrentGradient;
  final double[][] outputGradient;
  final double[] biasGradient;
  final double[] outputBiasGradient;
  double loss;

  /** Weights of the passes at every step, and what the outer products of the recurrent weight are multiplied by. */
  record Weights(
      double[][] input, double[] bias, double[][] output, double[] outputBias, double[][][] forward, double[][][] backward,
      double[][][] factors) {}

  NaiveElman(Weights w, double[][][] x, double[][][] y, boolean[][] counts) {
    int T = x.length;
    int B = x[0].length;
    int D = x[0][0].length;
    int H = w.bias.length;
    int O = w.outputBias.length;
    inputGradient = new double[D][H];
    recurrentGradient = new double[H][H];
    outputGradient = new double[H][O];
    biasGradient = new double[H];
    outputBiasGradient = new double[O];
    double count = 0;
    for (boolean[] row : counts) {
      for (boolean c : row) {
        count += c ? 1 : 0;
      }
    }
    for (int b = 0; b < B; b++) {
      double[][] h = new double[T + 1][H];
      double[][] e = new double[T][O];
      for (int t = 0; t < T; t++) {
        for (int j = 0; j < H; j++) {
          double a = w.bias[j];
          for (int i = 0; i < D; i++) {
            a += x[t][b][i] * w.input[i][j];
          }
          for (int i = 0; i < H; i++) {
            a += h[t][i] * w.forward[t][i][j];
          }
          h[t + 1][j] = Math.tanh(a);
        }
        for (int k = 0; k < O; k++) {
          double o = w.outputBias[k];
          for (int j = 0; j < H; j++) {
            o += h[t + 1][j] * w.output[j][k];
          }
          double p = 1 / (1 + Math.exp(-o));
          if (counts[t][b]) {
            loss -= (y[t][b][k] * Math.log(p) + (1 - y[t][b][k]) * Math.log(1 - p)) / count;
            e[t][k] = (p - y[t][b][k]) / count;
          }
        }
      }
      double[] later = new double[H];
      for (int t = T - 1; t >= 0; t--) {
        double[] d = new double[H];
        for (int j = 0; j < H; j++) {
          double slope = 0;
          for (int k = 0; k < O; k++) {
            slope += w.output[j][k] * e[t][k];
          }
          for (int i = 0; i < H && t < T - 1; i++) {
            slope += w.backward[t + 1][j][i] * later[i];
          }
          d[j] = slope * (1 - h[t + 1][j] * h[t + 1][j]);
        }
        for (int j = 0; j < H; j++) {
          biasGradient[j] += d[j];
          for (int i = 0; i < D; i++) {
            inputGradient[i][j] += x[t][b][i] * d[j];
          }
          for (int i = 0; i < H; i++) {
            recurrentGradient[i][j] += h[t][i] * d[j] * w.factors[t][i][j];
          }
          for (int k = 0; k < O; k++) {
            outputGradient[j][k] += h[t + 1][j] * e[t][k];
          }
        }
        for (int k = 0; k < O; k++) {
          outputBiasGradient[k] += e[t][k];
        }
        later = d;
      }
    }
  }
}

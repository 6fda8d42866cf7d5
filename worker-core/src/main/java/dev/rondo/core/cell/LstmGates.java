package dev.rondo.core.cell;

import static dev.rondo.core.compute.Activation.LOGISTIC;
import static dev.rondo.core.compute.Activation.TANH;

import dev.rondo.core.compute.Pointwise;

/** What an {@link LstmCell} without peepholes does with the numbers of one step. Its lanes stand in the order of the constants. */
final class LstmGates {
  // Gates input, forget, candidate, output, and c_{t-1}: in both passes.
  static final int CELL_BEFORE = 4;

  // Forward.
  static final int CELL = 5;
  static final int SQUASHED = 6;
  static final int STATE = 7;

  // Backward.
  static final int BACK_SQUASHED = 5;
  static final int STATE_SLOPE = 6;
  static final int CELL_SLOPE = 7;

  static final Pointwise FORWARD = new Pointwise() {
    @Override
    public void apply(float[][] x, int n) {
      LOGISTIC.value(x[0], n);
      LOGISTIC.value(x[1], n);
      TANH.value(x[2], n);
      float[] i = x[0];
      float[] f = x[1];
      float[] g = x[2];
      float[] before = x[CELL_BEFORE];
      float[] c = x[CELL];
      float[] squashed = x[SQUASHED];
      for (int j = 0; j < n; j++) {
        float sum = Math.fma(f[j], before[j], i[j] * g[j]);
        c[j] = sum;
        squashed[j] = sum;
      }
      TANH.value(squashed, n);
      LOGISTIC.value(x[3], n);
      float[] o = x[3];
      float[] h = x[STATE];
      for (int j = 0; j < n; j++) {
        h[j] = o[j] * squashed[j];
      }
    }

    @Override
    public void apply(double[][] x, int n) {
      LOGISTIC.value(x[0], n);
      LOGISTIC.value(x[1], n);
      TANH.value(x[2], n);
      LOGISTIC.value(x[3], n);
      for (int j = 0; j < n; j++) {
        x[CELL][j] = x[1][j] * x[CELL_BEFORE][j] + x[0][j] * x[2][j];
        x[SQUASHED][j] = x[CELL][j];
      }
      TANH.value(x[SQUASHED], n);
      for (int j = 0; j < n; j++) {
        x[STATE][j] = x[3][j] * x[SQUASHED][j];
      }
    }
  };

  static final Pointwise BACKWARD = new Pointwise() {
    @Override
    public void apply(float[][] x, int n) {
      float[] i = x[0];
      float[] f = x[1];
      float[] g = x[2];
      float[] o = x[3];
      float[] before = x[CELL_BEFORE];
      float[] squashed = x[BACK_SQUASHED];
      float[] dh = x[STATE_SLOPE];
      float[] dc = x[CELL_SLOPE];
      for (int j = 0; j < n; j++) {
        // Forward: h = o tanh(c).
        float slope = Math.fma(dh[j] * o[j], Math.fma(-squashed[j], squashed[j], 1f), dc[j]);
        o[j] = dh[j] * squashed[j] * Math.fma(-o[j], o[j], o[j]);
        // Forward: c = f before + i g.
        float di = slope * g[j] * Math.fma(-i[j], i[j], i[j]);
        g[j] = slope * i[j] * Math.fma(-g[j], g[j], 1f);
        i[j] = di;
        dc[j] = slope * f[j];
        f[j] = slope * before[j] * Math.fma(-f[j], f[j], f[j]);
      }
    }

    @Override
    public void apply(double[][] x, int n) {
      for (int j = 0; j < n; j++) {
        double i = x[0][j];
        double f = x[1][j];
        double g = x[2][j];
        double o = x[3][j];
        double dh = x[STATE_SLOPE][j];
        double squashed = x[BACK_SQUASHED][j];
        double slope = x[CELL_SLOPE][j] + dh * o * (1 - squashed * squashed);
        x[0][j] = slope * g * i * (1 - i);
        x[1][j] = slope * x[CELL_BEFORE][j] * f * (1 - f);
        x[2][j] = slope * i * (1 - g * g);
        x[3][j] = dh * squashed * o * (1 - o);
        x[CELL_SLOPE][j] = slope * f;
      }
    }
  };

  private LstmGates() {}
}

package dev.rondo.core.cell;

import static dev.rondo.core.compute.Activation.LOGISTIC;
import static dev.rondo.core.compute.Activation.TANH;

import dev.rondo.core.compute.Pointwise;

/**
 * What an {@link LstmCell} without peepholes does with the numbers of one step. Its lanes stand in the order of the constants.
 * Loops are short and follow each other, for the JIT compiler does not vectorise long ones.
 */
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
      cells(x, n);
      states(x, n);
    }

    @Override
    public void apply(double[][] x, int n) {
      cells(x, n);
      states(x, n);
    }
  };

  static final Pointwise BACKWARD = new Pointwise() {
    @Override
    public void apply(float[][] x, int n) {
      stateSlopes(x, n);
      cellSlopes(x, n);
    }

    @Override
    public void apply(double[][] x, int n) {
      stateSlopes(x, n);
      cellSlopes(x, n);
    }
  };

  private LstmGates() {}

  /** i, f, g and c = f before + i g, from the sums. */
  static void cells(float[][] x, int n) {
    LOGISTIC.value(x[0], n);
    LOGISTIC.value(x[1], n);
    TANH.value(x[2], n);
    float[] i = x[0];
    float[] f = x[1];
    float[] g = x[2];
    float[] before = x[CELL_BEFORE];
    float[] c = x[CELL];
    for (int j = 0; j < n; j++) {
      c[j] = Math.fma(f[j], before[j], i[j] * g[j]);
    }
  }

  static void cells(double[][] x, int n) {
    LOGISTIC.value(x[0], n);
    LOGISTIC.value(x[1], n);
    TANH.value(x[2], n);
    for (int j = 0; j < n; j++) {
      x[CELL][j] = x[1][j] * x[CELL_BEFORE][j] + x[0][j] * x[2][j];
    }
  }

  /** o and h = o tanh(c), from its sum and c. */
  static void states(float[][] x, int n) {
    float[] o = x[3];
    float[] squashed = x[SQUASHED];
    float[] h = x[STATE];
    System.arraycopy(x[CELL], 0, squashed, 0, n);
    TANH.value(squashed, n);
    LOGISTIC.value(o, n);
    for (int j = 0; j < n; j++) {
      h[j] = o[j] * squashed[j];
    }
  }

  static void states(double[][] x, int n) {
    System.arraycopy(x[CELL], 0, x[SQUASHED], 0, n);
    TANH.value(x[SQUASHED], n);
    LOGISTIC.value(x[3], n);
    for (int j = 0; j < n; j++) {
      x[STATE][j] = x[3][j] * x[SQUASHED][j];
    }
  }

  /** Back through {@link #states}: adds to the slopes by c, and o becomes the slope by its sum. */
  static void stateSlopes(float[][] x, int n) {
    float[] o = x[3];
    float[] squashed = x[BACK_SQUASHED];
    float[] dh = x[STATE_SLOPE];
    float[] dc = x[CELL_SLOPE];
    for (int j = 0; j < n; j++) {
      dc[j] = Math.fma(dh[j] * o[j], Math.fma(-squashed[j], squashed[j], 1f), dc[j]);
    }
    for (int j = 0; j < n; j++) {
      o[j] = dh[j] * squashed[j] * Math.fma(-o[j], o[j], o[j]);
    }
  }

  static void stateSlopes(double[][] x, int n) {
    for (int j = 0; j < n; j++) {
      double o = x[3][j];
      double squashed = x[BACK_SQUASHED][j];
      double dh = x[STATE_SLOPE][j];
      x[CELL_SLOPE][j] += dh * o * (1 - squashed * squashed);
      x[3][j] = dh * squashed * o * (1 - o);
    }
  }

  /** Back through {@link #cells}: the slopes by c become those by c before, and i, f and g the slopes by their sums. */
  static void cellSlopes(float[][] x, int n) {
    float[] i = x[0];
    float[] f = x[1];
    float[] g = x[2];
    float[] before = x[CELL_BEFORE];
    float[] dc = x[CELL_SLOPE];
    for (int j = 0; j < n; j++) {
      float gate = i[j];
      float candidate = g[j];
      i[j] = dc[j] * candidate * Math.fma(-gate, gate, gate);
      g[j] = dc[j] * gate * Math.fma(-candidate, candidate, 1f);
    }
    for (int j = 0; j < n; j++) {
      float gate = f[j];
      float slope = dc[j];
      dc[j] = slope * gate;
      f[j] = slope * before[j] * Math.fma(-gate, gate, gate);
    }
  }

  static void cellSlopes(double[][] x, int n) {
    for (int j = 0; j < n; j++) {
      double i = x[0][j];
      double f = x[1][j];
      double g = x[2][j];
      double slope = x[CELL_SLOPE][j];
      x[0][j] = slope * g * i * (1 - i);
      x[1][j] = slope * x[CELL_BEFORE][j] * f * (1 - f);
      x[2][j] = slope * i * (1 - g * g);
      x[CELL_SLOPE][j] = slope * f;
    }
  }
}

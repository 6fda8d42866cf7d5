package dev.rondo.core.cell;

import static dev.rondo.core.compute.Activation.LOGISTIC;
import static dev.rondo.core.compute.Activation.TANH;

import dev.rondo.core.compute.Pointwise;

/**
 * What {@link Lstm1997Cell} does with the numbers of one step, with g(x) = tanh(k x) / k and s(x) = tanh(k x). Loops are short
 * and follow each other, for the JIT compiler does not vectorise long ones.
 */
final class Lstm1997Gates {
  private Lstm1997Gates() {}

  /** Lanes: input gate, output gate, candidate; m_{t-1}, m_t, s(m_t), h_t. */
  record Forward(float k) implements Pointwise {
    @Override
    public void apply(float[][] x, int n) {
      float[] u = x[0];
      float[] o = x[1];
      float[] a = x[2];
      float[] before = x[3];
      float[] m = x[4];
      float[] squashed = x[5];
      float[] h = x[6];
      float inverse = 1 / k;
      LOGISTIC.value(u, n);
      LOGISTIC.value(o, n);
      for (int j = 0; j < n; j++) {
        a[j] *= k;
      }
      TANH.value(a, n);
      for (int j = 0; j < n; j++) {
        a[j] *= inverse;
        m[j] = Math.fma(a[j], u[j], before[j]);
        squashed[j] = k * m[j];
      }
      TANH.value(squashed, n);
      for (int j = 0; j < n; j++) {
        h[j] = squashed[j] * o[j];
      }
    }

    @Override
    public void apply(double[][] x, int n) {
      LOGISTIC.value(x[0], n);
      LOGISTIC.value(x[1], n);
      for (int j = 0; j < n; j++) {
        x[2][j] *= k;
      }
      TANH.value(x[2], n);
      for (int j = 0; j < n; j++) {
        x[2][j] /= k;
        x[4][j] = x[3][j] + x[2][j] * x[0][j];
        x[5][j] = k * x[4][j];
      }
      TANH.value(x[5], n);
      for (int j = 0; j < n; j++) {
        x[6][j] = x[5][j] * x[1][j];
      }
    }
  }

  /** Lanes: input gate, output gate, candidate; s(m_t), the slopes by h_t, and those by m. */
  record Backward(float k) implements Pointwise {
    @Override
    public void apply(float[][] x, int n) {
      float[] u = x[0];
      float[] o = x[1];
      float[] a = x[2];
      float[] squashed = x[3];
      float[] dh = x[4];
      float[] dm = x[5];
      float square = k * k;
      // Forward: h = s(m) o.
      for (int j = 0; j < n; j++) {
        dm[j] = Math.fma(dh[j] * o[j] * k, Math.fma(-squashed[j], squashed[j], 1f), dm[j]);
      }
      for (int j = 0; j < n; j++) {
        o[j] = dh[j] * squashed[j] * Math.fma(-o[j], o[j], o[j]);
      }
      // Forward: m = before + a u.
      for (int j = 0; j < n; j++) {
        float gate = u[j];
        float candidate = a[j];
        u[j] = dm[j] * candidate * Math.fma(-gate, gate, gate);
        a[j] = dm[j] * gate * Math.fma(-square * candidate, candidate, 1f);
      }
    }

    @Override
    public void apply(double[][] x, int n) {
      for (int j = 0; j < n; j++) {
        double u = x[0][j];
        double o = x[1][j];
        double a = x[2][j];
        double squashed = x[3][j];
        double dh = x[4][j];
        double slope = x[5][j] + dh * o * k * (1 - squashed * squashed);
        x[0][j] = slope * a * u * (1 - u);
        x[1][j] = dh * squashed * o * (1 - o);
        x[2][j] = slope * u * (1 - k * k * a * a);
        x[5][j] = slope;
      }
    }
  }
}

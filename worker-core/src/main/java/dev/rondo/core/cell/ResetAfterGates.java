package dev.rondo.core.cell;

import static dev.rondo.core.compute.Activation.LOGISTIC;

import dev.rondo.core.compute.Activation;
import dev.rondo.core.compute.Pointwise;

/**
 * What {@link ResetAfterGru} does with the numbers of one step; f is the candidate's nonlinearity. Loops are short and follow
 * each other, for the JIT compiler does not vectorise long ones.
 */
final class ResetAfterGates {
  private ResetAfterGates() {}

  /** Lanes: r, z, n; the three products; h_{t-1}, c, h_t. */
  record Forward(Activation f) implements Pointwise {
    @Override
    public void apply(float[][] x, int count) {
      float[] r = x[0];
      float[] z = x[1];
      float[] n = x[2];
      float[] resetProduct = x[3];
      float[] updateProduct = x[4];
      float[] q = x[5];
      float[] before = x[6];
      float[] c = x[7];
      float[] h = x[8];
      for (int j = 0; j < count; j++) {
        r[j] += resetProduct[j];
        z[j] += updateProduct[j];
        q[j] += c[j];
      }
      LOGISTIC.value(r, count);
      LOGISTIC.value(z, count);
      for (int j = 0; j < count; j++) {
        n[j] = Math.fma(r[j], q[j], n[j]);
      }
      f.value(n, count);
      for (int j = 0; j < count; j++) {
        h[j] = Math.fma(z[j], before[j] - n[j], n[j]);
      }
    }

    @Override
    public void apply(double[][] x, int count) {
      for (int j = 0; j < count; j++) {
        x[0][j] += x[3][j];
        x[1][j] += x[4][j];
        x[5][j] += x[7][j];
      }
      LOGISTIC.value(x[0], count);
      LOGISTIC.value(x[1], count);
      for (int j = 0; j < count; j++) {
        x[2][j] += x[0][j] * x[5][j];
      }
      f.value(x[2], count);
      for (int j = 0; j < count; j++) {
        x[8][j] = (1 - x[1][j]) * x[2][j] + x[1][j] * x[6][j];
      }
    }
  }

  /** Lanes: r, z, n; the three products; h_{t-1}, the slopes by h_t from above, and those from the step after. */
  record Backward(Activation f) implements Pointwise {
    @Override
    public void apply(float[][] x, int count) {
      float[] r = x[0];
      float[] z = x[1];
      float[] n = x[2];
      float[] resetSlope = x[3];
      float[] updateSlope = x[4];
      float[] q = x[5];
      float[] before = x[6];
      float[] d = x[7];
      float[] back = x[8];
      for (int j = 0; j < count; j++) {
        d[j] += back[j];
      }
      // Forward: h = (1 - z) n + z before.
      for (int j = 0; j < count; j++) {
        back[j] = d[j] * z[j];
        resetSlope[j] = Math.fma(-d[j], z[j], d[j]);
      }
      for (int j = 0; j < count; j++) {
        z[j] = d[j] * (before[j] - n[j]) * Math.fma(-z[j], z[j], z[j]);
      }
      System.arraycopy(z, 0, updateSlope, 0, count);
      // Forward: n = f(. + r q).
      f.timesSlope(n, resetSlope, count);
      System.arraycopy(resetSlope, 0, n, 0, count);
      for (int j = 0; j < count; j++) {
        float gate = r[j];
        float product = q[j];
        q[j] = n[j] * gate;
        r[j] = n[j] * product * Math.fma(-gate, gate, gate);
      }
      System.arraycopy(r, 0, resetSlope, 0, count);
    }

    @Override
    public void apply(double[][] x, int count) {
      for (int j = 0; j < count; j++) {
        x[7][j] += x[8][j];
        double z = x[1][j];
        x[8][j] = x[7][j] * z;
        x[3][j] = x[7][j] * (1 - z);
        x[1][j] = x[7][j] * (x[6][j] - x[2][j]) * z * (1 - z);
        x[4][j] = x[1][j];
      }
      f.timesSlope(x[2], x[3], count);
      for (int j = 0; j < count; j++) {
        double slope = x[3][j];
        double r = x[0][j];
        x[2][j] = slope;
        x[0][j] = slope * x[5][j] * r * (1 - r);
        x[3][j] = x[0][j];
        x[5][j] = slope * r;
      }
    }
  }
}

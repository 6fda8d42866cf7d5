package dev.rondo.core.cell;

import static dev.rondo.core.compute.Activation.LOGISTIC;

import dev.rondo.core.compute.Activation;
import dev.rondo.core.compute.Pointwise;
import java.util.Arrays;

/**
 * What {@link ResetBeforeGru} does with the numbers of one step, before and after the candidate's product. Loops are short and
 * follow each other, for the JIT compiler does not vectorise long ones.
 */
final class ResetBeforeGates {
  /** Lanes: r, z, their products, h_{t-1}, r h_{t-1}. */
  static final Pointwise FORWARD = new Pointwise() {
    @Override
    public void apply(float[][] x, int count) {
      float[] r = x[0];
      float[] z = x[1];
      float[] resetProduct = x[2];
      float[] updateProduct = x[3];
      float[] before = x[4];
      float[] reset = x[5];
      for (int j = 0; j < count; j++) {
        r[j] += resetProduct[j];
        z[j] += updateProduct[j];
      }
      LOGISTIC.value(r, count);
      LOGISTIC.value(z, count);
      for (int j = 0; j < count; j++) {
        reset[j] = r[j] * before[j];
      }
    }

    @Override
    public void apply(double[][] x, int count) {
      for (int j = 0; j < count; j++) {
        x[0][j] += x[2][j];
        x[1][j] += x[3][j];
      }
      LOGISTIC.value(x[0], count);
      LOGISTIC.value(x[1], count);
      for (int j = 0; j < count; j++) {
        x[5][j] = x[0][j] * x[4][j];
      }
    }
  };

  /** Lanes: r, the slope by its product, h_{t-1}, the slopes by r h_{t-1}, those by h_{t-1}. */
  static final Pointwise BACKWARD = new Pointwise() {
    @Override
    public void apply(float[][] x, int count) {
      float[] r = x[0];
      float[] productSlope = x[1];
      float[] before = x[2];
      float[] d = x[3];
      float[] back = x[4];
      for (int j = 0; j < count; j++) {
        back[j] = Math.fma(d[j], r[j], back[j]);
        r[j] = d[j] * before[j] * Math.fma(-r[j], r[j], r[j]);
      }
      System.arraycopy(r, 0, productSlope, 0, count);
    }

    @Override
    public void apply(double[][] x, int count) {
      for (int j = 0; j < count; j++) {
        double r = x[0][j];
        x[4][j] += x[3][j] * r;
        x[0][j] = x[3][j] * x[2][j] * r * (1 - r);
        x[1][j] = x[0][j];
      }
    }
  };

  private ResetBeforeGates() {}

  /** Lanes: n, the candidate's product, z, h_{t-1}, h_t. */
  record StateForward(Activation f) implements Pointwise {
    @Override
    public void apply(float[][] x, int count) {
      float[] n = x[0];
      float[] product = x[1];
      float[] z = x[2];
      float[] before = x[3];
      float[] h = x[4];
      for (int j = 0; j < count; j++) {
        n[j] += product[j];
      }
      f.value(n, count);
      for (int j = 0; j < count; j++) {
        h[j] = Math.fma(z[j], n[j] - before[j], before[j]);
      }
    }

    @Override
    public void apply(double[][] x, int count) {
      for (int j = 0; j < count; j++) {
        x[0][j] += x[1][j];
      }
      f.value(x[0], count);
      for (int j = 0; j < count; j++) {
        x[4][j] = (1 - x[2][j]) * x[3][j] + x[2][j] * x[0][j];
      }
    }
  }

  /**
   * Lanes: z, n, the slopes by the products of z and of the candidate, h_{t-1}, the slopes by h_t from above, those from the step
   * after, and zeros for the slopes by r h_{t-1}.
   */
  record StateBackward(Activation f) implements Pointwise {
    @Override
    public void apply(float[][] x, int count) {
      float[] z = x[0];
      float[] n = x[1];
      float[] updateSlope = x[2];
      float[] candidateSlope = x[3];
      float[] before = x[4];
      float[] d = x[5];
      float[] back = x[6];
      for (int j = 0; j < count; j++) {
        d[j] += back[j];
      }
      // Forward: h = (1 - z) before + z n.
      for (int j = 0; j < count; j++) {
        back[j] = Math.fma(-d[j], z[j], d[j]);
        candidateSlope[j] = d[j] * z[j];
      }
      for (int j = 0; j < count; j++) {
        z[j] = d[j] * (n[j] - before[j]) * Math.fma(-z[j], z[j], z[j]);
      }
      System.arraycopy(z, 0, updateSlope, 0, count);
      Arrays.fill(x[7], 0, count, 0f);
      // Forward: n = f(sum).
      f.timesSlope(n, candidateSlope, count);
      System.arraycopy(candidateSlope, 0, n, 0, count);
    }

    @Override
    public void apply(double[][] x, int count) {
      for (int j = 0; j < count; j++) {
        x[5][j] += x[6][j];
        double z = x[0][j];
        x[6][j] = x[5][j] * (1 - z);
        x[3][j] = x[5][j] * z;
        x[0][j] = x[5][j] * (x[1][j] - x[4][j]) * z * (1 - z);
        x[2][j] = x[0][j];
        x[7][j] = 0;
      }
      f.timesSlope(x[1], x[3], count);
      System.arraycopy(x[3], 0, x[1], 0, count);
    }
  }
}

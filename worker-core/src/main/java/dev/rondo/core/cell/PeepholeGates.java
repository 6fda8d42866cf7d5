package dev.rondo.core.cell;

import static dev.rondo.core.cell.LstmGates.BACK_SQUASHED;
import static dev.rondo.core.cell.LstmGates.CELL;
import static dev.rondo.core.cell.LstmGates.CELL_BEFORE;
import static dev.rondo.core.cell.LstmGates.CELL_SLOPE;
import static dev.rondo.core.cell.LstmGates.SQUASHED;
import static dev.rondo.core.cell.LstmGates.STATE;
import static dev.rondo.core.cell.LstmGates.STATE_SLOPE;
import static dev.rondo.core.compute.Activation.LOGISTIC;
import static dev.rondo.core.compute.Activation.TANH;

import dev.rondo.core.compute.Pointwise;

/** What an {@link LstmCell} with peepholes does with the numbers of one step: lanes as in {@link LstmGates}, and these. */
final class PeepholeGates {
  // The peepholes of input, forget and output gate: in both passes.
  private static final int PEEP_INPUT = 8;
  private static final int PEEP_FORGET = 9;
  private static final int PEEP_OUTPUT = 10;

  // Backward: c_t, and three lanes that take up the peepholes' slopes.
  static final int BACK_CELL = 11;
  static final int SLOPES = 12;

  static final Pointwise FORWARD = new Pointwise() {
    @Override
    public void apply(float[][] x, int n) {
      addProduct(x[PEEP_INPUT], x[CELL_BEFORE], x[0], n);
      addProduct(x[PEEP_FORGET], x[CELL_BEFORE], x[1], n);
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
      addProduct(x[PEEP_OUTPUT], c, x[3], n);
      LOGISTIC.value(x[3], n);
      TANH.value(squashed, n);
      float[] o = x[3];
      float[] h = x[STATE];
      for (int j = 0; j < n; j++) {
        h[j] = o[j] * squashed[j];
      }
    }

    @Override
    public void apply(double[][] x, int n) {
      for (int j = 0; j < n; j++) {
        x[0][j] += x[PEEP_INPUT][j] * x[CELL_BEFORE][j];
        x[1][j] += x[PEEP_FORGET][j] * x[CELL_BEFORE][j];
      }
      LOGISTIC.value(x[0], n);
      LOGISTIC.value(x[1], n);
      TANH.value(x[2], n);
      for (int j = 0; j < n; j++) {
        x[CELL][j] = x[1][j] * x[CELL_BEFORE][j] + x[0][j] * x[2][j];
        x[SQUASHED][j] = x[CELL][j];
        x[3][j] += x[PEEP_OUTPUT][j] * x[CELL][j];
      }
      LOGISTIC.value(x[3], n);
      TANH.value(x[SQUASHED], n);
      for (int j = 0; j < n; j++) {
        x[STATE][j] = x[3][j] * x[SQUASHED][j];
      }
    }
  };

  private PeepholeGates() {}

  private static void addProduct(float[] a, float[] b, float[] sums, int n) {
    for (int j = 0; j < n; j++) {
      sums[j] = Math.fma(a[j], b[j], sums[j]);
    }
  }

  /** @param clip largest magnitude of a slope by a sum; infinite for no clipping */
  static Pointwise backward(double clip) {
    return new Backward(clip, (float) clip);
  }

  private record Backward(double clip, float floatClip) implements Pointwise {
    @Override
    public void apply(float[][] x, int n) {
      slopes(x, n);
      for (int k = 0; k < 4; k++) {
        float[] d = x[k];
        for (int j = 0; j < n; j++) {
          d[j] = Math.max(-floatClip, Math.min(floatClip, d[j]));
        }
      }
    }

    private static void slopes(float[][] x, int n) {
      outputSlopes(x, n);
      float[] i = x[0];
      float[] f = x[1];
      float[] g = x[2];
      float[] before = x[CELL_BEFORE];
      float[] peepInput = x[PEEP_INPUT];
      float[] peepForget = x[PEEP_FORGET];
      float[] dc = x[CELL_SLOPE];
      for (int j = 0; j < n; j++) {
        // Forward: c = f before + i g, where the sums of i and f have peepholes at before.
        float slope = dc[j];
        float di = slope * g[j] * Math.fma(-i[j], i[j], i[j]);
        float df = slope * before[j] * Math.fma(-f[j], f[j], f[j]);
        g[j] = slope * i[j] * Math.fma(-g[j], g[j], 1f);
        dc[j] = Math.fma(slope, f[j], Math.fma(di, peepInput[j], df * peepForget[j]));
        i[j] = di;
        f[j] = df;
      }
      addProduct(i, before, x[SLOPES], n);
      addProduct(f, before, x[SLOPES + 1], n);
    }

    private static void outputSlopes(float[][] x, int n) {
      float[] o = x[3];
      float[] squashed = x[BACK_SQUASHED];
      float[] dh = x[STATE_SLOPE];
      float[] dc = x[CELL_SLOPE];
      float[] peepOutput = x[PEEP_OUTPUT];
      for (int j = 0; j < n; j++) {
        // Forward: h = o tanh(c), where the sum of o has a peephole at c.
        float slope = Math.fma(dh[j] * o[j], Math.fma(-squashed[j], squashed[j], 1f), dc[j]);
        float outputSlope = dh[j] * squashed[j] * Math.fma(-o[j], o[j], o[j]);
        o[j] = outputSlope;
        dc[j] = Math.fma(outputSlope, peepOutput[j], slope);
      }
      addProduct(o, x[BACK_CELL], x[SLOPES + 2], n);
    }

    @Override
    public void apply(double[][] x, int n) {
      for (int j = 0; j < n; j++) {
        double i = x[0][j];
        double f = x[1][j];
        double g = x[2][j];
        double o = x[3][j];
        double before = x[CELL_BEFORE][j];
        double dh = x[STATE_SLOPE][j];
        double squashed = x[BACK_SQUASHED][j];
        double outputSlope = dh * squashed * o * (1 - o);
        double slope = x[CELL_SLOPE][j] + dh * o * (1 - squashed * squashed) + outputSlope * x[PEEP_OUTPUT][j];
        double inputSlope = slope * g * i * (1 - i);
        double forgetSlope = slope * before * f * (1 - f);
        x[CELL_SLOPE][j] = slope * f + inputSlope * x[PEEP_INPUT][j] + forgetSlope * x[PEEP_FORGET][j];
        x[SLOPES][j] += inputSlope * before;
        x[SLOPES + 1][j] += forgetSlope * before;
        x[SLOPES + 2][j] += outputSlope * x[BACK_CELL][j];
        x[0][j] = clipped(inputSlope);
        x[1][j] = clipped(forgetSlope);
        x[2][j] = clipped(slope * i * (1 - g * g));
        x[3][j] = clipped(outputSlope);
      }
    }

    private double clipped(double slope) {
      return Math.max(-clip, Math.min(clip, slope));
    }
  }
}

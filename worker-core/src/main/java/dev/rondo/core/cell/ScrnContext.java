package dev.rondo.core.cell;

import dev.rondo.core.compute.Pointwise;

/** What the context units of an {@link ScrnCell} do, with the rates q in front. */
enum ScrnContext implements Pointwise {
  /** Of s_{t-1} and u_t B, which becomes s_t. */
  LEAK {
    @Override
    public void apply(float[][] x, int n) {
      float[] q = x[0];
      float[] before = x[1];
      float[] s = x[2];
      for (int i = 0; i < n; i++) {
        s[i] = (1f - q[i]) * s[i] + q[i] * before[i];
      }
    }

    @Override
    public void apply(double[][] x, int n) {
      for (int i = 0; i < n; i++) {
        x[2][i] = (1 - x[0][i]) * x[2][i] + x[0][i] * x[1][i];
      }
    }
  },

  /** Of the slopes by s_t and by s_{t-1}. */
  RETURN {
    @Override
    public void apply(float[][] x, int n) {
      float[] q = x[0];
      float[] later = x[1];
      float[] now = x[2];
      for (int i = 0; i < n; i++) {
        now[i] += q[i] * later[i];
      }
    }

    @Override
    public void apply(double[][] x, int n) {
      for (int i = 0; i < n; i++) {
        x[2][i] += x[0][i] * x[1][i];
      }
    }
  },

  /** Of the slopes by s_t, which become those by u_t B. */
  DRIVE {
    @Override
    public void apply(float[][] x, int n) {
      float[] q = x[0];
      float[] d = x[1];
      for (int i = 0; i < n; i++) {
        d[i] *= 1f - q[i];
      }
    }

    @Override
    public void apply(double[][] x, int n) {
      for (int i = 0; i < n; i++) {
        x[1][i] *= 1 - x[0][i];
      }
    }
  }
}

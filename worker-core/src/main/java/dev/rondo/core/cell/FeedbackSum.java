package dev.rondo.core.cell;

import dev.rondo.core.compute.Pointwise;

/** What one layer gives to the feedback S of another: of the gates g where there are any, of what was sent, and of S. */
enum FeedbackSum implements Pointwise {
  GATED {
    @Override
    public void apply(float[][] x, int n) {
      for (int i = 0; i < n; i++) {
        x[2][i] += x[0][i] * x[1][i];
      }
    }

    @Override
    public void apply(double[][] x, int n) {
      for (int i = 0; i < n; i++) {
        x[2][i] += x[0][i] * x[1][i];
      }
    }
  },

  /** Gates and what was sent become the slopes by them. */
  GATED_BACK {
    @Override
    public void apply(float[][] x, int n) {
      for (int i = 0; i < n; i++) {
        float g = x[0][i];
        x[0][i] = x[1][i] * x[2][i];
        x[1][i] = g * x[2][i];
      }
    }

    @Override
    public void apply(double[][] x, int n) {
      for (int i = 0; i < n; i++) {
        double g = x[0][i];
        x[0][i] = x[1][i] * x[2][i];
        x[1][i] = g * x[2][i];
      }
    }
  },

  OPEN {
    @Override
    public void apply(float[][] x, int n) {
      for (int i = 0; i < n; i++) {
        x[1][i] += x[0][i];
      }
    }

    @Override
    public void apply(double[][] x, int n) {
      for (int i = 0; i < n; i++) {
        x[1][i] += x[0][i];
      }
    }
  },

  /** What was sent becomes the slopes by it. */
  OPEN_BACK {
    @Override
    public void apply(float[][] x, int n) {
      System.arraycopy(x[1], 0, x[0], 0, n);
    }

    @Override
    public void apply(double[][] x, int n) {
      System.arraycopy(x[1], 0, x[0], 0, n);
    }
  }
}

package dev.rondo.core.front;

import dev.rondo.core.compute.Pointwise;

/** y := the largest of x_1 ... x_p and 0; the last operand is y. */
record Pooling(int p) implements Pointwise {
  @Override
  public void apply(float[][] x, int n) {
    float[] y = x[p];
    for (int i = 0; i < n; i++) {
      y[i] = 0f;
    }
    for (int j = 0; j < p; j++) {
      float[] a = x[j];
      for (int i = 0; i < n; i++) {
        y[i] = Math.max(y[i], a[i]);
      }
    }
  }

  @Override
  public void apply(double[][] x, int n) {
    double[] y = x[p];
    for (int i = 0; i < n; i++) {
      y[i] = 0;
    }
    for (int j = 0; j < p; j++) {
      double[] a = x[j];
      for (int i = 0; i < n; i++) {
        y[i] = Math.max(y[i], a[i]);
      }
    }
  }

  /** x_j := dy where x_j is y, the first of equals, and above 0; else 0. The last operand is dy. */
  record Slopes(int p) implements Pointwise {
    @Override
    public void apply(float[][] x, int n) {
      for (int i = 0; i < n; i++) {
        int largest = -1;
        float y = 0f;
        for (int j = 0; j < p; j++) {
          if (x[j][i] > y) {
            y = x[j][i];
            largest = j;
          }
        }
        for (int j = 0; j < p; j++) {
          x[j][i] = j == largest ? x[p][i] : 0f;
        }
      }
    }

    @Override
    public void apply(double[][] x, int n) {
      for (int i = 0; i < n; i++) {
        int largest = -1;
        double y = 0;
        for (int j = 0; j < p; j++) {
          if (x[j][i] > y) {
            y = x[j][i];
            largest = j;
          }
        }
        for (int j = 0; j < p; j++) {
          x[j][i] = j == largest ? x[p][i] : 0;
        }
      }
    }
  }
}

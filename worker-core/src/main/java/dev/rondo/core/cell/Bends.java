package dev.rondo.core.cell;

import dev.rondo.core.compute.Pointwise;

/** The function a where a is positive and slope a elsewhere, and its slopes: leaky ReLU, PReLU, absolute value. */
final class Bends {
  private Bends() {}

  /** a := a where it is positive, else slope a. */
  static final class Forward implements Pointwise {
    /** Set before use. */
    double slope;

    @Override
    public void apply(float[][] x, int n) {
      float[] a = x[0];
      float s = (float) slope;
      for (int i = 0; i < n; i++) {
        a[i] = a[i] > 0f ? a[i] : s * a[i];
      }
    }

    @Override
    public void apply(double[][] x, int n) {
      double[] a = x[0];
      for (int i = 0; i < n; i++) {
        a[i] = a[i] > 0 ? a[i] : slope * a[i];
      }
    }
  }

  /** d := d where the sum was positive, else slope d; and sum := min(sum, 0) d, the slope by slope, where that is trained. */
  static final class Backward implements Pointwise {
    private final boolean trained;
    /** Set before use. */
    double slope;

    Backward(boolean trained) {
      this.trained = trained;
    }

    @Override
    public void apply(float[][] x, int n) {
      float[] a = x[0];
      float[] d = x[1];
      float s = (float) slope;
      if (trained) {
        for (int i = 0; i < n; i++) {
          float bent = Math.min(a[i], 0f) * d[i];
          d[i] *= a[i] > 0f ? 1f : s;
          a[i] = bent;
        }
      } else {
        for (int i = 0; i < n; i++) {
          d[i] *= a[i] > 0f ? 1f : s;
        }
      }
    }

    @Override
    public void apply(double[][] x, int n) {
      double[] a = x[0];
      double[] d = x[1];
      for (int i = 0; i < n; i++) {
        double bent = Math.min(a[i], 0) * d[i];
        d[i] *= a[i] > 0 ? 1 : slope;
        a[i] = trained ? bent : a[i];
      }
    }
  }
}

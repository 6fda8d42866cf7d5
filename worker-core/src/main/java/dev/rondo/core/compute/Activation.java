package dev.rondo.core.compute;

import java.util.Arrays;

/**
 * A nonlinearity f, value and slope side by side. Slopes are taken from the value h = f(a), so the pre-activation need not be
 * kept. All loops work on the first n numbers, in place, and the same input gives the same bits wherever it stands.
 */
public enum Activation {
  TANH {
    @Override
    public void value(float[] a, int n) {
      FloatFunctions.tanh(a, n);
    }

    @Override
    public void timesSlope(float[] h, float[] d, int n) {
      for (int i = 0; i < n; i++) {
        d[i] *= Math.fma(-h[i], h[i], 1f);
      }
    }

    @Override
    public void value(double[] a, int n) {
      for (int i = 0; i < n; i++) {
        a[i] = StrictMath.tanh(a[i]);
      }
    }

    @Override
    public void timesSlope(double[] h, double[] d, int n) {
      for (int i = 0; i < n; i++) {
        d[i] *= 1 - h[i] * h[i];
      }
    }
  },

  LOGISTIC {
    @Override
    public void value(float[] a, int n) {
      FloatFunctions.logistic(a, n);
    }

    @Override
    public void timesSlope(float[] h, float[] d, int n) {
      for (int i = 0; i < n; i++) {
        d[i] *= Math.fma(-h[i], h[i], h[i]);
      }
    }

    @Override
    public void value(double[] a, int n) {
      for (int i = 0; i < n; i++) {
        a[i] = 1 / (1 + StrictMath.exp(-a[i]));
      }
    }

    @Override
    public void timesSlope(double[] h, double[] d, int n) {
      for (int i = 0; i < n; i++) {
        d[i] *= h[i] * (1 - h[i]);
      }
    }
  },

  /** max(a, 0), with slope 0 at 0. */
  RELU {
    @Override
    public void value(float[] a, int n) {
      for (int i = 0; i < n; i++) {
        a[i] = Math.max(a[i], 0f);
      }
    }

    @Override
    public void timesSlope(float[] h, float[] d, int n) {
      for (int i = 0; i < n; i++) {
        d[i] = h[i] > 0f ? d[i] : 0f;
      }
    }

    @Override
    public void value(double[] a, int n) {
      for (int i = 0; i < n; i++) {
        a[i] = Math.max(a[i], 0);
      }
    }

    @Override
    public void timesSlope(double[] h, double[] d, int n) {
      for (int i = 0; i < n; i++) {
        d[i] = h[i] > 0 ? d[i] : 0;
      }
    }
  },

  /** 1 where a is positive, else 0. Its slope is 0 everywhere: nothing before it learns. */
  THRESHOLD {
    @Override
    public void value(float[] a, int n) {
      for (int i = 0; i < n; i++) {
        a[i] = a[i] > 0f ? 1f : 0f;
      }
    }

    @Override
    public void timesSlope(float[] h, float[] d, int n) {
      Arrays.fill(d, 0, n, 0f);
    }

    @Override
    public void value(double[] a, int n) {
      for (int i = 0; i < n; i++) {
        a[i] = a[i] > 0 ? 1 : 0;
      }
    }

    @Override
    public void timesSlope(double[] h, double[] d, int n) {
      Arrays.fill(d, 0, n, 0);
    }
  },

  IDENTITY {
    @Override
    public void value(float[] a, int n) {}

    @Override
    public void timesSlope(float[] h, float[] d, int n) {}

    @Override
    public void value(double[] a, int n) {}

    @Override
    public void timesSlope(double[] h, double[] d, int n) {}
  };

  /** a := f(a). */
  public abstract void value(float[] a, int n);

  /** d := d f'(a), given h = f(a). */
  public abstract void timesSlope(float[] h, float[] d, int n);

  /** a := f(a) in double precision, with the exact functions. */
  public abstract void value(double[] a, int n);

  /** d := d f'(a) in double precision, given h = f(a). */
  public abstract void timesSlope(double[] h, double[] d, int n);
}

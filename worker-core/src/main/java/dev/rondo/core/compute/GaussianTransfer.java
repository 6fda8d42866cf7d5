package dev.rondo.core.compute;

/**
 * Mean and variance of f(a) where a is normal with mean m and variance v, moments and slopes side by side (paper 000, section
 * 6.5; the approximations of Wang and Manning 2013 for logistic functions, exact for the others). All loops work on the first n
 * numbers, in place.
 *
 * <p>With A = 4 - 2 sqrt(2) and B = -ln(sqrt(2) - 1), E logistic(a) ~ M = logistic(m / sqrt(1 + pi v / 8)) and
 * E logistic(a)^2 ~ S = logistic(A (m - B) / sqrt(1 + pi A^2 v / 8)). S - M^2 is nowhere negative, but 0.0126 at m = v = 0:
 * even without any dropout, a network of these is not exactly the deterministic one.
 */
public enum GaussianTransfer {
  /** 2 logistic(2 a) - 1. */
  TANH {
    @Override
    public void moments(float[] m, float[] v, int n) {
      sigmoidMoments(2f, 1f, m, v, n);
    }

    @Override
    public void slopes(float[] m, float[] v, float[] dm, float[] dv, float[] s, float[] t, int n) {
      sigmoidSlopes(2f, 1f, m, v, dm, dv, s, t, n);
    }

    @Override
    public void moments(double[] m, double[] v, int n) {
      sigmoidMoments(2, 1, m, v, n);
    }

    @Override
    public void slopes(double[] m, double[] v, double[] dm, double[] dv, int n) {
      sigmoidSlopes(2, 1, m, v, dm, dv, n);
    }
  },

  /** 2 logistic(a) - 1 = tanh(a / 2), which the first paper's code computes in place of tanh. */
  HALF_SLOPE_TANH {
    @Override
    public void moments(float[] m, float[] v, int n) {
      sigmoidMoments(1f, 1f, m, v, n);
    }

    @Override
    public void slopes(float[] m, float[] v, float[] dm, float[] dv, float[] s, float[] t, int n) {
      sigmoidSlopes(1f, 1f, m, v, dm, dv, s, t, n);
    }

    @Override
    public void moments(double[] m, double[] v, int n) {
      sigmoidMoments(1, 1, m, v, n);
    }

    @Override
    public void slopes(double[] m, double[] v, double[] dm, double[] dv, int n) {
      sigmoidSlopes(1, 1, m, v, dm, dv, n);
    }
  },

  LOGISTIC {
    @Override
    public void moments(float[] m, float[] v, int n) {
      sigmoidMoments(1f, 0.5f, m, v, n);
    }

    @Override
    public void slopes(float[] m, float[] v, float[] dm, float[] dv, float[] s, float[] t, int n) {
      sigmoidSlopes(1f, 0.5f, m, v, dm, dv, s, t, n);
    }

    @Override
    public void moments(double[] m, double[] v, int n) {
      sigmoidMoments(1, 0.5, m, v, n);
    }

    @Override
    public void slopes(double[] m, double[] v, double[] dm, double[] dv, int n) {
      sigmoidSlopes(1, 0.5, m, v, dm, dv, n);
    }
  },

  /**
   * max(a, 0), whose moments are exact: with s = sqrt(v + 1e-8) and r = m / s, mean Phi(r) m + phi(r) s and mean square
   * (m^2 + s^2) Phi(r) + m s phi(r). The 1e-8, in place of the 1e-4 that the first paper's code adds to s in r alone, keeps
   * slopes finite and variances positive.
   */
  RELU {
    @Override
    public void moments(float[] m, float[] v, int n) {
      for (int i = 0; i < n; i++) {
        double s = Math.sqrt(Math.max(v[i], 0f) + LEAST_VARIANCE);
        double at = m[i];
        m[i] = (float) rectifiedMean(at, s);
        v[i] = (float) rectifiedVariance(at, s);
      }
    }

    @Override
    public void slopes(float[] m, float[] v, float[] dm, float[] dv, float[] s, float[] t, int n) {
      for (int i = 0; i < n; i++) {
        double deviation = Math.sqrt(Math.max(v[i], 0f) + LEAST_VARIANCE);
        double above = Normal.cumulative(m[i] / deviation);
        double ratio = Normal.density(m[i] / deviation) / deviation;
        double mean = rectifiedMean(m[i], deviation);
        double byMean = dm[i];
        double byVariance = dv[i];
        dm[i] = (float) (byMean * above + byVariance * 2 * mean * (1 - above));
        dv[i] = (float) (byMean * 0.5 * ratio + byVariance * (above - mean * ratio));
      }
    }

    @Override
    public void moments(double[] m, double[] v, int n) {
      for (int i = 0; i < n; i++) {
        double s = Math.sqrt(v[i] + LEAST_VARIANCE);
        double at = m[i];
        m[i] = rectifiedMean(at, s);
        v[i] = rectifiedVariance(at, s);
      }
    }

    @Override
    public void slopes(double[] m, double[] v, double[] dm, double[] dv, int n) {
      for (int i = 0; i < n; i++) {
        double deviation = Math.sqrt(v[i] + LEAST_VARIANCE);
        double above = Normal.cumulative(m[i] / deviation);
        double ratio = Normal.density(m[i] / deviation) / deviation;
        double mean = rectifiedMean(m[i], deviation);
        double byMean = dm[i];
        double byVariance = dv[i];
        dm[i] = byMean * above + byVariance * 2 * mean * (1 - above);
        dv[i] = byMean * 0.5 * ratio + byVariance * (above - mean * ratio);
      }
    }
  },

  IDENTITY {
    @Override
    public void moments(float[] m, float[] v, int n) {}

    @Override
    public void slopes(float[] m, float[] v, float[] dm, float[] dv, float[] s, float[] t, int n) {}

    @Override
    public void moments(double[] m, double[] v, int n) {}

    @Override
    public void slopes(double[] m, double[] v, double[] dm, double[] dv, int n) {}
  },

  /**
   * The logit of the mean of logistic(a), for outputs whose loss uses that mean alone: m / sqrt(1 + pi v / 8), held where the
   * mean is in [1e-7, 1 - 1e-7]. The variance is left as it is and has no slope.
   */
  LOGIT {
    @Override
    public void moments(float[] m, float[] v, int n) {
      for (int i = 0; i < n; i++) {
        float z = m[i] / (float) Math.sqrt(Math.fma((float) EIGHTH_PI, v[i], 1f));
        m[i] = Math.max((float) -LARGEST_LOGIT, Math.min((float) LARGEST_LOGIT, z));
      }
    }

    @Override
    public void slopes(float[] m, float[] v, float[] dm, float[] dv, float[] s, float[] t, int n) {
      for (int i = 0; i < n; i++) {
        float c = 1f / (float) Math.sqrt(Math.fma((float) EIGHTH_PI, v[i], 1f));
        float d = Math.abs(m[i] * c) < (float) LARGEST_LOGIT ? dm[i] * c : 0f;
        dm[i] = d;
        dv[i] = (float) (-EIGHTH_PI / 2) * d * m[i] * c * c;
      }
    }

    @Override
    public void moments(double[] m, double[] v, int n) {
      for (int i = 0; i < n; i++) {
        double z = m[i] / Math.sqrt(1 + EIGHTH_PI * v[i]);
        m[i] = Math.max(-LARGEST_LOGIT, Math.min(LARGEST_LOGIT, z));
      }
    }

    @Override
    public void slopes(double[] m, double[] v, double[] dm, double[] dv, int n) {
      for (int i = 0; i < n; i++) {
        double c = 1 / Math.sqrt(1 + EIGHTH_PI * v[i]);
        double d = Math.abs(m[i] * c) < LARGEST_LOGIT ? dm[i] * c : 0;
        dm[i] = d;
        dv[i] = -EIGHTH_PI / 2 * d * m[i] * c * c;
      }
    }
  };

  private static final double EIGHTH_PI = Math.PI / 8;
  private static final double A = 1.1715728752538097; // 4 - 2 sqrt(2)
  private static final double B = 0.8813735870195430; // -ln(sqrt(2) - 1)
  private static final double LEAST_VARIANCE = 1e-8;
  private static final double LARGEST_LOGIT = 16.118095550958316; // ln((1 - 1e-7) / 1e-7)

  /** (m, v) := mean and variance of f(a). */
  public abstract void moments(float[] m, float[] v, int n);

  /**
   * (dm, dv), slopes by the moments of f(a), become slopes by m and v, the moments of a.
   *
   * @param s scratch, like t
   */
  public abstract void slopes(float[] m, float[] v, float[] dm, float[] dv, float[] s, float[] t, int n);

  public abstract void moments(double[] m, double[] v, int n);

  public abstract void slopes(double[] m, double[] v, double[] dm, double[] dv, int n);

  /*
   * f(a) = 2 c logistic(k a) + 1 - 2 c, with c = 1/2 or 1. With S1 = tanh(z1) = 2 M - 1 and S2 = tanh(z2) = 2 S - 1, where
   * z1 = (k m / 2) / sqrt(1 + pi k^2 v / 8) and z2 = (A (k m - B) / 2) / sqrt(1 + pi A^2 k^2 v / 8), the mean is
   * c S1 + 1 - c and the variance 4 c^2 (S - M^2) = c^2 (1 + 2 (S2 - S1) - S1^2), which loses no digits of small means.
   */

  private static void sigmoidMoments(float k, float c, float[] m, float[] v, int n) {
    float wide = (float) EIGHTH_PI * k * k;
    float wider = (float) (A * A) * wide;
    float a = (float) (A / 2);
    float b = (float) B;
    for (int i = 0; i < n; i++) {
      float at = k * m[i];
      m[i] = 0.5f * at / (float) Math.sqrt(Math.fma(wide, v[i], 1f));
      v[i] = a * (at - b) / (float) Math.sqrt(Math.fma(wider, v[i], 1f));
    }
    FloatFunctions.tanh(m, n);
    FloatFunctions.tanh(v, n);
    for (int i = 0; i < n; i++) {
      // Rounding must not make it negative.
      v[i] = Math.max(c * c * (1f + 2f * (v[i] - m[i]) - m[i] * m[i]), 0f);
      m[i] = Math.fma(c, m[i], 1f - c);
    }
  }

  private static void sigmoidSlopes(
      float k, float c, float[] m, float[] v, float[] dm, float[] dv, float[] s, float[] t, int n) {
    float wide = (float) EIGHTH_PI * k * k;
    float wider = (float) (A * A) * wide;
    float a = (float) (A / 2);
    float b = (float) B;
    for (int i = 0; i < n; i++) {
      s[i] = 0.5f * k * m[i] / (float) Math.sqrt(Math.fma(wide, v[i], 1f));
      t[i] = a * (k * m[i] - b) / (float) Math.sqrt(Math.fma(wider, v[i], 1f));
    }
    FloatFunctions.tanh(s, n);
    FloatFunctions.tanh(t, n);
    for (int i = 0; i < n; i++) {
      float g = 1f / (float) Math.sqrt(Math.fma(wide, v[i], 1f));
      float h = 1f / (float) Math.sqrt(Math.fma(wider, v[i], 1f));
      float by1 = (c * dm[i] - 2f * c * c * dv[i] * (1f + s[i])) * (1f - s[i] * s[i]) * g;
      float by2 = 2f * c * c * dv[i] * (1f - t[i] * t[i]) * h;
      dm[i] = 0.5f * k * by1 + a * k * by2;
      dv[i] = -0.5f * (wide * 0.5f * k * m[i] * by1 * g * g + wider * a * (k * m[i] - b) * by2 * h * h);
    }
  }

  private static void sigmoidMoments(double k, double c, double[] m, double[] v, int n) {
    double wide = EIGHTH_PI * k * k;
    for (int i = 0; i < n; i++) {
      double s = StrictMath.tanh(0.5 * k * m[i] / Math.sqrt(1 + wide * v[i]));
      double t = StrictMath.tanh(0.5 * A * (k * m[i] - B) / Math.sqrt(1 + A * A * wide * v[i]));
      v[i] = Math.max(c * c * (1 + 2 * (t - s) - s * s), 0);
      m[i] = c * s + 1 - c;
    }
  }

  private static void sigmoidSlopes(double k, double c, double[] m, double[] v, double[] dm, double[] dv, int n) {
    double wide = EIGHTH_PI * k * k;
    double wider = A * A * wide;
    for (int i = 0; i < n; i++) {
      double g = 1 / Math.sqrt(1 + wide * v[i]);
      double h = 1 / Math.sqrt(1 + wider * v[i]);
      double s = StrictMath.tanh(0.5 * k * m[i] * g);
      double t = StrictMath.tanh(0.5 * A * (k * m[i] - B) * h);
      double by1 = (c * dm[i] - 2 * c * c * dv[i] * (1 + s)) * (1 - s * s) * g;
      double by2 = 2 * c * c * dv[i] * (1 - t * t) * h;
      dm[i] = 0.5 * k * by1 + 0.5 * A * k * by2;
      dv[i] = -0.5 * (wide * 0.5 * k * m[i] * by1 * g * g + wider * 0.5 * A * (k * m[i] - B) * by2 * h * h);
    }
  }

  private static double rectifiedMean(double m, double s) {
    return m * Normal.cumulative(m / s) + s * Normal.density(m / s);
  }

  /** Mean square less squared mean, in an order that does not cancel where s is small beside m. */
  private static double rectifiedVariance(double m, double s) {
    double above = Normal.cumulative(m / s);
    double spread = s * Normal.density(m / s);
    return Math.max(s * s * above + m * m * above * (1 - above) + m * spread * (1 - 2 * above) - spread * spread, 0);
  }
}

package dev.rondo.core.compute;

/**
 * Functions of single-precision arrays, written as straight loops that the JIT compiler turns into vector instructions. The
 * arithmetic is that of Java, so vectorised or not the bits are the same. Errors are bounded by {@code FloatFunctionsTest}.
 */
final class FloatFunctions {
  // tanh(x) ~ x P(x^2) / Q(x^2), the minimax fit on [-9, 9] that is in wide use (Eigen, XLA): relative error below 4e-7.
  private static final float CLAMP = 7.9053111f;
  private static final float P0 = 4.89352455891786e-03f;
  private static final float P1 = 6.37261928875436e-04f;
  private static final float P2 = 1.48572235717979e-05f;
  private static final float P3 = 5.12229709037114e-08f;
  private static final float P4 = -8.60467152213735e-11f;
  private static final float P5 = 2.00018790482477e-13f;
  private static final float P6 = -2.76076847742355e-16f;
  private static final float Q0 = 4.89352518554385e-03f;
  private static final float Q1 = 2.26843463243900e-03f;
  private static final float Q2 = 1.18534705686654e-04f;
  private static final float Q3 = 1.19825839466702e-06f;

  private FloatFunctions() {}

  /** x := tanh(x). NaN stays NaN. */
  static void tanh(float[] x, int n) {
    for (int i = 0; i < n; i++) {
      float v = Math.max(-CLAMP, Math.min(CLAMP, x[i]));
      float s = v * v;
      float p = Math.fma(s, P6, P5);
      p = Math.fma(s, p, P4);
      p = Math.fma(s, p, P3);
      p = Math.fma(s, p, P2);
      p = Math.fma(s, p, P1);
      p = Math.fma(s, p, P0);
      float q = Math.fma(s, Q3, Q2);
      q = Math.fma(s, q, Q1);
      q = Math.fma(s, q, Q0);
      x[i] = v * p / q;
    }
  }

  /** x := 1 / (1 + exp(-x)), as (1 + tanh(x / 2)) / 2. */
  static void logistic(float[] x, int n) {
    for (int i = 0; i < n; i++) {
      x[i] *= 0.5f;
    }
    tanh(x, n);
    for (int i = 0; i < n; i++) {
      x[i] = Math.fma(0.5f, x[i], 0.5f);
    }
  }
}

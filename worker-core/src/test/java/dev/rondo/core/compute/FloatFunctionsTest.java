package dev.rondo.core.compute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class FloatFunctionsTest {
  /** Every 997th float between -100 and 100, of either sign. */
  private static float[] sample() {
    int top = Float.floatToIntBits(100f);
    int count = top / 997;
    float[] x = new float[2 * count];
    for (int i = 0; i < count; i++) {
      x[2 * i] = Float.intBitsToFloat(i * 997);
      x[2 * i + 1] = -x[2 * i];
    }
    return x;
  }

  @Test
  void tanh_hasASmallRelativeError() {
    float[] x = sample();
    float[] y = x.clone();
    FloatFunctions.tanh(y, y.length);
    for (int i = 0; i < x.length; i++) {
      double exact = Math.tanh(x[i]);
      double error = exact == 0 ? Math.abs(y[i]) : Math.abs(y[i] - exact) / Math.abs(exact);
      float at = x[i];
      assertTrue(error < 5e-7 || Math.abs(exact) < 1e-30, () -> "tanh(" + at + "): relative error " + error);
    }
  }

  @Test
  void logistic_isRightToTwoTenMillionths() {
    float[] x = sample();
    float[] y = x.clone();
    FloatFunctions.logistic(y, y.length);
    for (int i = 0; i < x.length; i++) {
      assertEquals(1 / (1 + Math.exp(-(double) x[i])), y[i], 2e-7);
    }
  }

  @Test
  void edges_keepNaNAndSaturate() {
    float[] x = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 0f};
    FloatFunctions.tanh(x, x.length);
    assertTrue(Float.isNaN(x[0]));
    assertEquals(1f, x[1], 1e-6f);
    assertEquals(-1f, x[2], 1e-6f);
    assertEquals(0f, x[3]);
  }
}

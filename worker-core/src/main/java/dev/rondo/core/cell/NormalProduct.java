package dev.rondo.core.cell;

/**
 * Mean and variance of the product of two independent normal numbers, m1 m2 and m1^2 v2 + v1 m2^2 + v1 v2, and their slopes, over
 * the first n numbers.
 */
final class NormalProduct {
  private NormalProduct() {}

  /** (m, v) := the moments; they may be one of the operands. */
  static void moments(float[] m1, float[] v1, float[] m2, float[] v2, float[] m, float[] v, int n) {
    for (int i = 0; i < n; i++) {
      float mean = m1[i] * m2[i];
      v[i] = m1[i] * m1[i] * v2[i] + v1[i] * (m2[i] * m2[i] + v2[i]);
      m[i] = mean;
    }
  }

  /** (dm1, dv1) := the slopes by the first operand, given those by the moments. */
  static void slopes(float[] m1, float[] m2, float[] v2, float[] dm, float[] dv, float[] dm1, float[] dv1, int n) {
    for (int i = 0; i < n; i++) {
      dm1[i] = dm[i] * m2[i] + 2f * dv[i] * m1[i] * v2[i];
      dv1[i] = dv[i] * (m2[i] * m2[i] + v2[i]);
    }
  }

  static void moments(double[] m1, double[] v1, double[] m2, double[] v2, double[] m, double[] v, int n) {
    for (int i = 0; i < n; i++) {
      double mean = m1[i] * m2[i];
      v[i] = m1[i] * m1[i] * v2[i] + v1[i] * (m2[i] * m2[i] + v2[i]);
      m[i] = mean;
    }
  }

  static void slopes(double[] m1, double[] m2, double[] v2, double[] dm, double[] dv, double[] dm1, double[] dv1, int n) {
    for (int i = 0; i < n; i++) {
      dm1[i] = dm[i] * m2[i] + 2 * dv[i] * m1[i] * v2[i];
      dv1[i] = dv[i] * (m2[i] * m2[i] + v2[i]);
    }
  }
}

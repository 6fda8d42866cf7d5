package dev.rondo.core.cell;

import dev.rondo.core.compute.Pointwise;

/** OPLU, which sorts each pair of units, and its slopes (paper 004, section 5.2). */
final class Pairs {
  private Pairs() {}

  /** Each pair of numbers in falling order. Blocks hold whole pairs, as rows have an even length. */
  static final class Sort implements Pointwise {
    @Override
    public void apply(float[][] x, int n) {
      float[] a = x[0];
      for (int i = 0; i < n; i += 2) {
        float larger = Math.max(a[i], a[i + 1]);
        a[i + 1] = Math.min(a[i], a[i + 1]);
        a[i] = larger;
      }
    }

    @Override
    public void apply(double[][] x, int n) {
      double[] a = x[0];
      for (int i = 0; i < n; i += 2) {
        double larger = Math.max(a[i], a[i + 1]);
        a[i + 1] = Math.min(a[i], a[i + 1]);
        a[i] = larger;
      }
    }
  }

  /** The slopes of each pair, exchanged where the sums were. */
  static final class Unsort implements Pointwise {
    @Override
    public void apply(float[][] x, int n) {
      float[] a = x[0];
      float[] d = x[1];
      for (int i = 0; i < n; i += 2) {
        if (a[i] < a[i + 1]) {
          float first = d[i];
          d[i] = d[i + 1];
          d[i + 1] = first;
        }
      }
    }

    @Override
    public void apply(double[][] x, int n) {
      double[] a = x[0];
      double[] d = x[1];
      for (int i = 0; i < n; i += 2) {
        if (a[i] < a[i + 1]) {
          double first = d[i];
          d[i] = d[i + 1];
          d[i + 1] = first;
        }
      }
    }
  }
}

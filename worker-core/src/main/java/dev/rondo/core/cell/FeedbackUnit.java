package dev.rondo.core.cell;

import static dev.rondo.core.compute.Activation.LOGISTIC;
import static dev.rondo.core.compute.Activation.TANH;

import dev.rondo.core.compute.Pointwise;

/**
 * The units of a gated-feedback stack, number by number. Only the candidate, which is the first block of the sums a, uses the
 * feedback S from all layers; the gates of a unit, the other blocks, use the recurrence R of their own layer alone. The sums
 * become activations on the way forward; on the way back these, S and R become the slopes by the sums, S and R.
 */
enum FeedbackUnit {
  /**
   * h = tanh(a + S).
   *
   * <p>Lanes forward: a, S, h. Back: a, S, dh.
   */
  TANH_UNIT(1, new Pointwise() {
    @Override
    public void apply(float[][] x, int n) {
      add(x[1], x[0], n);
      TANH.value(x[0], n);
      System.arraycopy(x[0], 0, x[2], 0, n);
    }

    @Override
    public void apply(double[][] x, int n) {
      add(x[1], x[0], n);
      TANH.value(x[0], n);
      System.arraycopy(x[0], 0, x[2], 0, n);
    }
  }, new Pointwise() {
    @Override
    public void apply(float[][] x, int n) {
      TANH.timesSlope(x[0], x[2], n);
      System.arraycopy(x[2], 0, x[0], 0, n);
      System.arraycopy(x[2], 0, x[1], 0, n);
    }

    @Override
    public void apply(double[][] x, int n) {
      TANH.timesSlope(x[0], x[2], n);
      System.arraycopy(x[2], 0, x[0], 0, n);
      System.arraycopy(x[2], 0, x[1], 0, n);
    }
  }),

  /**
   * c = f c_before + i tanh(a + S) and h = o tanh(c), with gates i, f, o = logistic(a + R).
   *
   * <p>Lanes forward: a of candidate, i, f, o; S; R of i, f, o; c before, c; h. Back: the same with dh for h, and dc, the slope
   * by c from the step after, which becomes that by c before.
   */
  LSTM(4, new Pointwise() {
    @Override
    public void apply(float[][] x, int n) {
      add(x[4], x[0], n);
      TANH.value(x[0], n);
      for (int k = 1; k < 4; k++) {
        add(x[4 + k], x[k], n);
        LOGISTIC.value(x[k], n);
      }
      for (int i = 0; i < n; i++) {
        x[9][i] = x[2][i] * x[8][i] + x[1][i] * x[0][i];
      }
      System.arraycopy(x[9], 0, x[10], 0, n);
      TANH.value(x[10], n);
      for (int i = 0; i < n; i++) {
        x[10][i] *= x[3][i];
      }
    }

    @Override
    public void apply(double[][] x, int n) {
      add(x[4], x[0], n);
      TANH.value(x[0], n);
      for (int k = 1; k < 4; k++) {
        add(x[4 + k], x[k], n);
        LOGISTIC.value(x[k], n);
      }
      for (int i = 0; i < n; i++) {
        x[9][i] = x[2][i] * x[8][i] + x[1][i] * x[0][i];
      }
      System.arraycopy(x[9], 0, x[10], 0, n);
      TANH.value(x[10], n);
      for (int i = 0; i < n; i++) {
        x[10][i] *= x[3][i];
      }
    }
  }, new Pointwise() {
    @Override
    public void apply(float[][] x, int n) {
      TANH.value(x[9], n);
      for (int i = 0; i < n; i++) {
        float g = x[0][i];
        float in = x[1][i];
        float forget = x[2][i];
        float out = x[3][i];
        float c = x[9][i];
        float dh = x[10][i];
        // Forward: h = o tanh(c).
        float dc = x[11][i] + dh * out * (1f - c * c);
        x[3][i] = dh * c * out * (1f - out);
        // Forward: c = f c_before + i g.
        x[2][i] = dc * x[8][i] * forget * (1f - forget);
        x[1][i] = dc * g * in * (1f - in);
        x[0][i] = dc * in * (1f - g * g);
        x[11][i] = dc * forget;
      }
      for (int k = 0; k < 4; k++) {
        System.arraycopy(x[k], 0, x[4 + k], 0, n);
      }
    }

    @Override
    public void apply(double[][] x, int n) {
      TANH.value(x[9], n);
      for (int i = 0; i < n; i++) {
        double g = x[0][i];
        double in = x[1][i];
        double forget = x[2][i];
        double out = x[3][i];
        double c = x[9][i];
        double dh = x[10][i];
        double dc = x[11][i] + dh * out * (1 - c * c);
        x[3][i] = dh * c * out * (1 - out);
        x[2][i] = dc * x[8][i] * forget * (1 - forget);
        x[1][i] = dc * g * in * (1 - in);
        x[0][i] = dc * in * (1 - g * g);
        x[11][i] = dc * forget;
      }
      for (int k = 0; k < 4; k++) {
        System.arraycopy(x[k], 0, x[4 + k], 0, n);
      }
    }
  }),

  /**
   * h = (1 - z) h_before + z tanh(a + r S), with gates z, r = logistic(a + R).
   *
   * <p>Lanes forward: a of candidate, z, r; S; R of z, r; h before, h. Back: the same with dh for h, and the slope by h before,
   * to which is added.
   */
  GRU(3, new Pointwise() {
    @Override
    public void apply(float[][] x, int n) {
      for (int k = 1; k < 3; k++) {
        add(x[3 + k], x[k], n);
        LOGISTIC.value(x[k], n);
      }
      for (int i = 0; i < n; i++) {
        x[0][i] += x[2][i] * x[3][i];
      }
      TANH.value(x[0], n);
      for (int i = 0; i < n; i++) {
        x[7][i] = (1f - x[1][i]) * x[6][i] + x[1][i] * x[0][i];
      }
    }

    @Override
    public void apply(double[][] x, int n) {
      for (int k = 1; k < 3; k++) {
        add(x[3 + k], x[k], n);
        LOGISTIC.value(x[k], n);
      }
      for (int i = 0; i < n; i++) {
        x[0][i] += x[2][i] * x[3][i];
      }
      TANH.value(x[0], n);
      for (int i = 0; i < n; i++) {
        x[7][i] = (1 - x[1][i]) * x[6][i] + x[1][i] * x[0][i];
      }
    }
  }, new Pointwise() {
    @Override
    public void apply(float[][] x, int n) {
      for (int i = 0; i < n; i++) {
        float g = x[0][i];
        float z = x[1][i];
        float r = x[2][i];
        float dh = x[7][i];
        // Forward: h = (1 - z) h_before + z g.
        float da = dh * z * (1f - g * g);
        x[1][i] = dh * (g - x[6][i]) * z * (1f - z);
        x[8][i] += dh * (1f - z);
        // Forward: g = tanh(a + r S).
        x[0][i] = da;
        x[2][i] = da * x[3][i] * r * (1f - r);
        x[3][i] = da * r;
      }
      System.arraycopy(x[1], 0, x[4], 0, n);
      System.arraycopy(x[2], 0, x[5], 0, n);
    }

    @Override
    public void apply(double[][] x, int n) {
      for (int i = 0; i < n; i++) {
        double g = x[0][i];
        double z = x[1][i];
        double r = x[2][i];
        double dh = x[7][i];
        double da = dh * z * (1 - g * g);
        x[1][i] = dh * (g - x[6][i]) * z * (1 - z);
        x[8][i] += dh * (1 - z);
        x[0][i] = da;
        x[2][i] = da * x[3][i] * r * (1 - r);
        x[3][i] = da * r;
      }
      System.arraycopy(x[1], 0, x[4], 0, n);
      System.arraycopy(x[2], 0, x[5], 0, n);
    }
  });

  /** Blocks of the sums. */
  final int blocks;

  final Pointwise forward;
  final Pointwise backward;

  FeedbackUnit(int blocks, Pointwise forward, Pointwise backward) {
    this.blocks = blocks;
    this.forward = forward;
    this.backward = backward;
  }

  /** The units of a name in a spec. */
  static FeedbackUnit of(String text) {
    return switch (text) {
      case "tanh" -> TANH_UNIT;
      case "lstm" -> LSTM;
      case "gru" -> GRU;
      default -> throw new IllegalArgumentException("no units named " + text);
    };
  }

  private static void add(float[] from, float[] to, int n) {
    for (int i = 0; i < n; i++) {
      to[i] += from[i];
    }
  }

  private static void add(double[] from, double[] to, int n) {
    for (int i = 0; i < n; i++) {
      to[i] += from[i];
    }
  }
}

package dev.rondo.core.cell;

import static dev.rondo.core.compute.GaussianTransfer.LOGISTIC;
import static dev.rondo.core.compute.GaussianTransfer.TANH;

import dev.rondo.core.compute.Lane.Use;
import dev.rondo.core.compute.Memory;
import dev.rondo.core.compute.Pointwise;
import dev.rondo.core.compute.Tensor;
import dev.rondo.core.model.Inputs;
import dev.rondo.core.model.Tape;
import dev.rondo.spec.Params;

/**
 * An LSTM with {@link FastDropoutCell fast dropout}: from the sums of the gates i, f, o and of the candidate c, each with a mean
 * and a variance, s_t = f s_{t-1} + i c and h_t = o tanh(s_t), with {@link NormalProduct products} as if their factors were
 * independent (paper 000, section 6.5, in its released code). The memory s starts at 0 without variance.
 */
public final class FastDropoutLstmCell extends FastDropoutCell {
  private Tensor memoryMeans; // of s, [(T + 1) B, H]
  private Tensor memoryVariances;
  private Tensor meanCarry; // slopes by the means of s from the step after, [B, H]
  private Tensor varianceCarry;
  private StepLanes forward;
  private StepLanes backward;
  private Back back;

  FastDropoutLstmCell(Params settings) {
    super(settings, 4);
  }

  @Override
  public void bind(Site s) {
    super.bind(s);
    int H = s.H();
    int states = s.capacity().rows() + s.capacity().batch();
    memoryMeans = s.memory().tensor(states, H);
    memoryVariances = s.memory().tensor(states, H);
    meanCarry = s.memory().tensor(s.capacity().batch(), H);
    varianceCarry = s.memory().tensor(s.capacity().batch(), H);
    forward = lanes(Use.READ, Use.WRITE).after(s.tape().states(), H, Use.WRITE).after(variances(), H, Use.WRITE);
    backward = lanes(Use.UPDATE, Use.READ)
        .sums(s.tape().slopes(), H, 0, Use.READ).sums(varianceSlopes(), H, 0, Use.READ)
        .same(meanCarry, H, 0, Use.UPDATE).same(varianceCarry, H, 0, Use.UPDATE);
    back = new Back();
  }

  /** Means of the sums of i, f, o and c, their variances, then s before and s, each a mean and a variance. */
  private StepLanes lanes(Use ofSums, Use ofMemory) {
    StepLanes lanes = new StepLanes();
    int H = site().H();
    for (Tensor moments : new Tensor[] {sumMeans(), sumVariances()}) {
      for (int k = 0; k < 4; k++) {
        lanes.sums(moments, 4 * H, k * H, ofSums);
      }
    }
    return lanes
        .before(memoryMeans, H, Use.READ).before(memoryVariances, H, Use.READ)
        .after(memoryMeans, H, ofMemory).after(memoryVariances, H, ofMemory);
  }

  @Override
  public long bytes(Tape.Capacity capacity, int D, int H, int numberBytes) {
    long memory = 2 * Memory.size((long) capacity.rows() + capacity.batch(), H) + 2 * Memory.size(capacity.batch(), H);
    return super.bytes(capacity, D, H, numberBytes) + numberBytes * memory;
  }

  @Override
  public void forward(Inputs x, int T, int B) {
    site().kernels().fill(memoryMeans, 0, B * site().H(), 0);
    site().kernels().fill(memoryVariances, 0, B * site().H(), 0);
    super.forward(x, T, B);
  }

  @Override
  void transfer(int t, int B) {
    site().kernels().pointwise(Forward.UNITS, B, site().H(), forward.at(t, B));
  }

  @Override
  public void backward(Inputs x, int T, int B) {
    site().kernels().fill(meanCarry, 0, B * site().H(), 0);
    site().kernels().fill(varianceCarry, 0, B * site().H(), 0);
    super.backward(x, T, B);
  }

  @Override
  void transferBack(int t, int B) {
    site().kernels().pointwise(back, B, site().H(), backward.at(t, B));
  }

  /** The sums themselves become the slopes by them. */
  @Override
  Tensor sumMeanSlopes() {
    return sumMeans();
  }

  @Override
  Tensor sumVarianceSlopes() {
    return sumVariances();
  }

  /** Lanes: means of i, f, o, c (0 to 3), variances (4 to 7); s before (8, 9), s (10, 11), h (12, 13). */
  private enum Forward implements Pointwise {
    UNITS;

    @Override
    public void apply(float[][] x, int n) {
      for (int k = 0; k < 3; k++) {
        LOGISTIC.moments(x[k], x[4 + k], n);
      }
      TANH.moments(x[3], x[7], n);
      // s = f s_before + i c
      NormalProduct.moments(x[1], x[5], x[8], x[9], x[10], x[11], n);
      NormalProduct.moments(x[0], x[4], x[3], x[7], x[12], x[13], n);
      for (int i = 0; i < n; i++) {
        x[10][i] += x[12][i];
        x[11][i] += x[13][i];
      }
      // h = o tanh(s)
      System.arraycopy(x[10], 0, x[12], 0, n);
      System.arraycopy(x[11], 0, x[13], 0, n);
      TANH.moments(x[12], x[13], n);
      NormalProduct.moments(x[2], x[6], x[12], x[13], x[12], x[13], n);
    }

    @Override
    public void apply(double[][] x, int n) {
      for (int k = 0; k < 3; k++) {
        LOGISTIC.moments(x[k], x[4 + k], n);
      }
      TANH.moments(x[3], x[7], n);
      // s = f s_before + i c
      NormalProduct.moments(x[1], x[5], x[8], x[9], x[10], x[11], n);
      NormalProduct.moments(x[0], x[4], x[3], x[7], x[12], x[13], n);
      for (int i = 0; i < n; i++) {
        x[10][i] += x[12][i];
        x[11][i] += x[13][i];
      }
      // h = o tanh(s)
      System.arraycopy(x[10], 0, x[12], 0, n);
      System.arraycopy(x[11], 0, x[13], 0, n);
      TANH.moments(x[12], x[13], n);
      NormalProduct.moments(x[2], x[6], x[12], x[13], x[12], x[13], n);
    }
  }

  /** Lanes: as forward, with slopes by h (12, 13), and by s from the step after (14, 15), which become those by s before. */
  private static final class Back implements Pointwise {
    /** As long as the longest piece that came. */
    private float[][] floats = new float[14][0];
    private float[][] scratch = new float[2][0];
    private double[][] doubles = new double[14][0];

    @Override
    public void apply(float[][] x, int n) {
      if (floats[0].length < n) {
        floats = new float[14][n];
        scratch = new float[2][n];
      }
      float[][] y = floats; // activations, moments as in the lanes, then tanh(s)
      for (int k = 0; k < 8; k++) {
        System.arraycopy(x[k], 0, y[k], 0, n);
      }
      for (int k = 0; k < 3; k++) {
        LOGISTIC.moments(y[k], y[4 + k], n);
      }
      TANH.moments(y[3], y[7], n);
      System.arraycopy(x[10], 0, y[8], 0, n);
      System.arraycopy(x[11], 0, y[9], 0, n);
      TANH.moments(y[8], y[9], n);
      // Forward: h = o tanh(s).
      NormalProduct.slopes(y[8], y[2], y[6], x[12], x[13], y[10], y[11], n);
      NormalProduct.slopes(y[2], y[8], y[9], x[12], x[13], y[12], y[13], n);
      TANH.slopes(x[10], x[11], y[10], y[11], scratch[0], scratch[1], n);
      LOGISTIC.slopes(x[2], x[6], y[12], y[13], scratch[0], scratch[1], n);
      System.arraycopy(y[12], 0, x[2], 0, n);
      System.arraycopy(y[13], 0, x[6], 0, n);
      for (int i = 0; i < n; i++) {
        x[14][i] += y[10][i];
        x[15][i] += y[11][i];
      }
      // Forward: s has i c.
      NormalProduct.slopes(y[0], y[3], y[7], x[14], x[15], y[10], y[11], n);
      LOGISTIC.slopes(x[0], x[4], y[10], y[11], scratch[0], scratch[1], n);
      System.arraycopy(y[10], 0, x[0], 0, n);
      System.arraycopy(y[11], 0, x[4], 0, n);
      NormalProduct.slopes(y[3], y[0], y[4], x[14], x[15], y[10], y[11], n);
      TANH.slopes(x[3], x[7], y[10], y[11], scratch[0], scratch[1], n);
      System.arraycopy(y[10], 0, x[3], 0, n);
      System.arraycopy(y[11], 0, x[7], 0, n);
      // Forward: s has f s_before.
      NormalProduct.slopes(y[1], x[8], x[9], x[14], x[15], y[10], y[11], n);
      LOGISTIC.slopes(x[1], x[5], y[10], y[11], scratch[0], scratch[1], n);
      System.arraycopy(y[10], 0, x[1], 0, n);
      System.arraycopy(y[11], 0, x[5], 0, n);
      NormalProduct.slopes(x[8], y[1], y[5], x[14], x[15], y[10], y[11], n);
      System.arraycopy(y[10], 0, x[14], 0, n);
      System.arraycopy(y[11], 0, x[15], 0, n);
    }

    @Override
    public void apply(double[][] x, int n) {
      if (doubles[0].length < n) {
        doubles = new double[14][n];
      }
      double[][] y = doubles; // activations, moments as in the lanes, then tanh(s)
      for (int k = 0; k < 8; k++) {
        System.arraycopy(x[k], 0, y[k], 0, n);
      }
      for (int k = 0; k < 3; k++) {
        LOGISTIC.moments(y[k], y[4 + k], n);
      }
      TANH.moments(y[3], y[7], n);
      System.arraycopy(x[10], 0, y[8], 0, n);
      System.arraycopy(x[11], 0, y[9], 0, n);
      TANH.moments(y[8], y[9], n);
      // Forward: h = o tanh(s).
      NormalProduct.slopes(y[8], y[2], y[6], x[12], x[13], y[10], y[11], n);
      NormalProduct.slopes(y[2], y[8], y[9], x[12], x[13], y[12], y[13], n);
      TANH.slopes(x[10], x[11], y[10], y[11], n);
      LOGISTIC.slopes(x[2], x[6], y[12], y[13], n);
      System.arraycopy(y[12], 0, x[2], 0, n);
      System.arraycopy(y[13], 0, x[6], 0, n);
      for (int i = 0; i < n; i++) {
        x[14][i] += y[10][i];
        x[15][i] += y[11][i];
      }
      // Forward: s has i c.
      NormalProduct.slopes(y[0], y[3], y[7], x[14], x[15], y[10], y[11], n);
      LOGISTIC.slopes(x[0], x[4], y[10], y[11], n);
      System.arraycopy(y[10], 0, x[0], 0, n);
      System.arraycopy(y[11], 0, x[4], 0, n);
      NormalProduct.slopes(y[3], y[0], y[4], x[14], x[15], y[10], y[11], n);
      TANH.slopes(x[3], x[7], y[10], y[11], n);
      System.arraycopy(y[10], 0, x[3], 0, n);
      System.arraycopy(y[11], 0, x[7], 0, n);
      // Forward: s has f s_before.
      NormalProduct.slopes(y[1], x[8], x[9], x[14], x[15], y[10], y[11], n);
      LOGISTIC.slopes(x[1], x[5], y[10], y[11], n);
      System.arraycopy(y[10], 0, x[1], 0, n);
      System.arraycopy(y[11], 0, x[5], 0, n);
      NormalProduct.slopes(x[8], y[1], y[5], x[14], x[15], y[10], y[11], n);
      System.arraycopy(y[10], 0, x[14], 0, n);
      System.arraycopy(y[11], 0, x[15], 0, n);
    }
  }
}

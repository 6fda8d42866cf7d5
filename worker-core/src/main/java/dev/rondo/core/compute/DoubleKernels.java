package dev.rondo.core.compute;

import java.util.function.IntToDoubleFunction;
import org.bytedeco.openblas.global.openblas;

/** Double-precision kernels, for gradient checks: plain loops with the exact functions, no blocking. */
final class DoubleKernels extends Kernels {
  private static final int ROW_MAJOR = 101;

  private static DoubleTensor d(Tensor t) {
    return (DoubleTensor) t;
  }

  private static void set(Tensor t, int at, int n, IntToDoubleFunction value) {
    double[] out = new double[n];
    for (int i = 0; i < n; i++) {
      out[i] = value.applyAsDouble(i);
    }
    t.put(at, out);
  }

  @Override
  public Precision precision() {
    return Precision.FLOAT64;
  }

  @Override
  public void gemm(
      Op opA, Op opB, int m, int n, int k, double alpha, Tensor a, int aAt, Tensor b, int bAt, double beta, Tensor c, int cAt) {
    openblas.cblas_dgemm(
        ROW_MAJOR, opA.cblas, opB.cblas, m, n, k,
        alpha, d(a).left.position(aAt), opA == Op.PLAIN ? k : m,
        d(b).right.position(bAt), opB == Op.PLAIN ? n : k,
        beta, d(c).result.position(cAt), n);
  }

  @Override
  public void addSparseProduct(SparseRows x, int rows, int D, int n, Tensor w, int wAt, Tensor out, int outAt) {
    double[] sums = out.toArray(outAt, rows * n);
    double[] weights = w.toArray(wAt, D * n);
    for (int r = 0; r < rows; r++) {
      for (int k = x.starts()[r]; k < x.starts()[r + 1]; k++) {
        for (int j = 0; j < n; j++) {
          sums[r * n + j] += weights[x.ones()[k] * n + j];
        }
      }
    }
    out.put(outAt, sums);
  }

  @Override
  public void sparseGradient(SparseRows x, int rows, int D, int n, Tensor a, int aAt, Tensor out, int outAt) {
    double[] sums = new double[D * n];
    double[] values = a.toArray(aAt, rows * n);
    for (int r = 0; r < rows; r++) {
      for (int k = x.starts()[r]; k < x.starts()[r + 1]; k++) {
        for (int j = 0; j < n; j++) {
          sums[x.ones()[k] * n + j] += values[r * n + j];
        }
      }
    }
    out.put(outAt, sums);
  }

  @Override
  public void transpose(int m, int n, Tensor from, int fromAt, Tensor to, int toAt) {
    double[] x = from.toArray(fromAt, m * n);
    set(to, toAt, m * n, i -> x[i % m * n + i / m]);
  }

  @Override
  public void columnSums(int m, int n, Tensor a, int aAt, double beta, Tensor out, int outAt) {
    double[] sums = out.toArray(outAt, n);
    double[] all = a.toArray(aAt, m * n);
    for (int j = 0; j < n; j++) {
      sums[j] *= beta;
      for (int i = 0; i < m; i++) {
        sums[j] += all[i * n + j];
      }
    }
    out.put(outAt, sums);
  }

  @Override
  public void fillRows(int m, int n, Tensor row, int rowAt, Tensor out, int outAt) {
    double[] values = row.toArray(rowAt, n);
    for (int i = 0; i < m; i++) {
      out.put(outAt + i * n, values);
    }
  }

  @Override
  public void fill(Tensor t, int at, int n, double value) {
    set(t, at, n, i -> value);
  }

  @Override
  public void scale(double a, Tensor t, int at, int n) {
    double[] x = t.toArray(at, n);
    set(t, at, n, i -> a * x[i]);
  }

  @Override
  public void axpy(double a, Tensor from, int fromAt, Tensor to, int toAt, int n) {
    double[] x = from.toArray(fromAt, n);
    double[] y = to.toArray(toAt, n);
    set(to, toAt, n, i -> y[i] + a * x[i]);
  }

  @Override
  public double dot(Tensor s, int sAt, Tensor t, int tAt, int n) {
    double[] x = s.toArray(sAt, n);
    double[] y = t.toArray(tAt, n);
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += x[i] * y[i];
    }
    return sum;
  }

  @Override
  public double absoluteSum(Tensor t, int at, int n) {
    double sum = 0;
    for (double v : t.toArray(at, n)) {
      sum += Math.abs(v);
    }
    return sum;
  }

  @Override
  public void addSign(double a, Tensor from, int fromAt, Tensor to, int toAt, int n) {
    double[] x = from.toArray(fromAt, n);
    double[] y = to.toArray(toAt, n);
    set(to, toAt, n, i -> y[i] + a * Math.signum(x[i]));
  }

  @Override
  public double softAbsoluteSum(double eps, Tensor t, int at, int n) {
    double sum = 0;
    for (double v : t.toArray(at, n)) {
      sum += Math.sqrt(v * v + eps);
    }
    return sum;
  }

  @Override
  public void addSoftSign(double a, double eps, Tensor from, int fromAt, Tensor to, int toAt, int n) {
    double[] x = from.toArray(fromAt, n);
    double[] y = to.toArray(toAt, n);
    set(to, toAt, n, i -> y[i] + a * x[i] / Math.sqrt(x[i] * x[i] + eps));
  }

  @Override
  public void decaySquares(double decay, Tensor g, Tensor r, int n) {
    double[] x = g.toArray(0, n);
    double[] y = r.toArray(0, n);
    set(r, 0, n, i -> decay * y[i] + (1 - decay) * x[i] * x[i]);
  }

  @Override
  public void addRatio(double a, Tensor g, Tensor r, double eps, Epsilon epsilon, Tensor out, int n) {
    double[] x = g.toArray(0, n);
    double[] y = r.toArray(0, n);
    double[] z = out.toArray(0, n);
    set(out, 0, n, i -> z[i] + a * x[i]
        / (epsilon == Epsilon.INSIDE ? Math.sqrt(y[i] + eps) : Math.sqrt(y[i]) + eps));
  }

  @Override
  public void activate(Activation function, Tensor t, int at, int n) {
    double[] x = t.toArray(at, n);
    function.value(x, n);
    t.put(at, x);
  }

  @Override
  public void timesSlope(Activation function, Tensor h, int hAt, Tensor slopes, int dAt, int n) {
    double[] x = h.toArray(hAt, n);
    double[] y = slopes.toArray(dAt, n);
    function.timesSlope(x, y, n);
    slopes.put(dAt, y);
  }

  @Override
  public void plus(Tensor t, int at, float[] draws, int drawsAt, Tensor out, int outAt, int n) {
    double[] x = t.toArray(at, n);
    set(out, outAt, n, i -> x[i] + draws[drawsAt + i]);
  }

  @Override
  public void times(Tensor t, int at, float[] draws, int drawsAt, Tensor out, int outAt, int n) {
    double[] x = t.toArray(at, n);
    set(out, outAt, n, i -> x[i] * draws[drawsAt + i]);
  }

  @Override
  public void addTimes(Tensor t, int at, float[] draws, int drawsAt, Tensor out, int outAt, int n) {
    double[] x = t.toArray(at, n);
    double[] y = out.toArray(outAt, n);
    set(out, outAt, n, i -> y[i] + x[i] * draws[drawsAt + i]);
  }

  @Override
  public void product(Tensor s, int sAt, Tensor t, int tAt, Tensor out, int outAt, int n) {
    double[] x = s.toArray(sAt, n);
    double[] y = t.toArray(tAt, n);
    set(out, outAt, n, i -> x[i] * y[i]);
  }

  @Override
  public void addProduct(double a, Tensor s, int sAt, Tensor t, int tAt, Tensor out, int outAt, int n) {
    double[] x = s.toArray(sAt, n);
    double[] y = t.toArray(tAt, n);
    double[] z = out.toArray(outAt, n);
    set(out, outAt, n, i -> z[i] + a * x[i] * y[i]);
  }

  @Override
  public void moments(
      GaussianTransfer function, Tensor m, int mAt, Tensor v, int vAt, Tensor means, int meansAt, Tensor variances,
      int variancesAt, int n) {
    double[] x = m.toArray(mAt, n);
    double[] y = v.toArray(vAt, n);
    function.moments(x, y, n);
    means.put(meansAt, x);
    if (variances != null) {
      variances.put(variancesAt, y);
    }
  }

  @Override
  public void momentSlopes(
      GaussianTransfer function, Tensor m, int mAt, Tensor v, int vAt, Tensor dm, int dmAt, Tensor dv, int dvAt, int n) {
    double[] x = dm.toArray(dmAt, n);
    double[] y = dv.toArray(dvAt, n);
    function.slopes(m.toArray(mAt, n), v.toArray(vAt, n), x, y, n);
    dm.put(dmAt, x);
    dv.put(dvAt, y);
  }

  @Override
  public void pointwise(Pointwise f, int rows, int n, Lane... lanes) {
    double[][] blocks = new double[lanes.length][];
    for (int i = 0; i < rows; i++) {
      for (int k = 0; k < lanes.length; k++) {
        blocks[k] = lanes[k].tensor.toArray(lanes[k].at + i * lanes[k].stride, n);
      }
      f.apply(blocks, n);
      for (int k = 0; k < lanes.length; k++) {
        if (lanes[k].use != Lane.Use.READ) {
          lanes[k].tensor.put(lanes[k].at + i * lanes[k].stride, blocks[k]);
        }
      }
    }
  }

  @Override
  public void addNoise(Tensor v, int vAt, float[] draws, int drawsAt, Tensor out, int outAt, int n) {
    double[] variance = v.toArray(vAt, n);
    double[] y = out.toArray(outAt, n);
    set(out, outAt, n, i -> y[i] + Math.sqrt(variance[i]) * draws[drawsAt + i]);
    set(v, vAt, n, i -> variance[i] > 0 ? 0.5 * draws[drawsAt + i] / Math.sqrt(variance[i]) : 0);
  }

  @Override
  public double loss(
      Loss loss, int rows, int cols, Tensor outputs, int outputsAt, Tensor targets, int targetsAt, float[] rowWeights,
      boolean withSlope, double slopeScale) {
    double[] o = outputs.toArray(outputsAt, rows * cols);
    double[] x = targets.toArray(targetsAt, rows * cols);
    double sum = 0;
    for (int r = 0; r < rows; r++) {
      double weight = rowWeights == null ? 1 : rowWeights[r];
      if (weight != 0) {
        sum += weight * loss.row(o, x, r * cols, cols);
      }
      for (int i = r * cols; i < (r + 1) * cols; i++) {
        o[i] = weight == 0 ? 0 : o[i] * weight * slopeScale;
      }
    }
    if (withSlope) {
      outputs.put(outputsAt, o);
    }
    return sum;
  }
}

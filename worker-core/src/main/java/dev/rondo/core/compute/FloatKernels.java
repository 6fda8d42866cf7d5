package dev.rondo.core.compute;

import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * Single-precision kernels. Each elementwise loop copies a block from native memory into a Java array, works there and copies
 * back: the copies cost a few percent, and loops over Java arrays are what the JIT compiler vectorises. It does so only where
 * all arrays of a loop have the same index, so operands that lie elsewhere are copied to the start of a scratch array first.
 */
final class FloatKernels extends Kernels {
  /** Numbers in a block: 12 KiB, so that three blocks stay in any first-level cache. */
  private static final int BLOCK = 3072;

  /** The same where weights meet draws: the copies of three operands and next to no arithmetic between them. */
  private static final int DRAWS_BLOCK = 1024;

  /** Rows whose probabilities are multiplied before a logarithm is taken; 32 factors of at least 1/2 stay normal numbers. */
  private static final int LOG_ROWS = 32;

  /** Side of the squares in which a matrix is transposed. */
  private static final int SQUARE = 16;

  private static final Sgemm SGEMM = Blas.sgemm();

  /** Columns whose products are multiplied, in double precision, before a logarithm is taken: 2^(-32 * 16) is normal. */
  private static final int LOG_COLS = 16;

  private float[] x = new float[BLOCK];
  private float[][] laneScratch = new float[0][];
  private float[] y = new float[BLOCK];
  private float[] z = new float[BLOCK];
  private final float[] slopesByMean = new float[BLOCK];
  private final float[] slopesByVariance = new float[BLOCK];
  private final float[] momentScratch = new float[BLOCK];
  private float[][] scratchRows = new float[0][];
  private float[] foldLinear = new float[0];
  private float[] foldProduct = new float[0];
  private float[] foldHalf = new float[0];
  private double[] wideX = new double[0];
  private double[] wideY = new double[0];

  private static FloatTensor f(Tensor t) {
    return (FloatTensor) t;
  }

  @Override
  public Precision precision() {
    return Precision.FLOAT32;
  }

  @Override
  public void gemm(
      Op opA, Op opB, int m, int n, int k, double alpha, Tensor a, int aAt, Tensor b, int bAt, double beta, Tensor c, int cAt) {
    SGEMM.multiply(opA, opB, m, n, k, (float) alpha, f(a), aAt, f(b), bAt, (float) beta, f(c), cAt);
  }

  @Override
  public void addSparseProduct(SparseRows x, int rows, int D, int n, Tensor w, int wAt, Tensor out, int outAt) {
    float[][] weights = rowsOf(D, n);
    for (int i = 0; i < D; i++) {
      f(w).buffer.get(wAt + i * n, weights[i], 0, n);
    }
    float[] sum = reserve(n);
    for (int r = 0; r < rows; r++) {
      f(out).buffer.get(outAt + r * n, sum, 0, n);
      for (int k = x.starts()[r]; k < x.starts()[r + 1]; k++) {
        add(weights[x.ones()[k]], sum, n);
      }
      f(out).buffer.put(outAt + r * n, sum, 0, n);
    }
  }

  @Override
  public void sparseGradient(SparseRows x, int rows, int D, int n, Tensor a, int aAt, Tensor out, int outAt) {
    float[][] sums = rowsOf(D, n);
    for (float[] sum : sums) {
      Arrays.fill(sum, 0f);
    }
    float[] row = reserve(n);
    for (int r = 0; r < rows; r++) {
      if (x.starts()[r] == x.starts()[r + 1]) {
        continue;
      }
      f(a).buffer.get(aAt + r * n, row, 0, n);
      for (int k = x.starts()[r]; k < x.starts()[r + 1]; k++) {
        add(row, sums[x.ones()[k]], n);
      }
    }
    for (int i = 0; i < D; i++) {
      f(out).buffer.put(outAt + i * n, sums[i], 0, n);
    }
  }

  private static void add(float[] from, float[] to, int n) {
    for (int j = 0; j < n; j++) {
      to[j] += from[j];
    }
  }

  /** Scratch rows of their own, [D][n]. */
  private float[][] rowsOf(int D, int n) {
    if (scratchRows.length != D || scratchRows[0].length != n) {
      scratchRows = new float[D][n];
    }
    return scratchRows;
  }

  @Override
  public void transpose(int m, int n, Tensor from, int fromAt, Tensor to, int toAt) {
    float[] source = reserve(m * n);
    float[] result = y;
    f(from).buffer.get(fromAt, source, 0, m * n);
    // Square by square, so that the cache lines that are written are still there for the next row.
    for (int i0 = 0; i0 < m; i0 += SQUARE) {
      for (int j0 = 0; j0 < n; j0 += SQUARE) {
        for (int j = j0; j < Math.min(n, j0 + SQUARE); j++) {
          for (int i = i0; i < Math.min(m, i0 + SQUARE); i++) {
            result[j * m + i] = source[i * n + j];
          }
        }
      }
    }
    f(to).buffer.put(toAt, result, 0, m * n);
  }

  @Override
  public void columnSums(int m, int n, Tensor a, int aAt, double beta, Tensor out, int outAt) {
    float[] sums = new float[n];
    float[] row = reserve(n);
    for (int i = 0; i < m; i++) {
      f(a).buffer.get(aAt + i * n, row, 0, n);
      for (int j = 0; j < n; j++) {
        sums[j] += row[j];
      }
    }
    f(out).buffer.get(outAt, row, 0, n);
    float b = (float) beta;
    for (int j = 0; j < n; j++) {
      sums[j] += b * row[j];
    }
    f(out).buffer.put(outAt, sums, 0, n);
  }

  @Override
  public void fillRows(int m, int n, Tensor row, int rowAt, Tensor out, int outAt) {
    float[] values = reserve(n);
    f(row).buffer.get(rowAt, values, 0, n);
    for (int i = 0; i < m; i++) {
      f(out).buffer.put(outAt + i * n, values, 0, n);
    }
  }

  @Override
  public void fill(Tensor t, int at, int n, double value) {
    Arrays.fill(x, (float) value);
    for (int done = 0; done < n; done += BLOCK) {
      f(t).buffer.put(at + done, x, 0, Math.min(BLOCK, n - done));
    }
  }

  @Override
  public void scale(double a, Tensor t, int at, int n) {
    float factor = (float) a;
    for (int done = 0; done < n; done += BLOCK) {
      int count = Math.min(BLOCK, n - done);
      f(t).buffer.get(at + done, x, 0, count);
      for (int i = 0; i < count; i++) {
        x[i] *= factor;
      }
      f(t).buffer.put(at + done, x, 0, count);
    }
  }

  @Override
  public void axpy(double a, Tensor from, int fromAt, Tensor to, int toAt, int n) {
    float factor = (float) a;
    for (int done = 0; done < n; done += BLOCK) {
      int count = load(from, fromAt, to, toAt, done, n);
      for (int i = 0; i < count; i++) {
        y[i] = Math.fma(factor, x[i], y[i]);
      }
      f(to).buffer.put(toAt + done, y, 0, count);
    }
  }

  @Override
  public double dot(Tensor s, int sAt, Tensor t, int tAt, int n) {
    double sum = 0;
    for (int done = 0; done < n; done += BLOCK) {
      int count = load(s, sAt, t, tAt, done, n);
      // Four sums in a fixed order, so that one addition need not wait for the one before.
      double s0 = 0;
      double s1 = 0;
      double s2 = 0;
      double s3 = 0;
      int i = 0;
      for (; i + 4 <= count; i += 4) {
        s0 += (double) x[i] * y[i];
        s1 += (double) x[i + 1] * y[i + 1];
        s2 += (double) x[i + 2] * y[i + 2];
        s3 += (double) x[i + 3] * y[i + 3];
      }
      for (; i < count; i++) {
        s0 += (double) x[i] * y[i];
      }
      sum += (s0 + s1) + (s2 + s3);
    }
    return sum;
  }

  @Override
  public double absoluteSum(Tensor t, int at, int n) {
    double sum = 0;
    for (int done = 0; done < n; done += BLOCK) {
      int count = Math.min(BLOCK, n - done);
      f(t).buffer.get(at + done, x, 0, count);
      for (int i = 0; i < count; i++) {
        sum += Math.abs(x[i]);
      }
    }
    return sum;
  }

  @Override
  public void addSign(double a, Tensor from, int fromAt, Tensor to, int toAt, int n) {
    float step = (float) a;
    for (int done = 0; done < n; done += BLOCK) {
      int count = load(from, fromAt, to, toAt, done, n);
      for (int i = 0; i < count; i++) {
        y[i] += step * Math.signum(x[i]);
      }
      f(to).buffer.put(toAt + done, y, 0, count);
    }
  }

  @Override
  public double softAbsoluteSum(double eps, Tensor t, int at, int n) {
    double sum = 0;
    for (int done = 0; done < n; done += BLOCK) {
      int count = Math.min(BLOCK, n - done);
      f(t).buffer.get(at + done, x, 0, count);
      for (int i = 0; i < count; i++) {
        sum += Math.sqrt((double) x[i] * x[i] + eps);
      }
    }
    return sum;
  }

  @Override
  public void addSoftSign(double a, double eps, Tensor from, int fromAt, Tensor to, int toAt, int n) {
    float step = (float) a;
    float soft = (float) eps;
    for (int done = 0; done < n; done += BLOCK) {
      int count = load(from, fromAt, to, toAt, done, n);
      for (int i = 0; i < count; i++) {
        y[i] += step * x[i] / (float) Math.sqrt(x[i] * x[i] + soft);
      }
      f(to).buffer.put(toAt + done, y, 0, count);
    }
  }

  @Override
  public void decaySquares(double decay, Tensor g, Tensor r, int n) {
    float keep = (float) decay;
    float take = (float) (1 - decay);
    for (int done = 0; done < n; done += BLOCK) {
      int count = load(g, 0, r, 0, done, n);
      for (int i = 0; i < count; i++) {
        y[i] = Math.fma(keep, y[i], take * x[i] * x[i]);
      }
      f(r).buffer.put(done, y, 0, count);
    }
  }

  @Override
  public void addRatio(double a, Tensor g, Tensor r, double eps, Epsilon epsilon, Tensor out, int n) {
    float factor = (float) a;
    float inside = epsilon == Epsilon.INSIDE ? (float) eps : 0f;
    float outside = epsilon == Epsilon.OUTSIDE ? (float) eps : 0f;
    for (int done = 0; done < n; done += BLOCK) {
      int count = load(g, 0, r, 0, done, n);
      f(out).buffer.get(done, z, 0, count);
      for (int i = 0; i < count; i++) {
        z[i] += factor * x[i] / ((float) Math.sqrt(y[i] + inside) + outside);
      }
      f(out).buffer.put(done, z, 0, count);
    }
  }

  @Override
  public void activate(Activation function, Tensor t, int at, int n) {
    if (function == Activation.IDENTITY) {
      return;
    }
    for (int done = 0; done < n; done += BLOCK) {
      int count = Math.min(BLOCK, n - done);
      f(t).buffer.get(at + done, x, 0, count);
      function.value(x, count);
      f(t).buffer.put(at + done, x, 0, count);
    }
  }

  @Override
  public void timesSlope(Activation function, Tensor h, int hAt, Tensor d, int dAt, int n) {
    if (function == Activation.IDENTITY) {
      return;
    }
    for (int done = 0; done < n; done += BLOCK) {
      int count = load(h, hAt, d, dAt, done, n);
      function.timesSlope(x, y, count);
      f(d).buffer.put(dAt + done, y, 0, count);
    }
  }

  @Override
  public void plus(Tensor t, int at, float[] draws, int drawsAt, Tensor out, int outAt, int n) {
    for (int done = 0; done < n; done += DRAWS_BLOCK) {
      int count = Math.min(DRAWS_BLOCK, n - done);
      f(t).buffer.get(at + done, x, 0, count);
      System.arraycopy(draws, drawsAt + done, y, 0, count);
      for (int i = 0; i < count; i++) {
        x[i] += y[i];
      }
      f(out).buffer.put(outAt + done, x, 0, count);
    }
  }

  @Override
  public void times(Tensor t, int at, float[] draws, int drawsAt, Tensor out, int outAt, int n) {
    for (int done = 0; done < n; done += DRAWS_BLOCK) {
      int count = Math.min(DRAWS_BLOCK, n - done);
      f(t).buffer.get(at + done, x, 0, count);
      System.arraycopy(draws, drawsAt + done, y, 0, count);
      for (int i = 0; i < count; i++) {
        x[i] *= y[i];
      }
      f(out).buffer.put(outAt + done, x, 0, count);
    }
  }

  @Override
  public void addTimes(Tensor t, int at, float[] draws, int drawsAt, Tensor out, int outAt, int n) {
    for (int done = 0; done < n; done += DRAWS_BLOCK) {
      int count = Math.min(DRAWS_BLOCK, n - done);
      f(t).buffer.get(at + done, x, 0, count);
      f(out).buffer.get(outAt + done, y, 0, count);
      System.arraycopy(draws, drawsAt + done, z, 0, count);
      for (int i = 0; i < count; i++) {
        y[i] = Math.fma(z[i], x[i], y[i]);
      }
      f(out).buffer.put(outAt + done, y, 0, count);
    }
  }

  @Override
  public void product(Tensor s, int sAt, Tensor t, int tAt, Tensor out, int outAt, int n) {
    for (int done = 0; done < n; done += BLOCK) {
      int count = load(s, sAt, t, tAt, done, n);
      for (int i = 0; i < count; i++) {
        x[i] *= y[i];
      }
      f(out).buffer.put(outAt + done, x, 0, count);
    }
  }

  @Override
  public void addProduct(double a, Tensor s, int sAt, Tensor t, int tAt, Tensor out, int outAt, int n) {
    float factor = (float) a;
    for (int done = 0; done < n; done += BLOCK) {
      int count = load(s, sAt, t, tAt, done, n);
      f(out).buffer.get(outAt + done, z, 0, count);
      for (int i = 0; i < count; i++) {
        z[i] = Math.fma(factor * x[i], y[i], z[i]);
      }
      f(out).buffer.put(outAt + done, z, 0, count);
    }
  }

  @Override
  public void moments(
      GaussianTransfer function, Tensor m, int mAt, Tensor v, int vAt, Tensor means, int meansAt, Tensor variances,
      int variancesAt, int n) {
    for (int done = 0; done < n; done += BLOCK) {
      int count = load(m, mAt, v, vAt, done, n);
      function.moments(x, y, count);
      f(means).buffer.put(meansAt + done, x, 0, count);
      if (variances != null) {
        f(variances).buffer.put(variancesAt + done, y, 0, count);
      }
    }
  }

  @Override
  public void momentSlopes(
      GaussianTransfer function, Tensor m, int mAt, Tensor v, int vAt, Tensor dm, int dmAt, Tensor dv, int dvAt, int n) {
    for (int done = 0; done < n; done += BLOCK) {
      int count = load(m, mAt, v, vAt, done, n);
      f(dm).buffer.get(dmAt + done, slopesByMean, 0, count);
      f(dv).buffer.get(dvAt + done, slopesByVariance, 0, count);
      function.slopes(x, y, slopesByMean, slopesByVariance, z, momentScratch, count);
      f(dm).buffer.put(dmAt + done, slopesByMean, 0, count);
      f(dv).buffer.put(dvAt + done, slopesByVariance, 0, count);
    }
  }

  @Override
  public void pointwise(Pointwise function, int rows, int n, Lane... lanes) {
    boolean together = true;
    for (Lane lane : lanes) {
      together &= lane.stride == n;
    }
    // Rows that follow each other in every lane are one row.
    int length = together ? rows * n : n;
    int count = together ? 1 : rows;
    // What is worked on at once stays in the first-level cache: pieces of a long row, or several short rows, for a loop over few
    // numbers is slow.
    int most = 3 * BLOCK / lanes.length;
    int piece = Math.min(length, most);
    int group = Math.max(1, most / length);
    float[][] blocks = laneBlocks(lanes.length, Math.min(group, count) * piece);
    for (int row = 0; row < count; row += group) {
      int some = Math.min(group, count - row);
      for (int from = 0; from < length; from += piece) {
        int width = Math.min(piece, length - from);
        for (int k = 0; k < lanes.length; k++) {
          if (lanes[k].use != Lane.Use.WRITE) {
            copy(lanes[k], row, some, from, width, blocks[k], true);
          }
        }
        function.apply(blocks, some * width);
        for (int k = 0; k < lanes.length; k++) {
          if (lanes[k].use != Lane.Use.READ) {
            copy(lanes[k], row, some, from, width, blocks[k], false);
          }
        }
      }
    }
  }

  /** Copies {@code width} numbers of each of some rows of a lane to a block, or back. */
  private static void copy(Lane lane, int row, int rows, int from, int width, float[] block, boolean load) {
    FloatBuffer buffer = f(lane.tensor).buffer;
    int at = lane.at + row * lane.stride + from;
    boolean together = lane.stride == width;
    int length = together ? rows * width : width;
    for (int i = 0; i < (together ? 1 : rows); i++) {
      if (load) {
        buffer.get(at + i * lane.stride, block, i * width, length);
      } else {
        buffer.put(at + i * lane.stride, block, i * width, length);
      }
    }
  }

  private float[][] laneBlocks(int count, int length) {
    if (laneScratch.length < count || laneScratch[0].length < length) {
      int longest = laneScratch.length == 0 ? length : Math.max(length, laneScratch[0].length);
      laneScratch = new float[Math.max(count, laneScratch.length)][longest];
    }
    return laneScratch;
  }

  @Override
  public void addNoise(Tensor v, int vAt, float[] draws, int drawsAt, Tensor out, int outAt, int n) {
    for (int done = 0; done < n; done += BLOCK) {
      int count = load(v, vAt, out, outAt, done, n);
      System.arraycopy(draws, drawsAt + done, z, 0, count);
      for (int i = 0; i < count; i++) {
        float deviation = (float) Math.sqrt(x[i]);
        y[i] += deviation * z[i];
        x[i] = deviation > 0f ? 0.5f * z[i] / deviation : 0f;
      }
      f(v).buffer.put(vAt + done, x, 0, count);
      f(out).buffer.put(outAt + done, y, 0, count);
    }
  }

  @Override
  public double loss(
      Loss loss, int rows, int cols, Tensor outputs, int outputsAt, Tensor targets, int targetsAt, float[] rowWeights,
      boolean withSlope, double slopeScale) {
    return loss == Loss.BERNOULLI
        ? bernoulli(rows, cols, outputs, outputsAt, targets, targetsAt, rowWeights, withSlope, (float) slopeScale)
        : rowByRow(loss, rows, cols, outputs, outputsAt, targets, targetsAt, rowWeights, withSlope, slopeScale);
  }

  /**
   * The Bernoulli loss needs a logarithm for each output. With q = max(p, 1 - p) the loss of one output is
   * max(o,0) - o x - log q, and logarithms of many q are one logarithm of their product.
   */
  private double bernoulli(
      int rows, int cols, Tensor outputs, int outputsAt, Tensor targets, int targetsAt, float[] rowWeights, boolean withSlope,
      float slopeScale) {
    int blockRows = Math.max(1, Math.min(LOG_ROWS, BLOCK / cols));
    float[] o = reserve(blockRows * cols);
    if (foldHalf.length < blockRows * cols) {
      foldLinear = new float[blockRows * cols];
      foldProduct = new float[blockRows * cols];
      foldHalf = new float[blockRows * cols];
    }
    float[] target = y;
    float[] p = z;
    double sum = 0;
    for (int first = 0; first < rows; first += blockRows) {
      int count = Math.min(blockRows, rows - first);
      int n = count * cols;
      f(outputs).buffer.get(outputsAt + first * cols, o, 0, n);
      f(targets).buffer.get(targetsAt + first * cols, target, 0, n);
      System.arraycopy(o, 0, p, 0, n);
      FloatFunctions.logistic(p, n);
      int run = 0;
      while (run < count) {
        // Rows of one weight are summed together; there are few distinct weights, mostly one.
        float weight = rowWeights == null ? 1f : rowWeights[first + run];
        int end = run + 1;
        while (end < count && rowWeights != null && rowWeights[first + end] == weight) {
          end++;
        }
        end = rowWeights == null ? count : end;
        if (weight != 0f) {
          sum += weight * bernoulliRows(o, target, p, run, end, cols);
        }
        if (withSlope && weight != 0f) {
          bernoulliSlope(o, target, p, run * cols, end * cols, weight * slopeScale);
        } else if (withSlope) {
          Arrays.fill(o, run * cols, end * cols, 0f);
        }
        run = end;
      }
      if (withSlope) {
        f(outputs).buffer.put(outputsAt + first * cols, o, 0, n);
      }
    }
    return sum;
  }

  /**
   * The loss of rows [from, to). Works on all of them at once and then folds them, half onto half, down to one row: loops over
   * the columns of single rows would be too short to vectorise well.
   */
  private double bernoulliRows(float[] o, float[] target, float[] p, int from, int to, int cols) {
    int start = from * cols;
    int end = to * cols;
    float[] linear = foldLinear;
    float[] product = foldProduct;
    for (int i = start; i < end; i++) {
      linear[i] = Math.max(o[i], 0f) - o[i] * target[i];
    }
    for (int i = start; i < end; i++) {
      product[i] = Math.max(p[i], 1f - p[i]);
    }
    float[] half = foldHalf;
    for (int rows = to - from; rows > 1; rows -= rows / 2) {
      // The last half of the rows, rounded down, is folded onto as many first ones.
      int count = rows / 2 * cols;
      System.arraycopy(linear, start + (rows - rows / 2) * cols, half, start, count);
      for (int i = start; i < start + count; i++) {
        linear[i] += half[i];
      }
      System.arraycopy(product, start + (rows - rows / 2) * cols, half, start, count);
      for (int i = start; i < start + count; i++) {
        product[i] *= half[i];
      }
    }
    double sum = 0;
    for (int j = start; j < start + cols; j += LOG_COLS) {
      double q = 1;
      for (int k = j; k < Math.min(start + cols, j + LOG_COLS); k++) {
        sum += linear[k];
        q *= product[k];
      }
      sum -= StrictMath.log(q);
    }
    return sum;
  }

  private static void bernoulliSlope(float[] o, float[] target, float[] p, int from, int to, float scale) {
    for (int i = from; i < to; i++) {
      o[i] = (p[i] - target[i]) * scale;
    }
  }

  /** Softmax and squared error have few outputs in every task here: rows in double precision are clear and fast enough. */
  private double rowByRow(
      Loss loss, int rows, int cols, Tensor outputs, int outputsAt, Tensor targets, int targetsAt, float[] rowWeights,
      boolean withSlope, double slopeScale) {
    float[] o = reserve(cols);
    if (wideX.length < cols) {
      wideX = new double[cols];
      wideY = new double[cols];
    }
    double sum = 0;
    for (int r = 0; r < rows; r++) {
      double weight = rowWeights == null ? 1 : rowWeights[r];
      f(outputs).buffer.get(outputsAt + r * cols, o, 0, cols);
      f(targets).buffer.get(targetsAt + r * cols, y, 0, cols);
      for (int j = 0; j < cols; j++) {
        wideX[j] = o[j];
        wideY[j] = y[j];
      }
      if (weight != 0) {
        sum += weight * loss.row(wideX, wideY, 0, cols);
      }
      if (withSlope) {
        for (int j = 0; j < cols; j++) {
          o[j] = weight == 0 ? 0f : (float) (wideX[j] * weight * slopeScale);
        }
        f(outputs).buffer.put(outputsAt + r * cols, o, 0, cols);
      }
    }
    return sum;
  }

  /** Block {@code done} of two operands into x and y; returns its length. */
  private int load(Tensor s, int sAt, Tensor t, int tAt, int done, int n) {
    int count = Math.min(BLOCK, n - done);
    f(s).buffer.get(sAt + done, x, 0, count);
    f(t).buffer.get(tAt + done, y, 0, count);
    return count;
  }

  /** Scratch x, made to hold at least n numbers together with y and z. */
  private float[] reserve(int n) {
    if (x.length < n) {
      x = new float[n];
      y = new float[n];
      z = new float[n];
    }
    return x;
  }
}

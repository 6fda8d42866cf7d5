package dev.rondo.core.compute;

/**
 * What is done with tensors, in one precision: matrix products through BLAS, everything else in fused loops over blocks that
 * stay in the first-level cache. All matrices are row-major and contiguous; an offset counts numbers from the start of a
 * tensor. Holds scratch space, so one instance serves one thread.
 */
public abstract sealed class Kernels permits FloatKernels, DoubleKernels {
  /** How an operand of a product is taken. */
  public enum Op {
    PLAIN(111),
    TRANSPOSED(112);

    final int cblas;

    Op(int cblas) {
      this.cblas = cblas;
    }
  }

  /** Where the small number that keeps a division finite stands. */
  public enum Epsilon {
    /** g / sqrt(r + eps): climin, Lasagne. */
    INSIDE,
    /** g / (sqrt(r) + eps): PyTorch, Adam's paper. */
    OUTSIDE
  }

  public abstract Precision precision();

  /** C := alpha op(A) op(B) + beta C with op(A) [m, k], op(B) [k, n], C [m, n]. */
  public abstract void gemm(
      Op opA, Op opB, int m, int n, int k, double alpha, Tensor a, int aAt, Tensor b, int bAt, double beta, Tensor c, int cAt);

  /** out [rows, n] := out + X W, with X [rows, D] and W [D, n]. */
  public abstract void addSparseProduct(SparseRows x, int rows, int D, int n, Tensor w, int wAt, Tensor out, int outAt);

  /** out [D, n] := X' A, with X [rows, D] and A [rows, n]. */
  public abstract void sparseGradient(SparseRows x, int rows, int D, int n, Tensor a, int aAt, Tensor out, int outAt);

  /** to [n, m] := the transpose of from [m, n]. */
  public abstract void transpose(int m, int n, Tensor from, int fromAt, Tensor to, int toAt);

  /** out [n] := beta out + the sum of the rows of A [m, n]. */
  public abstract void columnSums(int m, int n, Tensor a, int aAt, double beta, Tensor out, int outAt);

  /** Every row of out [m, n] := row [n]. */
  public abstract void fillRows(int m, int n, Tensor row, int rowAt, Tensor out, int outAt);

  /** x [n] := value. */
  public abstract void fill(Tensor x, int xAt, int n, double value);

  /** x [n] := a x. */
  public abstract void scale(double a, Tensor x, int xAt, int n);

  /** y [n] := y + a x. */
  public abstract void axpy(double a, Tensor x, int xAt, Tensor y, int yAt, int n);

  /** Sum of x y, in double precision. */
  public abstract double dot(Tensor x, int xAt, Tensor y, int yAt, int n);

  /** Sum of absolute values, in double precision. */
  public abstract double absoluteSum(Tensor x, int xAt, int n);

  /** y := y + a sign(x), with sign(0) = 0. */
  public abstract void addSign(double a, Tensor x, int xAt, Tensor y, int yAt, int n);

  /** Sum of sqrt(x^2 + eps), in double precision. */
  public abstract double softAbsoluteSum(double eps, Tensor x, int xAt, int n);

  /** y := y + a x / sqrt(x^2 + eps), the slope of {@link #softAbsoluteSum} times a. */
  public abstract void addSoftSign(double a, double eps, Tensor x, int xAt, Tensor y, int yAt, int n);

  /** r := decay r + (1 - decay) g^2. */
  public abstract void decaySquares(double decay, Tensor g, Tensor r, int n);

  /** y := y + a g / root(r), the root as {@code epsilon} says. */
  public abstract void addRatio(double a, Tensor g, Tensor r, double eps, Epsilon epsilon, Tensor y, int n);

  /** x [n] := f(x). */
  public abstract void activate(Activation f, Tensor x, int xAt, int n);

  /** d [n] := d f'(a), given h = f(a). */
  public abstract void timesSlope(Activation f, Tensor h, int hAt, Tensor d, int dAt, int n);

  /** out [n] := x + draws. */
  public abstract void plus(Tensor x, int xAt, float[] draws, int drawsAt, Tensor out, int outAt, int n);

  /** out [n] := x draws, number by number. */
  public abstract void times(Tensor x, int xAt, float[] draws, int drawsAt, Tensor out, int outAt, int n);

  /** out [n] := out + x draws, number by number. */
  public abstract void addTimes(Tensor x, int xAt, float[] draws, int drawsAt, Tensor out, int outAt, int n);

  /** out [n] := x y, number by number. */
  public abstract void product(Tensor x, int xAt, Tensor y, int yAt, Tensor out, int outAt, int n);

  /** out [n] := out + a x y, number by number. */
  public abstract void addProduct(double a, Tensor x, int xAt, Tensor y, int yAt, Tensor out, int outAt, int n);

  /**
   * The moments of f(a), for normal a with means m [n] and variances v [n].
   *
   * @param variances null where they are not wanted
   */
  public abstract void moments(
      GaussianTransfer f, Tensor m, int mAt, Tensor v, int vAt, Tensor means, int meansAt, Tensor variances, int variancesAt,
      int n);

  /** (dm, dv) [n], the slopes by the moments of f(a), become the slopes by the moments m and v of a. */
  public abstract void momentSlopes(
      GaussianTransfer f, Tensor m, int mAt, Tensor v, int vAt, Tensor dm, int dmAt, Tensor dv, int dvAt, int n);

  /** Applies f to {@code rows} rows of n numbers of each lane, in the order of the lanes. */
  public abstract void pointwise(Pointwise f, int rows, int n, Lane... lanes);

  /**
   * Adds noise of given variances: out [n] := out + sqrt(v) draws, and v := draws / (2 sqrt(v)), the slope of that by v; 0
   * where v is 0.
   */
  public abstract void addNoise(Tensor v, int vAt, float[] draws, int drawsAt, Tensor out, int outAt, int n);

  /**
   * The loss of rows of outputs, and its slope.
   *
   * @param outputs [rows, cols] before the output nonlinearity; replaced by {@code slopeScale} times the slope of the sum when
   *     {@code withSlope}
   * @param targets [rows, cols]
   * @param rowWeights weight of each row, or null for 1 each; a row of weight 0 is not read
   * @return the weighted sum of the rows' losses, nats (or squared units)
   */
  public abstract double loss(
      Loss loss, int rows, int cols, Tensor outputs, int outputsAt, Tensor targets, int targetsAt, float[] rowWeights,
      boolean withSlope, double slopeScale);
}

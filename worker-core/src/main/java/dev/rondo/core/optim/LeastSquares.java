package dev.rondo.core.optim;

import dev.rondo.core.cell.ReadoutLayer;
import dev.rondo.core.compute.Kernels;
import dev.rondo.core.compute.Memory;
import dev.rondo.core.compute.Precision;
import dev.rondo.core.compute.Svd;
import dev.rondo.core.compute.Tensor;
import dev.rondo.core.model.Batch;
import dev.rondo.core.model.Inputs;
import dev.rondo.core.model.ParameterSet;
import dev.rondo.core.model.ParameterSet.View;
import dev.rondo.core.model.ReadoutPass;
import dev.rondo.spec.Params;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.bytedeco.openblas.global.openblas;

/**
 * Fits a linear readout to one pass over the training split, in closed form and double precision, and leaves all other parameters
 * as they are (paper 003, section 2.2.3; paper 000, section 6.2). With Z the features of the steps that count, a 1 in front of
 * each, and Y their targets, the readout minimises ||Z W - Y||^2 (the pseudo-inverse: of minimal norm where several do) or
 * ||Z W - Y||^2 + lambda ||W||^2 (ridge regression, with the lambda out of a list that gives the lowest validation loss).
 *
 * <p>The steps are not kept: what counts of them is the triangle of a QR decomposition of [Z Y], which takes in the rows of each
 * batch, so memory does not grow with the data and the squares of Z are never formed.
 */
final class LeastSquares implements Optimizer {
  private static final int ROW_MAJOR = 101;

  private final int washout;
  private final double[] lambdas; // empty for the pseudo-inverse
  private final double cutoff; // NaN for the precision's own

  private ParameterSet parameters;
  private Kernels kernels;
  private View weight; // [F - 1, O]
  private View bias; // [1, O]
  private int F; // features with the 1
  private int O;
  private int n; // F + O
  private double[] rows; // [n + room, n]: the triangle, then rows that wait to be taken in
  private int waiting;
  private int room;
  private double counted;

  private LeastSquares(Params p, double[] lambdas, double cutoff) {
    washout = p.integer("washout");
    this.lambdas = lambdas;
    this.cutoff = cutoff;
  }

  static LeastSquares pseudoInverse(Params p) {
    return new LeastSquares(p, new double[0], p.isNone("cutoff") ? Double.NaN : p.number("cutoff"));
  }

  static LeastSquares ridge(Params p) {
    return new LeastSquares(p, p.texts("lambdas").stream().mapToDouble(LeastSquares::lambda).toArray(), Double.NaN);
  }

  private static double lambda(String text) {
    try {
      double lambda = Double.parseDouble(text);
      if (lambda > 0 && lambda < Double.POSITIVE_INFINITY) {
        return lambda;
      }
    } catch (NumberFormatException e) {
      // The message below says it.
    }
    throw new IllegalArgumentException(
        "optimizer.lambdas: " + text + " is not a finite number above 0; write each as in [\"1e-6\", \"1e-4\"]");
  }

  @Override
  public boolean closedForm() {
    return true;
  }

  @Override
  public int stateVectors() {
    return 0;
  }

  @Override
  public long bytes(ParameterSet.Builder layout) {
    View w = layout.views().stream().filter(v -> v.name().equals(ReadoutLayer.WEIGHT)).findFirst().orElseThrow();
    long width = w.rows() + 1L + w.cols();
    // The rows, a copy of them while they are decomposed, and the singular value decomposition.
    return Double.BYTES * 8 * width * width;
  }

  @Override
  public void bind(ParameterSet p, Kernels k, Memory memory) {
    parameters = p;
    kernels = k;
    weight = p.view(ReadoutLayer.WEIGHT);
    bias = p.view(ReadoutLayer.BIAS);
    F = weight.rows() + 1;
    O = weight.cols();
    n = F + O;
    room = n;
    rows = new double[Math.toIntExact(Memory.size(n + room, n))];
  }

  /** Takes in the steps of a batch; the loss is that of the readout as it stands. */
  @Override
  public double step(Objective objective) {
    ReadoutPass pass = objective.readoutPass();
    Batch batch = pass.batch();
    Inputs z = pass.features();
    for (int r = washout * batch.B(); r < batch.T() * batch.B(); r++) {
      double w = batch.weights() == null ? 1 : batch.weights()[r];
      if (w != 0) {
        double root = StrictMath.sqrt(w);
        int at = (n + waiting) * n;
        rows[at] = root;
        put(z.values(), z.at() + r * (F - 1), F - 1, root, at + 1);
        put(batch.targets(), batch.targetsAt() + r * O, O, root, at + F);
        counted += w;
        if (++waiting == room) {
          triangulate();
        }
      }
    }
    return pass.loss();
  }

  private void put(Tensor from, int offset, int length, double factor, int at) {
    double[] numbers = from.toArray(offset, length);
    for (int i = 0; i < length; i++) {
      rows[at + i] = factor * numbers[i];
    }
  }

  /** The upper triangle [n, n] of a QR decomposition of all rows so far takes their place. */
  private void triangulate() {
    int used = n + waiting;
    int info = openblas.LAPACKE_dgeqrf(ROW_MAJOR, used, n, rows, n, new double[n]);
    if (info != 0) {
      throw new ArithmeticException("LAPACK could not decompose the states: " + info + "; are they finite?");
    }
    for (int i = 1; i < n; i++) {
      Arrays.fill(rows, i * n, i * n + i, 0);
    }
    Arrays.fill(rows, n * n, used * n, 0);
    waiting = 0;
  }

  @Override
  public double solve(DoubleSupplier validation) {
    if (counted == 0) {
      throw new IllegalArgumentException(
          "optimizer.washout = " + washout + " leaves no step of the training split to fit; set a smaller one");
    }
    triangulate();
    // [Z Y] = Q [R S; 0 E], so ||Z W - Y||^2 = ||R W - S||^2 + ||E||^2.
    double[] r = block(0, 0, F, F);
    Svd svd = Svd.of(r, F, F);
    double[] projected = product(transposed(svd.left(), F, F), F, F, block(0, F, F, O), O);
    double[] best = solution(svd, projected, lambdas.length == 0 ? 0 : lambdas[0]);
    use(best);
    double lowest = lambdas.length > 1 ? validation.getAsDouble() : Double.NaN;
    for (int i = 1; i < lambdas.length; i++) {
      double[] w = solution(svd, projected, lambdas[i]);
      use(w);
      double loss = validation.getAsDouble();
      if (loss < lowest || Double.isNaN(lowest)) {
        lowest = loss;
        best = w;
      }
    }
    use(best);
    return squaredError(r, best) / counted;
  }

  /** V diag(s / (s^2 + lambda)) U' S, or with 1 / s where s is not as good as 0. */
  private double[] solution(Svd svd, double[] projected, double lambda) {
    double precision = kernels.precision() == Precision.FLOAT32 ? StrictMath.ulp(1f) : StrictMath.ulp(1.0);
    double smallest = (Double.isNaN(cutoff) ? precision * F : cutoff) * svd.values()[0];
    double[] scaled = projected.clone();
    for (int i = 0; i < F; i++) {
      double s = svd.values()[i];
      double factor = lambda > 0 ? s / (s * s + lambda) : s > smallest ? 1 / s : 0;
      for (int j = 0; j < O; j++) {
        scaled[i * O + j] *= factor;
      }
    }
    return product(transposed(svd.right(), F, F), F, F, scaled, O);
  }

  private void use(double[] w) {
    parameters.values().put(bias.offset(), Arrays.copyOf(w, O));
    parameters.values().put(weight.offset(), Arrays.copyOfRange(w, O, F * O));
  }

  private double squaredError(double[] r, double[] w) {
    double[] fitted = product(r, F, F, w, O);
    double sum = 0;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < O; j++) {
        double e = rows[i * n + F + j] - (i < F ? fitted[i * O + j] : 0);
        sum += e * e;
      }
    }
    return sum;
  }

  private double[] block(int row, int col, int height, int width) {
    double[] block = new double[height * width];
    for (int i = 0; i < height; i++) {
      System.arraycopy(rows, (row + i) * n + col, block, i * width, width);
    }
    return block;
  }

  private static double[] transposed(double[] a, int m, int k) {
    double[] t = new double[m * k];
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < k; j++) {
        t[j * m + i] = a[i * k + j];
      }
    }
    return t;
  }

  /** a [m, k] times b [k, cols]. */
  private static double[] product(double[] a, int m, int k, double[] b, int cols) {
    double[] c = new double[m * cols];
    for (int i = 0; i < m; i++) {
      for (int l = 0; l < k; l++) {
        for (int j = 0; j < cols; j++) {
          c[i * cols + j] += a[i * k + l] * b[l * cols + j];
        }
      }
    }
    return c;
  }

  @Override
  public double stepRate() {
    return 0;
  }

  /** Nothing: training is not cut within the one epoch. */
  @Override
  public List<Tensor> state() {
    return List.of();
  }
}

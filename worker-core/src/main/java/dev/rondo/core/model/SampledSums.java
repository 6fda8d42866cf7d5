package dev.rondo.core.model;

import static dev.rondo.core.compute.Kernels.Op.PLAIN;
import static dev.rondo.core.compute.Kernels.Op.TRANSPOSED;

import dev.rondo.core.compute.Kernels;
import dev.rondo.core.compute.Memory;
import dev.rondo.core.compute.Tensor;
import dev.rondo.core.model.ParameterSet.View;
import dev.rondo.core.perturb.Perturbation;
import dev.rondo.core.random.RandomStream;

/**
 * Products with a perturbed weight whose sums are drawn, not its weights (local reparameterisation: Kingma, Salimans and Welling
 * 2015; paper 000, appendix A, with the variance of independent weights). For a row x, the sum into unit j is
 * mu (x W)_j + e_j sqrt(v_j), with e_j ~ N(0, 1) and v_j = var sum_i x_i^2 w_ij^2 (multiplicative) or var sum_i x_i^2 (additive).
 */
final class SampledSums implements DrawnSums {
  private final View view;
  private final ParameterSet parameters;
  private final Kernels kernels;
  private final RandomStream stream;
  private final boolean multiplicative;
  private final double mean;
  private final double variance;

  private final float[] draws; // e, [rows, cols]
  private final Tensor squaredInputs; // x^2, [rows, view.rows]
  private final Tensor squaredWeights; // w^2, or 1 for each connection when additive, [view.rows, view.cols]
  private final Tensor slopes; // of the sums by their variances, [rows, view.cols]
  private final Tensor errors; // d times those, [rows, view.cols]
  private final Tensor inputErrors; // [rows, view.rows]
  private final Tensor outer; // [view.rows, view.cols]
  private Tensor inputs;
  private int inputsAt;

  /** @param rows T B at most */
  SampledSums(
      ParameterSet parameters, View view, Perturbation perturbation, RandomStream stream, int rows, Kernels kernels,
      Memory memory) {
    this.view = view;
    this.parameters = parameters;
    this.kernels = kernels;
    this.stream = stream;
    multiplicative = perturbation.multiplicative();
    mean = perturbation.mean();
    variance = perturbation.variance();
    draws = new float[Math.multiplyExact(rows, view.cols())];
    squaredInputs = memory.tensor(rows, view.rows());
    squaredWeights = memory.tensor(view.rows(), view.cols());
    slopes = memory.tensor(rows, view.cols());
    errors = memory.tensor(rows, view.cols());
    inputErrors = memory.tensor(rows, view.rows());
    outer = memory.tensor(view.rows(), view.cols());
  }

  static long bytes(int rows, int cols, int maxRows, int numberBytes) {
    long wide = Memory.size(maxRows, cols);
    return 4 * wide + numberBytes * (2 * Memory.size(maxRows, rows) + 2 * wide + 2 * Memory.size(rows, cols));
  }

  @Override
  public void draw(long epoch, long batch, int rows) {
    stream.at(epoch, batch).normals(0f, 1f, draws, 0, rows * view.cols());
    if (multiplicative) {
      kernels.product(
          parameters.values(), view.offset(), parameters.values(), view.offset(), squaredWeights, 0, view.size());
    } else {
      kernels.fill(squaredWeights, 0, view.size(), 1);
      if (view.mask() != null) {
        kernels.times(squaredWeights, 0, view.mask(), 0, squaredWeights, 0, view.size());
      }
    }
  }

  @Override
  public void addForward(int first, Tensor x, int xAt, Tensor out, int outAt, int rows) {
    int inAt = first * view.rows();
    int sumsAt = first * view.cols();
    inputs = x;
    inputsAt = xAt - inAt;
    kernels.gemm(
        PLAIN, PLAIN, rows, view.cols(), view.rows(), mean, x, xAt, parameters.values(), view.offset(), 1, out, outAt);
    kernels.product(x, xAt, x, xAt, squaredInputs, inAt, rows * view.rows());
    kernels.gemm(
        PLAIN, PLAIN, rows, view.cols(), view.rows(), variance, squaredInputs, inAt, squaredWeights, 0, 0, slopes, sumsAt);
    kernels.addNoise(slopes, sumsAt, draws, sumsAt, out, outAt, rows * view.cols());
  }

  @Override
  public void addBackward(int first, Tensor d, int dAt, Tensor dx, int dxAt, int rows) {
    int inAt = first * view.rows();
    int sumsAt = first * view.cols();
    // Forward: mu x W.
    kernels.gemm(
        PLAIN, TRANSPOSED, rows, view.rows(), view.cols(), mean, d, dAt, parameters.values(), view.offset(), 1, dx, dxAt);
    // Forward: v = var x^2 w^2.
    kernels.product(d, dAt, slopes, sumsAt, errors, sumsAt, rows * view.cols());
    kernels.gemm(
        PLAIN, TRANSPOSED, rows, view.rows(), view.cols(), 2 * variance, errors, sumsAt, squaredWeights, 0, 0, inputErrors,
        inAt);
    kernels.product(inputErrors, inAt, inputs, inputsAt + inAt, inputErrors, inAt, rows * view.rows());
    kernels.axpy(1, inputErrors, inAt, dx, dxAt, rows * view.rows());
  }

  @Override
  public void gradient(Tensor x, int xAt, Tensor d, int dAt, int rows) {
    kernels.gemm(
        TRANSPOSED, PLAIN, view.rows(), view.cols(), rows, mean, x, xAt, d, dAt, 0, parameters.gradients(), view.offset());
    if (multiplicative) {
      kernels.product(d, dAt, slopes, 0, errors, 0, rows * view.cols());
      kernels.gemm(
          TRANSPOSED, PLAIN, view.rows(), view.cols(), rows, 2 * variance, squaredInputs, 0, errors, 0, 0, outer, 0);
      kernels.product(outer, 0, parameters.values(), view.offset(), outer, 0, view.size());
      kernels.axpy(1, outer, 0, parameters.gradients(), view.offset(), view.size());
    }
  }
}

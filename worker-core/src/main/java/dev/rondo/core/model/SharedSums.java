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
 * Drawn sums with the variance that paper 000 prints in appendix A, which is that of one factor for all weights into a unit: for
 * a row x, the sum into unit j is f_j (x W)_j, with f_j ~ N(mu, var) drawn for each row.
 */
final class SharedSums implements DrawnSums {
  private final View view;
  private final ParameterSet parameters;
  private final Kernels kernels;
  private final RandomStream stream;
  private final float mean;
  private final float deviation;

  private final float[] factors; // f, [rows, cols]
  private final Tensor plain; // x W, then d f, [rows, view.cols]

  /** @param rows T B at most */
  SharedSums(
      ParameterSet parameters, View view, Perturbation perturbation, RandomStream stream, int rows, Kernels kernels,
      Memory memory) {
    this.view = view;
    this.parameters = parameters;
    this.kernels = kernels;
    this.stream = stream;
    mean = (float) perturbation.mean();
    deviation = (float) Math.sqrt(perturbation.variance());
    factors = new float[Math.multiplyExact(rows, view.cols())];
    plain = memory.tensor(rows, view.cols());
  }

  static long bytes(int cols, int maxRows, int numberBytes) {
    return (4 + numberBytes) * Memory.size(maxRows, cols);
  }

  @Override
  public void draw(long epoch, long batch, int rows) {
    stream.at(epoch, batch).normals(mean, deviation, factors, 0, rows * view.cols());
  }

  @Override
  public void addForward(int first, Tensor x, int xAt, Tensor out, int outAt, int rows) {
    int at = first * view.cols();
    kernels.gemm(PLAIN, PLAIN, rows, view.cols(), view.rows(), 1, x, xAt, parameters.values(), view.offset(), 0, plain, at);
    kernels.addTimes(plain, at, factors, at, out, outAt, rows * view.cols());
  }

  @Override
  public void addBackward(int first, Tensor d, int dAt, Tensor dx, int dxAt, int rows) {
    int at = first * view.cols();
    // Forward: f x W.
    kernels.times(d, dAt, factors, at, plain, at, rows * view.cols());
    kernels.gemm(
        PLAIN, TRANSPOSED, rows, view.rows(), view.cols(), 1, plain, at, parameters.values(), view.offset(), 1, dx, dxAt);
  }

  @Override
  public void gradient(Tensor x, int xAt, Tensor d, int dAt, int rows) {
    kernels.times(d, dAt, factors, 0, plain, 0, rows * view.cols());
    kernels.gemm(
        TRANSPOSED, PLAIN, view.rows(), view.cols(), rows, 1, x, xAt, plain, 0, 0, parameters.gradients(), view.offset());
  }
}

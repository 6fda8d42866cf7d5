package dev.rondo.core.model;

import static dev.rondo.core.compute.Kernels.Op.PLAIN;
import static dev.rondo.core.compute.Kernels.Op.TRANSPOSED;

import dev.rondo.core.compute.Kernels;
import dev.rondo.core.compute.Memory;
import dev.rondo.core.compute.Tensor;
import dev.rondo.core.model.ParameterSet.Group;
import dev.rondo.core.model.ParameterSet.View;

/** Products with the weight as it is, or times one number. */
final class CleanProducts implements Products {
  private final View view;
  private final Tensor values;
  private final Tensor gradients;
  private final Kernels kernels;
  private final double scale;

  /** The scaled weight; null when the scale is 1. */
  private final Tensor scaled;

  /** The transpose [cols, rows], for the backward products of single steps; null where there are none. */
  private final Tensor transposed;

  private final Tensor weight;
  private final int at;

  /**
   * @param scale of the weight
   * @param trained whether backward products will be asked for
   */
  CleanProducts(ParameterSet parameters, View view, double scale, boolean trained, Kernels kernels, Memory memory) {
    this.view = view;
    this.values = parameters.values();
    this.gradients = parameters.gradients();
    this.kernels = kernels;
    this.scale = scale;
    scaled = scale == 1 ? null : memory.tensor(view.rows(), view.cols());
    transposed = trained && view.group() == Group.RECURRENT ? memory.tensor(view.cols(), view.rows()) : null;
    weight = scaled == null ? values : scaled;
    at = scaled == null ? view.offset() : 0;
  }

  static long bytes(View view, double scale, boolean trained, int numberBytes) {
    int matrices = (scale == 1 ? 0 : 1) + (trained && view.group() == Group.RECURRENT ? 1 : 0);
    return matrices * Memory.size(view.rows(), view.cols()) * numberBytes;
  }

  /** Takes over the parameters' values for forward products only. */
  void refresh() {
    if (scaled != null) {
      scaled.copyFrom(0, values, view.offset(), view.size());
      kernels.scale(scale, scaled, 0, view.size());
    }
  }

  @Override
  public void prepare(long epoch, long batch, int T, int B) {
    refresh();
    if (transposed != null) {
      kernels.transpose(view.rows(), view.cols(), weight, at, transposed, 0);
    }
  }

  @Override
  public void addProduct(Inputs x, Tensor out, int outAt, int T, int B) {
    if (x.sparse() == null) {
      addProduct(x.values(), x.at(), out, outAt, T, B);
    } else {
      kernels.addSparseProduct(x.sparse(), T * B, view.rows(), view.cols(), weight, at, out, outAt);
    }
  }

  @Override
  public void addProduct(Tensor x, int xAt, Tensor out, int outAt, int T, int B) {
    kernels.gemm(PLAIN, PLAIN, T * B, view.cols(), view.rows(), 1, x, xAt, weight, at, 1, out, outAt);
  }

  @Override
  public void addStep(int t, Tensor x, int xAt, Tensor out, int outAt, int B) {
    kernels.gemm(PLAIN, PLAIN, B, view.cols(), view.rows(), 1, x, xAt, weight, at, 1, out, outAt);
  }

  @Override
  public void backProduct(Tensor d, int dAt, Tensor dx, int dxAt, int T, int B) {
    kernels.gemm(PLAIN, TRANSPOSED, T * B, view.rows(), view.cols(), 1, d, dAt, weight, at, 0, dx, dxAt);
  }

  @Override
  public void addBackStep(int t, Tensor d, int dAt, Tensor dx, int dxAt, int B) {
    if (transposed == null) {
      kernels.gemm(PLAIN, TRANSPOSED, B, view.rows(), view.cols(), 1, d, dAt, weight, at, 1, dx, dxAt);
    } else {
      kernels.gemm(PLAIN, PLAIN, B, view.rows(), view.cols(), 1, d, dAt, transposed, 0, 1, dx, dxAt);
    }
  }

  @Override
  public void gradient(Inputs x, Tensor d, int dAt, int T, int B) {
    if (x.sparse() == null) {
      gradient(x.values(), x.at(), d, dAt, T, B);
    } else {
      kernels.sparseGradient(x.sparse(), T * B, view.rows(), view.cols(), d, dAt, gradients, view.offset());
    }
  }

  @Override
  public void gradient(Tensor x, int xAt, Tensor d, int dAt, int T, int B) {
    kernels.gemm(TRANSPOSED, PLAIN, view.rows(), view.cols(), T * B, 1, x, xAt, d, dAt, 0, gradients, view.offset());
  }
}

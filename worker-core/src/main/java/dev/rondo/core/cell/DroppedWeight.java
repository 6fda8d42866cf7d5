package dev.rondo.core.cell;

import static dev.rondo.core.compute.Kernels.Op.PLAIN;
import static dev.rondo.core.compute.Kernels.Op.TRANSPOSED;

import dev.rondo.core.compute.Kernels;
import dev.rondo.core.compute.Memory;
import dev.rondo.core.compute.Tensor;
import dev.rondo.core.model.Inputs;
import dev.rondo.core.model.ParameterSet;
import dev.rondo.core.model.ParameterSet.View;

/**
 * A weight W [rows, cols] behind fast dropout: the moments of x W where the x, of means m and variances v, are independent and
 * each is dropped with probability p (paper 000, section 6.5). With q = 1 - p these are the means m (q W) and the variances
 * s (q W^2), where s = p m^2 + v is the spread of the inputs.
 */
final class DroppedWeight {
  private final Kernels kernels;
  private final ParameterSet.Scope parameters;
  private final View view;
  private final double p;
  private final Tensor ofMeans; // q W
  private final Tensor ofVariances; // q W^2
  private final Tensor backMeans; // their transposes, [cols, rows], for the products of single steps; null where not needed
  private final Tensor backVariances;
  private final Tensor outer; // [rows, cols]

  /**
   * @param p in [0, 1)
   * @param stepwise whether single steps go back through it
   */
  DroppedWeight(
      ParameterSet.Scope parameters, String name, double p, boolean stepwise, Kernels kernels, Memory memory) {
    this.kernels = kernels;
    this.parameters = parameters;
    view = parameters.view(name);
    this.p = p;
    ofMeans = memory.tensor(view.rows(), view.cols());
    ofVariances = memory.tensor(view.rows(), view.cols());
    outer = memory.tensor(view.rows(), view.cols());
    backMeans = stepwise ? memory.tensor(view.cols(), view.rows()) : null;
    backVariances = stepwise ? memory.tensor(view.cols(), view.rows()) : null;
  }

  static long bytes(int rows, int cols, boolean stepwise, int numberBytes) {
    return (stepwise ? 5 : 3) * Memory.size(rows, cols) * numberBytes;
  }

  /** Takes over the parameters' values; for each batch, before the other methods. */
  void refresh() {
    ofMeans.copyFrom(0, parameters.values(), view.offset(), view.size());
    kernels.scale(1 - p, ofMeans, 0, view.size());
    kernels.product(parameters.values(), view.offset(), ofMeans, 0, ofVariances, 0, view.size());
    if (backMeans != null) {
      kernels.transpose(view.rows(), view.cols(), ofMeans, 0, backMeans, 0);
      kernels.transpose(view.rows(), view.cols(), ofVariances, 0, backVariances, 0);
    }
  }

  /** s [n, rows] := p m^2 + v. */
  void spread(Tensor m, int mAt, Tensor v, int vAt, Tensor s, int sAt, int n) {
    s.copyFrom(sAt, v, vAt, n * view.rows());
    kernels.addProduct(p, m, mAt, m, mAt, s, sAt, n * view.rows());
  }

  /** means [n, cols] := means + m (q W), and variances := variances + s (q W^2). */
  void add(Tensor m, int mAt, Tensor s, int sAt, Tensor means, int meansAt, Tensor variances, int variancesAt, int n) {
    addMeans(m, mAt, means, meansAt, n);
    kernels.gemm(
        PLAIN, PLAIN, n, view.cols(), view.rows(), 1, s, sAt, ofVariances, 0, 1, variances, variancesAt);
  }

  /** The means alone. */
  void addMeans(Tensor m, int mAt, Tensor means, int meansAt, int n) {
    kernels.gemm(PLAIN, PLAIN, n, view.cols(), view.rows(), 1, m, mAt, ofMeans, 0, 1, means, meansAt);
  }

  /** The same for inputs x that are certain: adds to the means, sets the variances, and s := p x^2 unless x is sparse. */
  void input(Inputs x, Tensor s, Tensor means, Tensor variances, int n) {
    kernels.fill(variances, 0, n * view.cols(), 0);
    if (x.sparse() == null) {
      kernels.fill(s, 0, n * view.rows(), 0);
      kernels.addProduct(p, x.values(), x.at(), x.values(), x.at(), s, 0, n * view.rows());
      add(x.values(), x.at(), s, 0, means, 0, variances, 0, n);
      return;
    }
    kernels.addSparseProduct(x.sparse(), n, view.rows(), view.cols(), ofMeans, 0, means, 0);
    // The square of a one is one.
    kernels.addSparseProduct(x.sparse(), n, view.rows(), view.cols(), ofVariances, 0, variances, 0);
    kernels.scale(p, variances, 0, n * view.cols());
  }

  /** dm [n, rows] := the slopes by m, dv those by v, given slopes by means and variances, for all steps. */
  void back(
      Tensor byMeans, Tensor byVariances, Tensor m, int mAt, Tensor dm, Tensor dv, int n) {
    backMeans(byMeans, dm, n);
    // Forward: s (q W^2), s = p m^2 + v.
    kernels.gemm(PLAIN, TRANSPOSED, n, view.rows(), view.cols(), 1, byVariances, 0, ofVariances, 0, 0, dv, 0);
    kernels.addProduct(2 * p, m, mAt, dv, 0, dm, 0, n * view.rows());
  }

  /** dm [n, rows] := the slopes by m where the variances have none. */
  void backMeans(Tensor byMeans, Tensor dm, int n) {
    // Forward: m (q W).
    kernels.gemm(PLAIN, TRANSPOSED, n, view.rows(), view.cols(), 1, byMeans, 0, ofMeans, 0, 0, dm, 0);
  }

  /** Adds the slopes by m and v at one step to dm and dv [n, rows], given those by means and variances a step later. */
  void addBackStep(
      Tensor byMeans, Tensor byVariances, int laterAt, Tensor m, int mAt, Tensor dm, Tensor dv, int nowAt, Tensor scratch,
      int n) {
    // Forward: m (q W).
    kernels.gemm(PLAIN, PLAIN, n, view.rows(), view.cols(), 1, byMeans, laterAt, backMeans, 0, 1, dm, nowAt);
    // Forward: s (q W^2), s = p m^2 + v.
    kernels.gemm(PLAIN, PLAIN, n, view.rows(), view.cols(), 1, byVariances, laterAt, backVariances, 0, 0, scratch, 0);
    kernels.addProduct(2 * p, m, mAt, scratch, 0, dm, nowAt, n * view.rows());
    kernels.axpy(1, scratch, 0, dv, nowAt, n * view.rows());
  }

  /** Sets this weight's part of the gradient, over all steps. */
  void gradient(Tensor m, int mAt, Tensor s, Tensor byMeans, Tensor byVariances, int n) {
    gradientOfMeans(m, mAt, byMeans, n);
    kernels.gemm(TRANSPOSED, PLAIN, view.rows(), view.cols(), n, 1, s, 0, byVariances, 0, 0, outer, 0);
    // Forward: q W^2.
    kernels.addProduct(2, outer, 0, ofMeans, 0, parameters.gradients(), view.offset(), view.size());
  }

  /** The same where the variances have no slopes. */
  void gradientOfMeans(Tensor m, int mAt, Tensor byMeans, int n) {
    kernels.gemm(
        TRANSPOSED, PLAIN, view.rows(), view.cols(), n, 1 - p, m, mAt, byMeans, 0, 0, parameters.gradients(), view.offset());
  }

  /** The same for certain inputs, with the s that {@link #input} left. */
  void inputGradient(Inputs x, Tensor s, Tensor byMeans, Tensor byVariances, int n) {
    if (x.sparse() == null) {
      gradient(x.values(), x.at(), s, byMeans, byVariances, n);
      return;
    }
    kernels.sparseGradient(x.sparse(), n, view.rows(), view.cols(), byMeans, 0, parameters.gradients(), view.offset());
    kernels.scale(1 - p, parameters.gradients(), view.offset(), view.size());
    kernels.sparseGradient(x.sparse(), n, view.rows(), view.cols(), byVariances, 0, outer, 0);
    kernels.addProduct(2 * p, outer, 0, ofMeans, 0, parameters.gradients(), view.offset(), view.size());
  }
}

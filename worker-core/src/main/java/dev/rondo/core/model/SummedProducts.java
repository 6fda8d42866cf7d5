package dev.rondo.core.model;

import dev.rondo.core.compute.Kernels;
import dev.rondo.core.compute.Tensor;
import dev.rondo.core.model.ParameterSet.View;

/** Products whose sums are drawn, not the weight. */
final class SummedProducts implements Products {
  private final View view;
  private final DrawnSums sums;
  private final Kernels kernels;
  private int batchSize;

  SummedProducts(View view, DrawnSums sums, Kernels kernels) {
    this.view = view;
    this.sums = sums;
    this.kernels = kernels;
  }

  @Override
  public void prepare(long epoch, long batch, int T, int B) {
    batchSize = B;
    sums.draw(epoch, batch, T * B);
  }

  @Override
  public void addProduct(Inputs x, Tensor out, int outAt, int T, int B) {
    addProduct(x.values(), x.at(), out, outAt, T, B);
  }

  @Override
  public void addProduct(Tensor x, int xAt, Tensor out, int outAt, int T, int B) {
    sums.addForward(0, x, xAt, out, outAt, T * B);
  }

  @Override
  public void addStep(int t, Tensor x, int xAt, Tensor out, int outAt, int B) {
    sums.addForward(t * batchSize, x, xAt, out, outAt, B);
  }

  @Override
  public void backProduct(Tensor d, int dAt, Tensor dx, int dxAt, int T, int B) {
    kernels.fill(dx, dxAt, T * B * view.rows(), 0);
    sums.addBackward(0, d, dAt, dx, dxAt, T * B);
  }

  @Override
  public void addBackStep(int t, Tensor d, int dAt, Tensor dx, int dxAt, int B) {
    sums.addBackward(t * batchSize, d, dAt, dx, dxAt, B);
  }

  @Override
  public void gradient(Inputs x, Tensor d, int dAt, int T, int B) {
    gradient(x.values(), x.at(), d, dAt, T, B);
  }

  @Override
  public void gradient(Tensor x, int xAt, Tensor d, int dAt, int T, int B) {
    sums.gradient(x, xAt, d, dAt, T * B);
  }
}

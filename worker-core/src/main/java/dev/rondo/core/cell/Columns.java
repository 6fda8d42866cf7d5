package dev.rondo.core.cell;

import dev.rondo.core.compute.Kernels;
import dev.rondo.core.compute.Lane;
import dev.rondo.core.compute.Lane.Use;
import dev.rondo.core.compute.Pointwise;
import dev.rondo.core.compute.Tensor;

/** Some columns of a wide tensor, and a tensor of their own for them: products need rows that lie side by side. */
final class Columns {
  private static final Pointwise COPY = new Pointwise() {
    @Override
    public void apply(float[][] x, int n) {
      System.arraycopy(x[0], 0, x[1], 0, n);
    }

    @Override
    public void apply(double[][] x, int n) {
      System.arraycopy(x[0], 0, x[1], 0, n);
    }
  };

  private final Kernels kernels;
  private final int width;
  private final int first;
  private final int cols;
  private final Lane fromWide;
  private final Lane toWide;
  private final Lane fromOwn;
  private final Lane toOwn;

  /**
   * @param wide [., width]
   * @param first of its columns
   * @param own [., cols]
   */
  Columns(Tensor wide, int width, int first, Tensor own, int cols, Kernels kernels) {
    this.kernels = kernels;
    this.width = width;
    this.first = first;
    this.cols = cols;
    fromWide = new Lane(wide, width, Use.READ);
    toWide = new Lane(wide, width, Use.WRITE);
    fromOwn = new Lane(own, cols, Use.READ);
    toOwn = new Lane(own, cols, Use.WRITE);
  }

  /** Copies rows of the wide tensor, from row {@code wideRow} on, to the own one from {@code ownRow} on. */
  void take(int wideRow, int ownRow, int rows) {
    kernels.pointwise(COPY, rows, cols, fromWide.to(wideRow * width + first), toOwn.to(ownRow * cols));
  }

  /** The way back. */
  void put(int ownRow, int wideRow, int rows) {
    kernels.pointwise(COPY, rows, cols, fromOwn.to(ownRow * cols), toWide.to(wideRow * width + first));
  }
}

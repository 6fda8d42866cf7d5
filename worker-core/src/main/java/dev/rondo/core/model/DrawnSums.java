package dev.rondo.core.model;

import dev.rondo.core.compute.Tensor;

/** Products with a perturbed weight whose sums are drawn, not its weights. Rows are those of a batch, [T B]. */
interface DrawnSums {
  /** Draws for {@code rows} rows: the same epoch and batch give the same draws. */
  void draw(long epoch, long batch, int rows);

  /** out [rows, cols] := out + the drawn sums of x [rows, view.rows], which are rows {@code first} onwards of the batch. */
  void addForward(int first, Tensor x, int xAt, Tensor out, int outAt, int rows);

  /** dx [rows, view.rows] := dx + the errors by x, given the slopes d [rows, cols] of the sums. */
  void addBackward(int first, Tensor d, int dAt, Tensor dx, int dxAt, int rows);

  /** Sets the weight's part of the gradient. */
  void gradient(Tensor x, int xAt, Tensor d, int dAt, int rows);
}

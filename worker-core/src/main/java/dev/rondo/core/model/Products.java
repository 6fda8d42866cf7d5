package dev.rondo.core.model;

import dev.rondo.core.compute.Tensor;

/** The products of one weight W [rows, cols] with the layers of a batch, forward and backward: see {@link Weight}. */
interface Products {
  /** Gets ready for the passes of one update over T steps of B sequences: the same epoch and batch give the same draws. */
  void prepare(long epoch, long batch, int T, int B);

  /** out [T B, cols] := out + x W, for all steps. */
  void addProduct(Inputs x, Tensor out, int outAt, int T, int B);

  /** out [T B, cols] := out + x W, for all steps. */
  void addProduct(Tensor x, int xAt, Tensor out, int outAt, int T, int B);

  /** out [B, cols] := out + x W at step t. */
  void addStep(int t, Tensor x, int xAt, Tensor out, int outAt, int B);

  /** dx [T B, rows] := d W' for all steps, given the slopes d [T B, cols] of the products. */
  void backProduct(Tensor d, int dAt, Tensor dx, int dxAt, int T, int B);

  /** dx [B, rows] := dx + d W' at step t. */
  void addBackStep(int t, Tensor d, int dAt, Tensor dx, int dxAt, int B);

  /** Sets this weight's part of the gradient: the sum over the steps of x' d. */
  void gradient(Inputs x, Tensor d, int dAt, int T, int B);

  /** The same for what is no input. */
  void gradient(Tensor x, int xAt, Tensor d, int dAt, int T, int B);
}

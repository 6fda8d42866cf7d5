package dev.rondo.core.model;

import dev.rondo.core.compute.Kernels;
import dev.rondo.core.compute.Memory;
import dev.rondo.core.compute.Tensor;
import dev.rondo.core.perturb.UnitDropout;
import dev.rondo.core.random.RandomStream;

/** A copy of rows of numbers with dropped units, on one connection: see {@link UnitDropout}. */
final class DroppedUnits {
  private final UnitDropout dropout;
  private final RandomStream stream;
  private final Kernels kernels;
  private final int width;
  private final Tensor values; // [T B, width], behind the rows that are left out
  private final float[] factors; // of the last training batch, [T B, width]

  /** @param lead rows at the start of the copy that are left out at most */
  DroppedUnits(
      UnitDropout dropout, RandomStream stream, int width, int lead, Tape.Capacity capacity, Kernels kernels, Memory memory) {
    this.dropout = dropout;
    this.stream = stream;
    this.kernels = kernels;
    this.width = width;
    values = memory.tensor(capacity.rows() + lead, width);
    factors = new float[Math.toIntExact(Memory.size(capacity.trainingRows(), width))];
  }

  static long bytes(int width, int lead, Tape.Capacity capacity, int numberBytes) {
    return numberBytes * Memory.size(capacity.rows() + lead, width) + Float.BYTES * Memory.size(capacity.trainingRows(), width);
  }

  Tensor values() {
    return values;
  }

  /** The copy from {@code at} on := rows of x, dropped; the same epoch and batch give the same draws. */
  void train(Tensor x, int xAt, int at, int rows, long epoch, long batch) {
    int n = rows * width;
    stream.at(epoch, batch).masks(dropout.keep(), (float) dropout.trainingScale(), factors, 0, n);
    kernels.times(x, xAt, factors, 0, values, at, n);
  }

  /** The slopes d by the copy become those by x. */
  void backward(Tensor d, int dAt, int rows) {
    // Forward: values = x factors.
    kernels.times(d, dAt, factors, 0, d, dAt, rows * width);
  }

  /** The copy from {@code at} on := rows of x, as evaluation has them. */
  void evaluate(Tensor x, int xAt, int at, int rows) {
    values.copyFrom(at, x, xAt, rows * width);
    if (dropout.evaluationScale() != 1) {
      kernels.scale(dropout.evaluationScale(), values, at, rows * width);
    }
  }
}

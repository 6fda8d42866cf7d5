package dev.rondo.core.compute;

/**
 * One operand of a {@link Pointwise} function: rows of numbers in a tensor, which may lie apart, as the columns of one gate do. Made
 * once and moved from step to step, for nothing is allocated in the training loop.
 */
public final class Lane {
  /** What the function does with the numbers. */
  public enum Use {
    READ,
    WRITE,
    UPDATE
  }

  final Tensor tensor;
  final int stride;
  final Use use;
  int at;

  /** @param stride numbers from the start of one row to the start of the next */
  public Lane(Tensor tensor, int stride, Use use) {
    this.tensor = tensor;
    this.stride = stride;
    this.use = use;
  }

  /** Moves the first row to a place in the tensor. */
  public Lane to(int offset) {
    at = offset;
    return this;
  }
}

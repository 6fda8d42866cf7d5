package dev.rondo.core.compute;

import java.nio.ByteBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A dense row-major block of numbers, [rows, cols], in native memory: the memory of an ND4J array, seen by BLAS through its
 * address and by Java through bulk copies. Belongs to the {@link Memory} that made it and dies with it.
 */
public abstract sealed class Tensor permits FloatTensor, DoubleTensor {
  private final int rows;
  private final int cols;
  private final INDArray array;

  Tensor(int rows, int cols, INDArray array) {
    this.rows = rows;
    this.cols = cols;
    this.array = array;
  }

  public final int rows() {
    return rows;
  }

  public final int cols() {
    return cols;
  }

  public final int size() {
    return rows * cols;
  }

  /** The same memory as an ND4J vector of {@code size()} numbers. */
  public final INDArray array() {
    return array;
  }

  public abstract double get(int index);

  public abstract void set(int index, double value);

  /** A copy of {@code length} numbers from {@code offset} on. */
  public abstract double[] toArray(int offset, int length);

  /** Sets the numbers from {@code offset} on. */
  public abstract void put(int offset, double[] values);

  /** Sets {@code length} numbers from {@code offset} on from single-precision values. */
  public abstract void put(int offset, float[] values, int length);

  /** Copies {@code length} numbers from another tensor of the same precision. */
  public abstract void copyFrom(int offset, Tensor source, int sourceOffset, int length);

  /** Appends all numbers to a buffer, bit by bit, in the buffer's byte order. */
  public abstract void write(ByteBuffer to);

  /** Sets all numbers to the next ones of a buffer that {@link #write} filled. */
  public abstract void read(ByteBuffer from);
}

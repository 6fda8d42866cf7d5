package dev.rondo.core.compute;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The native memory of one trial: everything is allocated before the training loop and released together after it. */
public final class Memory implements AutoCloseable {
  private final Precision precision;
  private final List<INDArray> arrays = new ArrayList<>();
  private long bytes;

  public Memory(Precision precision) {
    Blas.load();
    this.precision = precision;
  }

  public Precision precision() {
    return precision;
  }

  /**
   * A tensor of zeros.
   *
   * @throws IllegalArgumentException when it would have 2^31 numbers or more
   */
  public Tensor tensor(int rows, int cols) {
    long size = size(rows, cols);
    INDArray array = Nd4j.create(precision.type, size);
    arrays.add(array);
    bytes += size * precision.bytes();
    return precision == Precision.FLOAT32 ? new FloatTensor(rows, cols, array) : new DoubleTensor(rows, cols, array);
  }

  /**
   * Numbers in a tensor of this shape.
   *
   * @throws IllegalArgumentException when that is not possible
   */
  public static long size(long rows, long cols) {
    if (rows < 1 || cols < 1 || rows > (Integer.MAX_VALUE - 8) / cols) {
      throw new IllegalArgumentException(
          "a tensor of [" + rows + ", " + cols + "] is outside 1 to 2^31 - 9 numbers; use smaller batches, chunks or layers");
    }
    return rows * cols;
  }

  /** Bytes allocated so far. */
  public long bytes() {
    return bytes;
  }

  @Override
  public void close() {
    arrays.forEach(INDArray::close);
    arrays.clear();
  }
}

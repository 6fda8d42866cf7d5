package dev.rondo.core.compute;

import org.nd4j.linalg.api.buffer.DataType;

/** Of all numbers of a trial. */
public enum Precision {
  FLOAT32(DataType.FLOAT, 4),
  FLOAT64(DataType.DOUBLE, 8);

  final DataType type;
  private final int bytes;

  Precision(DataType type, int bytes) {
    this.type = type;
    this.bytes = bytes;
  }

  /** Bytes of one number. */
  public int bytes() {
    return bytes;
  }

  /** Kernels of this precision with scratch space of their own, for one thread. */
  public Kernels kernels() {
    return this == FLOAT32 ? new FloatKernels() : new DoubleKernels();
  }
}

package dev.rondo.core.compute;

import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import org.bytedeco.javacpp.DoublePointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Double precision: what gradient checks use. */
final class DoubleTensor extends Tensor {
  /** The same address three times, so that one tensor can be two operands of one product at different positions. */
  final DoublePointer left;

  final DoublePointer right;
  final DoublePointer result;
  final DoubleBuffer buffer;

  DoubleTensor(int rows, int cols, INDArray array) {
    super(rows, cols, array);
    left = new DoublePointer(array.data().pointer());
    right = new DoublePointer(left);
    result = new DoublePointer(left);
    buffer = new DoublePointer(left).capacity(size()).asBuffer();
  }

  @Override
  public double get(int index) {
    return buffer.get(index);
  }

  @Override
  public void set(int index, double value) {
    buffer.put(index, value);
  }

  @Override
  public double[] toArray(int offset, int length) {
    double[] values = new double[length];
    buffer.get(offset, values);
    return values;
  }

  @Override
  public void put(int offset, double[] values) {
    buffer.put(offset, values);
  }

  @Override
  public void put(int offset, float[] values, int length) {
    for (int i = 0; i < length; i++) {
      buffer.put(offset + i, values[i]);
    }
  }

  @Override
  public void copyFrom(int offset, Tensor source, int sourceOffset, int length) {
    buffer.put(offset, ((DoubleTensor) source).buffer, sourceOffset, length);
  }

  @Override
  public void write(ByteBuffer to) {
    to.asDoubleBuffer().put(buffer.duplicate().clear());
    to.position(to.position() + Double.BYTES * size());
  }

  @Override
  public void read(ByteBuffer from) {
    buffer.duplicate().clear().put(from.asDoubleBuffer().limit(size()));
    from.position(from.position() + Double.BYTES * size());
  }
}

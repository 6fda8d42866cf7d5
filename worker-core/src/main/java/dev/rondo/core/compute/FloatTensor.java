package dev.rondo.core.compute;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Single precision: what training uses. */
final class FloatTensor extends Tensor {
  /** The same address three times, so that one tensor can be two operands of one product at different positions. */
  final FloatPointer left;

  final FloatPointer right;
  final FloatPointer result;
  final FloatBuffer buffer;

  FloatTensor(int rows, int cols, INDArray array) {
    super(rows, cols, array);
    left = new FloatPointer(array.data().pointer());
    right = new FloatPointer(left);
    result = new FloatPointer(left);
    buffer = new FloatPointer(left).capacity(size()).asBuffer();
  }

  @Override
  public double get(int index) {
    return buffer.get(index);
  }

  @Override
  public void set(int index, double value) {
    buffer.put(index, (float) value);
  }

  @Override
  public double[] toArray(int offset, int length) {
    double[] values = new double[length];
    for (int i = 0; i < length; i++) {
      values[i] = buffer.get(offset + i);
    }
    return values;
  }

  @Override
  public void put(int offset, double[] values) {
    for (int i = 0; i < values.length; i++) {
      buffer.put(offset + i, (float) values[i]);
    }
  }

  @Override
  public void put(int offset, float[] values, int length) {
    buffer.put(offset, values, 0, length);
  }

  @Override
  public void copyFrom(int offset, Tensor source, int sourceOffset, int length) {
    buffer.put(offset, ((FloatTensor) source).buffer, sourceOffset, length);
  }

  @Override
  public void write(ByteBuffer to) {
    to.asFloatBuffer().put(buffer.duplicate().clear());
    to.position(to.position() + Float.BYTES * size());
  }

  @Override
  public void read(ByteBuffer from) {
    buffer.duplicate().clear().put(from.asFloatBuffer().limit(size()));
    from.position(from.position() + Float.BYTES * size());
  }
}

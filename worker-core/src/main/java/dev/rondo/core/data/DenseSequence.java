package dev.rondo.core.data;

/** A sequence as plain numbers, row by row. */
public record DenseSequence(int steps, int width, float[] values) implements Sequence {
  public DenseSequence {
    if (values.length != Math.multiplyExact(steps, width)) {
      throw new IllegalArgumentException(values.length + " values for [" + steps + ", " + width + "]");
    }
  }

  @Override
  public void copyStep(int t, float[] out, int offset) {
    System.arraycopy(values, t * width, out, offset, width);
  }

  @Override
  public long bytes() {
    return 4L * values.length;
  }
}

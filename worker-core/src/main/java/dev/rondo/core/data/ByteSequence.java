package dev.rondo.core.data;

/**
 * A sequence of bytes 0 to 255, each standing for the number {@code scale byte + shift}; the bytes and their order may be shared
 * with other sequences. What a picture is as a sequence of its pixels.
 *
 * @param values the bytes of this sequence, from {@code from} on
 * @param steps T
 * @param width numbers per step
 * @param order [steps width], which byte of the sequence stands at each place; null for the order in which they are
 */
public record ByteSequence(byte[] values, int from, int steps, int width, int[] order, float scale, float shift)
    implements Sequence {
  public ByteSequence {
    int size = Math.multiplyExact(steps, width);
    if (from < 0 || from + size > values.length || order != null && order.length != size) {
      throw new IllegalArgumentException("no [" + steps + ", " + width + "] from " + from + " on in " + values.length + " bytes");
    }
  }

  @Override
  public void copyStep(int t, float[] out, int offset) {
    for (int i = 0; i < width; i++) {
      int place = t * width + i;
      out[offset + i] = Math.fma(scale, values[from + (order == null ? place : order[place])] & 0xFF, shift);
    }
  }

  @Override
  public long bytes() {
    return (long) steps * width;
  }
}

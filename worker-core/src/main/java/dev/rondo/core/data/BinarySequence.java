package dev.rondo.core.data;

import java.util.Arrays;

/**
 * A 0/1 sequence as the indices of its ones.
 *
 * @param width numbers per step, at most 65,536
 * @param starts [T + 1], where each step's indices begin in {@code ones}
 * @param ones indices of the ones, step by step, ascending within a step
 */
public record BinarySequence(int width, int[] starts, char[] ones) implements Sequence {
  /** A sequence with a single one in each step, at these indices. */
  public static BinarySequence oneHot(int width, char[] ones) {
    int[] starts = new int[ones.length + 1];
    Arrays.setAll(starts, t -> t);
    return new BinarySequence(width, starts, ones);
  }

  @Override
  public int steps() {
    return starts.length - 1;
  }

  @Override
  public void copyStep(int t, float[] out, int offset) {
    Arrays.fill(out, offset, offset + width, 0f);
    for (int k = starts[t]; k < starts[t + 1]; k++) {
      out[offset + ones[k]] = 1f;
    }
  }

  @Override
  public long bytes() {
    return 4L * starts.length + 2L * ones.length;
  }
}

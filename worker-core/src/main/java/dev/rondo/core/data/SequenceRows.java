package dev.rondo.core.data;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;

/** The rows of one sequence while a table is read: they grow, are put in order, and become sequences. */
final class SequenceRows {
  private final String id;
  private final int width;
  private long[] order = new long[16];
  private float[] values;
  private int steps;
  private String split;

  SequenceRows(String id, int width) {
    this.id = id;
    this.width = width;
    values = new float[Math.multiplyExact(16, width)];
  }

  String id() {
    return id;
  }

  int steps() {
    return steps;
  }

  String split() {
    return split;
  }

  void add(long step, float[] row, Path file) throws DataException {
    if (steps == order.length) {
      long wanted = 2L * steps * width;
      if (wanted > Integer.MAX_VALUE - 8) {
        throw new DataException(file + ": the sequence " + Table.shown(id) + " has more than " + steps + " steps of "
            + width + " numbers; a sequence holds at most 2^31 numbers; cut it into several");
      }
      order = Arrays.copyOf(order, 2 * steps);
      values = Arrays.copyOf(values, (int) wanted);
    }
    order[steps] = step;
    System.arraycopy(row, 0, values, steps * width, width);
    steps++;
  }

  /** Notes the split a row names; all rows of a sequence must agree. */
  void put(String name, String where) throws DataException {
    if (split != null && !split.equals(name)) {
      throw new DataException(where + ": the sequence " + Table.shown(id) + " is in " + split + " and in " + name
          + "; a sequence belongs to one split; give all its rows the same");
    }
    split = name;
  }

  /** Puts the rows in order of their steps. */
  void sort(Path path) throws DataException {
    boolean sorted = true;
    for (int t = 1; t < steps; t++) {
      sorted &= order[t - 1] <= order[t];
    }
    if (!sorted) {
      Integer[] rows = new Integer[steps];
      Arrays.setAll(rows, t -> t);
      Arrays.sort(rows, Comparator.comparingLong(t -> order[t]));
      long[] newOrder = new long[steps];
      float[] newValues = new float[steps * width];
      for (int t = 0; t < steps; t++) {
        newOrder[t] = order[rows[t]];
        System.arraycopy(values, rows[t] * width, newValues, t * width, width);
      }
      order = newOrder;
      values = newValues;
    }
    for (int t = 1; t < steps; t++) {
      if (order[t - 1] == order[t]) {
        throw new DataException(path + ": the sequence " + Table.shown(id) + " has step " + order[t]
            + " twice; each step of a sequence is one row; remove one of them");
      }
    }
  }

  /** Whether the columns {@code from} to {@code to} hold only 0 and 1. */
  boolean isBinary(int from, int to) {
    for (int t = 0; t < steps; t++) {
      for (int i = from; i < to; i++) {
        float value = values[t * width + i];
        if (value != 0 && value != 1) {
          return false;
        }
      }
    }
    return true;
  }

  /** The columns {@code from} to {@code to} as [T, to - from], sparse if they may be and that is smaller. */
  Sequence columns(int from, int to, boolean mayBeBinary) {
    int d = to - from;
    float[] dense = new float[steps * d];
    int[] starts = new int[steps + 1];
    int ones = 0;
    for (int t = 0; t < steps; t++) {
      System.arraycopy(values, t * width + from, dense, t * d, d);
      for (int i = 0; i < d; i++) {
        ones += dense[t * d + i] == 1 ? 1 : 0;
      }
      starts[t + 1] = ones;
    }
    DenseSequence plain = new DenseSequence(steps, d, dense);
    if (!mayBeBinary || d > Character.MAX_VALUE + 1 || 4L * starts.length + 2L * ones >= plain.bytes()) {
      return plain;
    }
    char[] indices = new char[ones];
    int next = 0;
    for (int k = 0; k < dense.length; k++) {
      if (dense[k] == 1) {
        indices[next++] = (char) (k % d);
      }
    }
    return new BinarySequence(d, starts, indices);
  }
}

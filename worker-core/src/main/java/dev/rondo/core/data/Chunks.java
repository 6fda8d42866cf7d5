package dev.rondo.core.data;

import dev.rondo.core.data.SequenceSet.Example;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Cuts sequences into consecutive pieces, as Ognawala and Bayer prepare training and validation data (section 6). */
public final class Chunks {
  private Chunks() {}

  /**
   * Cuts every sequence into chunks of {@code length} steps, in order; the last chunk of a sequence may be shorter and
   * is kept. Chunks are not padded.
   *
   * <p>A last chunk of one step is kept too: with next-step targets it has nothing to predict, but it is a row of the
   * batch, whose padded steps count where padding counts. With it, JSB Chorales in chunks of 100 has 243, 83 and 84
   * chunks, the shapes of the original experiments. By the same cut the first step of each chunk but a sequence's first
   * is never a target.
   *
   * @param examples inputs [T, D], targets [T, O] or null, all of one set
   * @param length steps a chunk has at most, at least 1
   * @throws IllegalArgumentException when the length is below 1
   */
  public static List<Example> of(List<Example> examples, int length) {
    if (length < 1) {
      throw new IllegalArgumentException("a chunk of " + length + " steps; at least 1 is needed");
    }
    List<Example> chunks = new ArrayList<>();
    for (Example example : examples) {
      int steps = example.inputs().steps();
      if (steps <= length) {
        chunks.add(example);
        continue;
      }
      for (int from = 0; from < steps; from += Math.min(length, steps - from)) {
        int to = from + Math.min(length, steps - from);
        Sequence targets = example.targets() == null ? null : slice(example.targets(), from, to);
        chunks.add(new Example(slice(example.inputs(), from, to), targets));
      }
    }
    return List.copyOf(chunks);
  }

  /** Steps {@code from} (inclusive) to {@code to} (exclusive) of a sequence: [to - from, width]. */
  public static Sequence slice(Sequence sequence, int from, int to) {
    if (from < 0 || from > to || to > sequence.steps()) {
      throw new IllegalArgumentException("steps " + from + " to " + to + " of a sequence of " + sequence.steps());
    }
    if (sequence instanceof BinarySequence binary) {
      int first = binary.starts()[from];
      int[] starts = Arrays.copyOfRange(binary.starts(), from, to + 1);
      for (int t = 0; t < starts.length; t++) {
        starts[t] -= first;
      }
      return new BinarySequence(binary.width(), starts, Arrays.copyOfRange(binary.ones(), first, binary.starts()[to]));
    }
    DenseSequence dense = (DenseSequence) sequence;
    float[] values = Arrays.copyOfRange(dense.values(), from * dense.width(), to * dense.width());
    return new DenseSequence(to - from, dense.width(), values);
  }
}
